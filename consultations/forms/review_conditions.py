"""The part of a decision that approves: the days it accepts, and its conditions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BoundField

from clinic.forms.dates import MemorableDateField
from clinic.forms.plain import PlainForm
from consultations import decision_terms as terms
from consultations.cards import TITLES
from consultations.conditions import ON_THE_DAY, Condition

LONGEST_CONDITION = 200
ROWS = (1, 2, 3)


def _own_words(label: str) -> forms.CharField:
    return forms.CharField(
        label=label,
        required=False,
        max_length=LONGEST_CONDITION,
        widget=forms.Textarea({"rows": 1, "autocomplete": "off"}),
        error_messages={"max_length": f"{label}: write at most {LONGEST_CONDITION} signs"},
    )


def _own_gate() -> forms.ChoiceField:
    return forms.ChoiceField(
        label="When",
        required=False,
        choices=tuple(TITLES.items()),
        initial=ON_THE_DAY,
        error_messages={"invalid_choice": "When: pick one"},
    )


def _own_until() -> MemorableDateField:
    return MemorableDateField(label="By this day", required=False)


class ConditionsPart(PlainForm):
    """`open_steps`, `today` and the decision come from the whole form (forms/review.py)."""

    accept = forms.MultipleChoiceField(
        label="Days you accept", required=False, widget=forms.CheckboxSelectMultiple
    )
    conditions = forms.MultipleChoiceField(
        label="Conditions", required=False, widget=forms.CheckboxSelectMultiple
    )
    own_words_1 = _own_words("A condition of your own")
    own_gate_1 = _own_gate()
    own_until_1 = _own_until()
    own_words_2 = _own_words("A second condition of your own")
    own_gate_2 = _own_gate()
    own_until_2 = _own_until()
    own_words_3 = _own_words("A third condition of your own")
    own_gate_3 = _own_gate()
    own_until_3 = _own_until()

    before_booking = TITLES["before_booking"]
    open_steps: int
    today: date

    def offer_conditions(self, prefill: terms.Prefill, days: Iterable[tuple[str, str]]) -> None:
        self.of_cards = {value_of(part): part for part in prefill.conditions}
        cast(forms.ChoiceField, self.fields["accept"]).choices = list(days)
        cards = cast(forms.ChoiceField, self.fields["conditions"])
        cards.choices = [(value, value) for value in self.of_cards]

    @staticmethod
    def condition_values(prefill: terms.Prefill) -> dict[str, Any]:
        """What the untouched part holds."""
        return {"conditions": [value_of(part) for part in prefill.conditions]}

    @property
    def own_rows(self) -> list[tuple[BoundField, BoundField, BoundField]]:
        """The lines of one's own, as the page shows them: words, gate, day."""
        return [
            (self[f"own_words_{n}"], self[f"own_gate_{n}"], self[f"own_until_{n}"]) for n in ROWS
        ]

    @property
    def more_rows(self) -> bool:
        """Something stands in the lines that are folded at first."""
        return any(
            words.value() or words.errors or day.errors for words, _, day in self.own_rows[1:]
        )

    def check_conditions(self, given: Mapping[str, Any]) -> None:
        for n in ROWS:
            self._check_own(n, given)
        if not (given.get("conditions") or self.open_steps or any(self._own(given))):
            self.add_error("own_words_1", "Tick or write at least one condition")

    def _check_own(self, n: int, given: Mapping[str, Any]) -> None:
        until = given.get(f"own_until_{n}")
        if until is None:
            return
        if not given.get(f"own_words_{n}"):
            self.add_error(f"own_words_{n}", "Say what has to happen by that day")
        if until < self.today:
            past = ValidationError("This day has passed: choose a later one", code="date")
            self.add_error(f"own_until_{n}", past)

    @staticmethod
    def _own(given: Mapping[str, Any]) -> Iterator[Condition]:
        for n in ROWS:
            if words := given.get(f"own_words_{n}"):
                gate = given.get(f"own_gate_{n}") or ON_THE_DAY
                yield Condition(words, gate, given.get(f"own_until_{n}"))

    def condition_terms(self, decision: str, given: Mapping[str, Any]) -> dict[str, Any]:
        """What `decide` takes of it. No day ticked: the rules' own days are meant."""
        days = [date.fromisoformat(day) for value in given["accept"] for day in value.split("_")]
        accepted = {"accept": days or None}
        if decision == terms.APPROVED:
            return accepted
        ticked = [self.of_cards[value] for value in given["conditions"]]
        return {**accepted, "conditions": [*ticked, *self._own(given)]}


def value_of(condition: Condition) -> str:
    """Names a card's condition in the form, in words."""
    return f"{TITLES[condition.gate]}: {condition.words}"
