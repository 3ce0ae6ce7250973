"""A letter on file, as a technician records it."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import Any, cast

from django import forms

from clinic.forms.dates import MemorableDateField
from clinic.forms.plain import PlainForm
from consultations.models import Letter

NOT_SAFE = "not_safe"
SAYS = [*Letter.Says.choices, (NOT_SAFE, "Not safe")]


class LetterForm(PlainForm):
    """Only what a letter can clear may be chosen. A letter that says not safe clears nothing."""

    prefix = "letter"
    key = forms.UUIDField(widget=forms.HiddenInput)
    contraindication = forms.ChoiceField(label="What is it about?", widget=forms.RadioSelect)
    letter_date = MemorableDateField(label="Date on the letter", past=True)
    author = forms.CharField(
        label="Who wrote it?",
        max_length=160,
        widget=forms.TextInput({"autocomplete": "off"}),
        help_text="Name and what they are, for example Dr Osei, GP.",
        error_messages={"required": "Write who wrote the letter"},
    )
    says = forms.ChoiceField(label="What does it say?", choices=SAYS, widget=forms.RadioSelect)
    limits = forms.CharField(
        label="Limits",
        required=False,
        max_length=2000,
        widget=forms.Textarea({"rows": 2, "autocomplete": "off"}),
        help_text="Only if it is safe with limits.",
    )

    def __init__(self, *args: Any, wanted: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, initial={"key": uuid.uuid4()}, **kwargs)
        cast(forms.ChoiceField, self.fields["contraindication"]).choices = list(wanted)

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        if given.get("says") == Letter.Says.SAFE_WITH_LIMITS and not given.get("limits"):
            self.add_error("limits", "Write the limits")
        return given

    @property
    def not_safe(self) -> bool:
        return self.cleaned_data.get("says") == NOT_SAFE


class WithdrawForm(PlainForm):
    reason = forms.CharField(
        label="Why is it withdrawn?",
        max_length=400,
        widget=forms.TextInput({"autocomplete": "off"}),
        error_messages={"required": "Write why the letter is withdrawn"},
    )
