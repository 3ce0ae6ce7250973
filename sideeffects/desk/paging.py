"""The way to the page before and the page after, for templates/components/_pager.html."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Page
from django.utils.http import urlencode


def pager(page: Page[Any], **kept: str) -> dict[str, str]:
    """`kept`: what else stands in the address."""
    return {
        "previous_url": _to(page.previous_page_number(), kept) if page.has_previous() else "",
        "next_url": _to(page.next_page_number(), kept) if page.has_next() else "",
    }


def _to(number: int, kept: dict[str, str]) -> str:
    return "?" + urlencode({**kept, "page": str(number)})
