"""A box for a file. What it gives is the file drawn anew (clinic/uploads.py), or a sentence."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.base import File

from clinic.errors import NotAllowed
from clinic.uploads import PAPERS, PICTURES, Redrawn, redraw

HELP = "JPEG, PNG or WEBP picture{}, at most 15 MB. It is drawn anew, without its hidden data."


class RedrawnFileField(forms.Field):
    """`papers`: a PDF may come too. The form must be sent as multipart/form-data."""

    def __init__(self, *, papers: bool = True, **kwargs: Any) -> None:
        self.papers = papers
        accepted = PAPERS if papers else PICTURES
        kwargs.setdefault("help_text", HELP.format(" or PDF" if papers else ""))
        super().__init__(widget=forms.FileInput({"accept": accepted}), **kwargs)

    def clean(self, value: File[bytes] | None) -> Redrawn | None:
        if value is None:
            super().clean(value)
            return None
        try:
            return redraw(value, papers=self.papers)
        except NotAllowed as refusal:
            words = f"{refusal.message} {refusal.next_step}".rstrip(". ")
            raise ValidationError(words) from None
