"""Papers: the same bytes in any process, tagged, and nothing fetched."""

from __future__ import annotations

import hashlib
import os
import re
import subprocess
import sys
from pathlib import Path

import pypdfium2
import pytest
from pytest_django import Settings
from weasyprint.urls import FatalURLFetchingError

from clinic.pdf import paper

MAKE = """
import hashlib, django
django.setup()
from clinic.pdf import paper
print(hashlib.sha256(paper("paper.html", {"title": "A letter", "foot": "C-1"})).hexdigest())
"""


def test_another_process_makes_the_same_bytes() -> None:
    here = hashlib.sha256(paper("paper.html", {"title": "A letter", "foot": "C-1"})).hexdigest()
    for seed in ("1", "2"):
        env = {**os.environ, "PYTHONHASHSEED": seed, "DJANGO_SETTINGS_MODULE": "tests.settings"}
        made = subprocess.run(
            [sys.executable, "-c", MAKE], env=env, capture_output=True, text=True, check=True
        )
        assert made.stdout.strip() == here


def test_it_is_tagged_and_names_itself() -> None:
    made = paper("paper.html", {"title": "A letter", "foot": "C-1"})
    document = pypdfium2.PdfDocument(made)
    assert pypdfium2.raw.FPDFCatalog_IsTagged(document)
    assert document.get_metadata_value("Title") == "A letter"
    assert "Page 1 of 1" in document[0].get_textpage().get_text_bounded()


@pytest.mark.parametrize(
    "words",
    [
        '<img src="file:///etc/passwd">',
        '<link rel="stylesheet" href="http://127.0.0.1:9/x.css">',
        "<script>alert(1)</script>",
    ],
)
def test_what_a_person_wrote_is_text(words: str) -> None:
    made = paper("paper.html", {"title": words, "foot": words})
    page = pypdfium2.PdfDocument(made)[0].get_textpage().get_text_bounded()
    assert words[:12] in page


@pytest.mark.parametrize("address", ["file:///etc/hostname", "http://127.0.0.1:9/x.png"])
def test_nothing_is_fetched_even_for_a_template(
    address: str, tmp_path: Path, settings: Settings
) -> None:
    """A picture that a template asked for would end the making of the paper."""
    (tmp_path / "fetches.html").write_text(f'<html lang="en"><img src="{address}" alt="x">')
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [tmp_path], "OPTIONS": {}}]
    with pytest.raises(FatalURLFetchingError, match=re.escape(address)) as refused:
        paper("fetches.html", {})
    assert isinstance(refused.value.__cause__, KeyError)  # nobody went there to look


@pytest.mark.parametrize(("name", "other"), [("Łukasz", "Pukasz"), ("Şahin", "Sahin")])
def test_a_name_with_rarer_letters_is_drawn_as_it_is_written(name: str, other: str) -> None:
    """Two files of one family once shared their glyphs, and Łukasz was printed as Pukasz."""
    right, wrong = (
        pypdfium2.PdfDocument(
            paper(
                "consultations/letters/paper.html", {"title": "x", "content": {"to": [f"Dr {it}"]}}
            )
        )[0]
        for it in (name, other)
    )
    assert name in right.get_textpage().get_text_bounded()
    assert right.render().to_pil().tobytes() != wrong.render().to_pil().tobytes()
