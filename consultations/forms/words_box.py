"""The box for a few sentences, as the forms of the review use it."""

from __future__ import annotations

from typing import Any

from django import forms

LONGEST = 4000


def words_box(label: str, rows: int = 3, longest: int = LONGEST, **fields: Any) -> forms.CharField:
    return forms.CharField(
        label=label,
        required=False,
        max_length=longest,
        widget=forms.Textarea({"rows": rows, "autocomplete": "off"}),
        error_messages={"max_length": f"{label}: write at most {longest} signs"},
        **fields,
    )


def lines_of(text: str | None) -> list[str]:
    return [line.strip() for line in (text or "").splitlines() if line.strip()]
