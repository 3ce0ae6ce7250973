"""Choosing what to see of a record, and saying why it is taken away."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any, cast

from django import forms

from clinic.forms.dates import MemorableDateField
from clinic.forms.plain import PlainForm
from consultations.record_events import Wanted
from consultations.record_words import KINDS

LONGEST_REASON = 400


class WhatForm(PlainForm):
    """What somebody did, and on which days. `prefix`-free: its values stand in the address."""

    kind = forms.ChoiceField(
        label="What", required=False, choices=[("", "Everything"), *KINDS.items()]
    )
    first = MemorableDateField(label="From this day", required=False)
    last = MemorableDateField(label="To this day", required=False)

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        first, last = given.get("first"), given.get("last")
        if first and last and last < first:
            self.add_error("last", "To this day: choose the same day or a later one")
        return given

    def wanted(self) -> Wanted:
        """What was chosen; what could not be read selects nothing by itself."""
        given = self.cleaned_data
        person = given.get("person")
        return Wanted(
            person=int(person) if person else None,
            kind=given.get("kind") or "",
            first=cast(date | None, given.get("first")),
            last=cast(date | None, given.get("last")),
        )


class WhoAndWhatForm(WhatForm):
    """The same, and who did it. `people`: those who appear in the record."""

    person = forms.ChoiceField(label="Who", required=False)
    field_order = ("person", "kind", "first", "last")

    def __init__(self, *args: Any, people: Iterable[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = [("", "Everybody"), *((str(pk), name) for pk, name in people)]
        cast(forms.ChoiceField, self.fields["person"]).choices = offered


class ExportForm(PlainForm):
    reason = forms.CharField(
        label="Why is it exported?",
        max_length=LONGEST_REASON,
        widget=forms.Textarea({"rows": 2, "autocomplete": "off"}),
        help_text="It stands at the top of the file, with your name and the time.",
        error_messages={"required": "Write why it is exported"},
    )
    kind = forms.ChoiceField(
        label="Kind of file",
        choices=[("csv", "CSV, for a spreadsheet"), ("json", "JSON, for another program")],
        initial="csv",
        widget=forms.RadioSelect,
    )
