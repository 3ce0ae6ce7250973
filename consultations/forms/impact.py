"""How many past consultations are wanted, and the key of a run that is begun."""

from __future__ import annotations

from django import forms

from clinic.forms.plain import PlainForm
from consultations.impact import CHOICES, LAST


class LastForm(PlainForm):
    last = forms.TypedChoiceField(
        choices=[(count, f"{count:,}") for count in CHOICES], coerce=int, required=False
    )

    def wanted(self) -> int:
        """What was chosen; for anything else the usual number."""
        return (self.is_valid() and self.cleaned_data["last"]) or LAST


class StartForm(PlainForm):
    key = forms.UUIDField(widget=forms.HiddenInput)
