"""A photo that a technician adds to a consultation."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms

from clinic.forms.files import RedrawnFileField
from clinic.forms.plain import PlainForm


class PhotoForm(PlainForm):
    prefix = "photo"
    file = RedrawnFileField(
        label="Photo", papers=False, error_messages={"required": "Choose a photo"}
    )
    label = forms.CharField(
        label="What does it show?",
        max_length=120,
        widget=forms.TextInput({"autocomplete": "off"}),
        error_messages={"required": "Write what it shows"},
    )
    key = forms.UUIDField(widget=forms.HiddenInput)

    @classmethod
    def empty(cls) -> PhotoForm:
        return cls(initial={"key": uuid.uuid4()})

    def terms(self) -> dict[str, Any]:
        given = self.cleaned_data
        return {"upload": given["file"], "label": given["label"], "key": given["key"]}
