"""The part of a decision that holds: until a day, until something arrives, or both."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError

from clinic.forms.dates import MemorableDateField
from clinic.forms.plain import PlainForm
from consultations import decision_terms as terms
from consultations.forms.words_box import words_box


class HoldPart(PlainForm):
    """`today` and the decision come from the whole form (forms/review.py)."""

    hold_until = MemorableDateField(label="Until this day", required=False)
    hold_for = words_box("Until this arrives", rows=2, longest=terms.LONGEST_WAITING)

    today: date

    def offer_hold(self, prefill: terms.Prefill) -> None:
        """Called once the fields stand: what can be picked here."""

    @staticmethod
    def hold_values(prefill: terms.Prefill) -> dict[str, Any]:
        """What the untouched part holds."""
        return {"hold_until": prefill.hold_until, "hold_for": prefill.hold_for}

    def check_hold(self, given: Mapping[str, Any]) -> None:
        until = given.get("hold_until")
        if "hold_until" in self.errors:
            return
        if until is None and not given.get("hold_for"):
            self.add_error("hold_for", "Say until which day, or what has to arrive")
        elif until is not None and until <= self.today:
            past = ValidationError("This day has come already: choose a later one", code="date")
            self.add_error("hold_until", past)

    def hold_terms(self, given: Mapping[str, Any]) -> dict[str, Any]:
        """What `decide` takes of it."""
        return {"hold_until": given["hold_until"], "hold_for": given["hold_for"]}
