"""A doctor's letter: asking for one, writing down that one is here, and judging it."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import Any, cast

from django import forms

from clinic.forms.dates import MemorableDateField
from clinic.forms.files import RedrawnFileField
from clinic.forms.plain import PlainForm
from consultations.models import LetterReceived
from sideeffects.desk.lints import lints

NOT_SAFE = LetterReceived.Says.NOT_SAFE
CHOOSE_AGAIN = "Choose the file again: it is not kept until the rest is right"


def _line(label: str, missing: str, *, longest: int = 400) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=longest,
        widget=forms.TextInput({"autocomplete": "off"}),
        error_messages={"required": missing},
    )


class LetterHereForm(PlainForm):
    """What stands on a letter that came."""

    prefix = "letter"
    key = forms.UUIDField(widget=forms.HiddenInput)
    letter_date = MemorableDateField(label="Date on the letter", past=True)
    author = forms.CharField(
        label="Who wrote it?",
        max_length=160,
        widget=forms.TextInput({"autocomplete": "off"}),
        help_text="Name and what they are, for example Dr Osei, GP.",
        error_messages={"required": "Write who wrote the letter"},
    )
    says = forms.ChoiceField(
        label="What does it say?", choices=LetterReceived.Says.choices, widget=forms.RadioSelect
    )
    limits = forms.CharField(
        label="Limits",
        required=False,
        max_length=2000,
        widget=forms.Textarea({"rows": 2, "autocomplete": "off"}),
        help_text="Only if it is safe with limits.",
    )
    file = RedrawnFileField(label="Scan or photo of it", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, initial={"key": uuid.uuid4()}, **kwargs)

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        if given.get("says") == LetterReceived.Says.SAFE_WITH_LIMITS and not given.get("limits"):
            self.add_error("limits", "Write the limits")
        if self.errors and given.get("file"):
            self.add_error("file", CHOOSE_AGAIN)
        return given


class LetterForm(LetterHereForm):
    """For a technician. Only what a letter can clear may be chosen."""

    contraindication = forms.ChoiceField(label="What is it about?", widget=forms.RadioSelect)
    field_order = ("key", "contraindication")

    def __init__(self, *args: Any, wanted: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(forms.ChoiceField, self.fields["contraindication"]).choices = list(wanted)

    @property
    def not_safe(self) -> bool:
        return bool(self.cleaned_data.get("says") == NOT_SAFE)


class AskedLetterForm(LetterHereForm):
    """For the desk. Letters are told apart by whom they are from, never by what they are about."""

    asked = forms.ChoiceField(label="Which letter is it?", widget=forms.RadioSelect)
    field_order = ("key", "asked")

    def __init__(self, *args: Any, asked: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = list(asked)
        cast(forms.ChoiceField, self.fields["asked"]).choices = choices
        if len(choices) == 1:
            self.fields["asked"].initial = choices[0][0]


class AskDoctorForm(PlainForm):
    """What is typed into our letter. The rest of it is made of what is on file."""

    prefix = "ask"
    key = forms.UUIDField(widget=forms.HiddenInput)
    about = forms.CharField(max_length=64, widget=forms.HiddenInput)
    summary = forms.CharField(max_length=64, widget=forms.HiddenInput)
    addressed_to = forms.CharField(
        label="Who does it go to?",
        max_length=200,
        widget=forms.Textarea({"rows": 3, "autocomplete": "off"}),
        help_text="Name, practice and address, a line each.",
        error_messages={"required": "Write who the letter goes to"},
    )
    extra = forms.CharField(
        label="One more sentence",
        required=False,
        max_length=400,
        widget=forms.Textarea({"rows": 2, "autocomplete": "off"}),
        help_text="It stands below our question. Write nothing about other conditions.",
    )
    agreed = forms.BooleanField(
        label="The patient agrees that we write to their doctor",
        error_messages={"required": "Ask the patient, and tick it if they agree"},
    )

    def clean_extra(self) -> str:
        extra: str = self.cleaned_data["extra"]
        if warnings := lints(extra):
            raise forms.ValidationError(warnings[0].rstrip("."))
        return extra


class WithdrawForm(PlainForm):
    reason = _line("Why is it withdrawn?", "Write why the letter is withdrawn")


class NotNeededForm(PlainForm):
    reason = _line("Why is it not needed?", "Write why the letter is not needed", longest=300)


class TurnDownForm(PlainForm):
    """It is asked for again, or refused."""

    outcome = forms.ChoiceField(
        choices=[
            (LetterReceived.Outcome.ASK_AGAIN, "Ask again"),
            (LetterReceived.Outcome.REFUSED, "Refuse it"),
        ],
        error_messages={"required": "Choose what becomes of it"},
    )
    reason = _line("Why does it not do?", "Write why the letter does not do", longest=250)
