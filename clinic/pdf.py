"""Papers that are kept, as PDF: tagged (PDF/UA-1), with our own letters, the same bytes each time.

WeasyPrint is loaded when the first paper is made (1 to 3 seconds). It needs Debian's Pango
(libpango-1.0-0, libpangoft2-1.0-0, libharfbuzz-subset0); where that is missing, `PdfMissing` says
so in one line. Papers fetch nothing: no picture, style or font but what stands in `PARTS`.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string

VENDOR = Path(settings.BASE_DIR) / "static" / "vendor"
PARTS = {
    "scalpwise:inter.woff2": (VENDOR / "inter-latin.woff2", "font/woff2"),
    "scalpwise:inter-ext.woff2": (VENDOR / "inter-latin-ext.woff2", "font/woff2"),
    "scalpwise:paper.css": (Path(settings.BASE_DIR) / "static" / "css" / "paper.css", "text/css"),
}

os.environ["SOURCE_DATE_EPOCH"] = "0"  # else the cut fonts carry the second they were cut in


class PdfMissing(Exception):
    """No PDF can be made on this machine; the message says what to install."""


def paper(template: str, context: dict[str, Any]) -> bytes:
    """The PDF of a template that extends `paper.html`.

    The same template and context give the same bytes, in any process. Raises `PdfMissing`.
    """
    try:
        from weasyprint import HTML  # noqa: PLC0415 - slow, and needs libraries of the system
        from weasyprint.urls import URLFetcher, URLFetcherResponse  # noqa: PLC0415
    except OSError as fault:
        raise PdfMissing(
            "PDFs need Pango: apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"
        ) from fault

    class OnlyOurParts(URLFetcher):  # type: ignore[misc]
        """Nothing is fetched from disk or network by what a person wrote."""

        def fetch(self, url: str, headers: Any = None) -> Any:
            path, kind = PARTS[url]
            return URLFetcherResponse(url, path.read_bytes(), {"Content-Type": kind})

    markup = render_to_string(template, context)
    fetcher = OnlyOurParts(fail_on_errors=True)
    made: bytes = HTML(string=markup, url_fetcher=fetcher).write_pdf(pdf_variant="pdf/ua-1")
    return made
