from __future__ import annotations

from django import forms

from clinic.forms.plain import PlainForm


class SearchForm(PlainForm):
    words = forms.CharField(
        label="Search the catalogue",
        max_length=100,
        help_text="Any word, or its beginning: warfarin, kelo, MRI.",
        error_messages={
            "required": "Type a word to search for",
            "max_length": "Use fewer words: 100 letters at most",
        },
    )
