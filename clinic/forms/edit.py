"""A form that edits what is there, and knows what it was when the page was made."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, cast

from django import forms
from django.db.models import Model
from django.http import QueryDict

from clinic import words
from clinic.forms.plain import PlainForm
from clinic.stale import Stale, Values, seen_of


@dataclass(frozen=True, slots=True)
class Side:
    """One box of which somebody saved something else meanwhile."""

    label: str
    theirs: str
    yours: str


class EditForm(PlainForm):
    """`sides`: what differs, once it was found stale; then the form is about what is saved now,
    and sending it again keeps what was typed."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)
    sides: tuple[Side, ...] = ()

    @staticmethod
    def begun(values: Values) -> dict[str, Any]:
        """The first values of the boxes, with what they were."""
        return {**values, "seen": seen_of(values)}

    def meet(self, stale: Stale) -> None:
        self.data = cast(QueryDict, self.data).copy()
        self.data[self.add_prefix("seen")] = seen_of(stale.now)
        pairs = ((name, now, self.cleaned_data.get(name)) for name, now in stale.now.items())
        found = (
            Side(str(self.fields[name].label), self._words(name, now), self._words(name, yours))
            for name, now, yours in pairs
        )
        self.sides = tuple(side for side in found if side.theirs != side.yours)

    def _words(self, name: str, value: Any) -> str:
        field = self.fields[name]
        if isinstance(value, bool):
            return "Yes" if value else "No"
        if isinstance(value, date):
            return words.day(value)
        if isinstance(field, forms.ChoiceField) and not isinstance(value, Model):
            return str(dict(field.choices).get(value, value or "Nothing"))  # type: ignore[arg-type]
        return str(value) if value else "Nothing"
