"""The part of a decision that holds: until a day, until something arrives, or both."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BoundField

from clinic.forms.dates import MemorableDateField
from clinic.forms.plain import PlainForm
from consultations import decision_terms as terms
from consultations.forms.words_box import words_box
from consultations.holds import DAYS_TO_WAIT, Kind, Thing, WaitsFor

DUE = {
    Kind.LETTER: "The letter by",
    Kind.PATCH_TEST: "The patch test by",
    Kind.ANSWER: "The answer by",
    Kind.EXAMINATION: "The examination by",
    Kind.OTHER: "Something else by",
}


def _by(kind: Kind) -> MemorableDateField:
    return MemorableDateField(label=DUE[kind], required=False)


class HoldPart(PlainForm):
    """`today` and the decision come from the whole form (forms/review.py)."""

    hold_until = MemorableDateField(label="Until this day", required=False)
    hold_things = forms.MultipleChoiceField(
        label="Until these are here", required=False, widget=forms.CheckboxSelectMultiple
    )
    hold_for = words_box(
        "Something else that has to arrive",
        rows=2,
        longest=terms.LONGEST_WAITING,
        help_text="The front desk reads this, so nothing private belongs here.",
    )
    due_letter = _by(Kind.LETTER)
    due_patch_test = _by(Kind.PATCH_TEST)
    due_answer = _by(Kind.ANSWER)
    due_examination = _by(Kind.EXAMINATION)
    due_other = _by(Kind.OTHER)

    today: date
    things: tuple[Thing, ...]

    def offer_hold(self, prefill: terms.Prefill) -> None:
        """Called once the fields stand: what can be picked here."""
        self.things = prefill.things
        ticks = cast(forms.MultipleChoiceField, self.fields["hold_things"])
        ticks.choices = [(thing.key, thing.words) for thing in self.things]
        offered = {thing.kind for thing in self.things} | {Kind.OTHER}
        for kind in DUE.keys() - offered:
            del self.fields[f"due_{kind}"]

    @staticmethod
    def hold_values(prefill: terms.Prefill) -> dict[str, Any]:
        """What the untouched part holds."""
        until, today = prefill.hold_until, prefill.today
        dues = {f"due_{thing.kind}": thing.due(today, until) for thing in prefill.things}
        return {
            "hold_until": until,
            "hold_things": [thing.key for thing in prefill.things if thing.ticked],
            "due_other": until or today + DAYS_TO_WAIT,
            **dues,
        }

    def dues(self) -> list[BoundField]:
        """Until when each kind of thing should be here."""
        return [self[f"due_{kind}"] for kind in DUE if f"due_{kind}" in self.fields]

    def due_to_repair(self) -> bool:
        return any(box.errors for box in self.dues())

    def check_hold(self, given: Mapping[str, Any]) -> None:
        for wanted in self._wanted(given):
            name = f"due_{wanted.key.partition(':')[0]}"
            if name not in self.errors and wanted.due < self.today:
                past = ValidationError("This day has passed: choose a later one", code="date")
                self.add_error(name, past)
        until = given.get("hold_until")
        if "hold_until" in self.errors:
            return
        if until is None and not given.get("hold_for") and not given.get("hold_things"):
            self.add_error("hold_for", "Say until which day, or what has to arrive")
        elif until is not None and until <= self.today:
            past = ValidationError("This day has come already: choose a later one", code="date")
            self.add_error("hold_until", past)

    def hold_terms(self, given: Mapping[str, Any]) -> dict[str, Any]:
        """What `decide` takes of it."""
        return {
            "hold_until": given["hold_until"],
            "hold_for": given["hold_for"],
            "holds": self._wanted(given),
        }

    def _wanted(self, given: Mapping[str, Any]) -> tuple[WaitsFor, ...]:
        """A due day that was left empty is the suggested one."""
        until = given.get("hold_until")
        picked = [thing for thing in self.things if thing.key in given.get("hold_things", ())]
        wanted = [
            WaitsFor(thing.key, given.get(f"due_{thing.kind}") or thing.due(self.today, until))
            for thing in picked
        ]
        own = given.get("hold_for") or ""
        if own:
            due = given.get("due_other") or until or self.today + DAYS_TO_WAIT
            wanted.append(WaitsFor(Kind.OTHER, due, own))
        return tuple(wanted)
