"""Finding and adding a person."""

from __future__ import annotations

import re
import uuid
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from clinic.forms.dates import MemorableDateField
from clinic.forms.edit import EditForm
from clinic.forms.plain import PlainForm
from consultations.models import Patient
from consultations.search import read_search

WHOLE_PHONE = 7  # digits; fewer are the end of a number somebody is looked up by


class FindForm(PlainForm):
    q = forms.CharField(
        label="Find a patient",
        required=False,
        max_length=80,
        widget=forms.TextInput({"type": "search", "autocomplete": "off"}),
        help_text="A name, a birth date such as 14/3/87, the end of a phone number, a reference.",
    )


class PatientForm(PlainForm):
    """Five labels. `key` comes with the page: the same form sent twice is one person."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    first_name = forms.CharField(label="First name", max_length=80)
    last_name = forms.CharField(label="Last name", max_length=80)
    birth_date = MemorableDateField(label="Date of birth", past=True)
    phone = forms.CharField(
        label="Mobile phone", max_length=32, widget=forms.TextInput({"inputmode": "tel"})
    )
    email = forms.EmailField(
        label="Email",
        required=False,
        error_messages={"invalid": "Email needs a form such as name@example.org"},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("first_name", "last_name", "phone", "email"):
            self.fields[name].widget.attrs["autocomplete"] = "off"

    @classmethod
    def empty(cls, typed: str, today: date) -> PatientForm:
        """A new form; what was typed into the search is carried over."""
        return cls(initial={"key": uuid.uuid4(), **person_typed(typed, today)})

    def clean_phone(self) -> str:
        phone = " ".join(str(self.cleaned_data["phone"]).split())
        if not re.fullmatch(r"\+?[\d ()./-]+", phone):
            raise ValidationError("Mobile phone: write numbers only, such as 07700 900471")
        if not WHOLE_PHONE <= len(re.sub(r"\D", "", phone)) <= 15:
            raise ValidationError("Mobile phone: check how many numbers it has")
        return phone

    def boxes(self) -> list[str]:
        """The names of all boxes, to send the same form once more."""
        parts = [f"birth_date_{part}" for part in ("day", "month", "year")]
        return [*(name for name in self.fields if name != "birth_date"), *parts]

    def details(self) -> dict[str, Any]:
        """What the action takes."""
        return {name: value for name, value in self.cleaned_data.items() if name != "key"}


class CorrectForm(EditForm, PatientForm):
    """The same labels, of somebody who is on file."""

    @classmethod
    def of(cls, patient: Patient) -> CorrectForm:
        kept = ("first_name", "last_name", "birth_date", "phone", "email")
        begun = cls.begun({name: getattr(patient, name) for name in kept})
        return cls(initial={"key": uuid.uuid4(), **begun})


def person_typed(text: str, today: date) -> dict[str, Any]:
    """A name, birth date or phone number out of what was typed into the search."""
    wanted = read_search(text, today)
    found: dict[str, Any] = {}
    if wanted.words and not wanted.reference:
        *first, last = (
            word if word != word.lower() else word.capitalize() for word in wanted.words
        )
        if "," in text and first:
            last, first = first[0], [*first[1:], last]
        found = {"first_name": " ".join(first), "last_name": last}
    if len(wanted.dates) == 1:
        found["birth_date"] = wanted.dates[0]
    elif len(wanted.digits) >= WHOLE_PHONE:
        found["phone"] = wanted.digits
    return found
