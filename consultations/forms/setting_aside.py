"""Setting a case aside: why, and until which day."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from django import forms

from clinic import words
from clinic.forms.plain import PlainForm

OFFERED = (1, 2, 3, 7, 14, 28)  # days ahead; each is a day of its own


def days_ahead(today: date) -> Iterator[tuple[str, str]]:
    """The days a case can be set aside until, as a form offers them."""
    for number in OFFERED:
        day = today + timedelta(days=number)
        name = "Tomorrow, " if number == 1 else ""
        yield day.isoformat(), name + words.day(day, "medium")


class SetAsideForm(PlainForm):
    reason = forms.CharField(
        label="Why is it set aside?",
        max_length=400,
        widget=forms.TextInput({"autocomplete": "off"}),
        error_messages={"required": "Write why it is set aside"},
    )
    until = forms.TypedChoiceField(label="Until", coerce=date.fromisoformat)

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["until"].choices = list(days_ahead(today))  # type: ignore[attr-defined]
