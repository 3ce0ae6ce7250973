"""The part of a decision that approves: the days it accepts, and its conditions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, cast

from django import forms

from clinic.forms.plain import PlainForm
from consultations import decision_terms as terms
from consultations.forms.words_box import lines_of, words_box


class ConditionsPart(PlainForm):
    """`open_steps` and the decision come from the whole form (forms/review.py)."""

    accept = forms.MultipleChoiceField(
        label="Days you accept", required=False, widget=forms.CheckboxSelectMultiple
    )
    conditions = forms.MultipleChoiceField(
        label="Conditions", required=False, widget=forms.CheckboxSelectMultiple
    )
    own_conditions = words_box("Conditions of your own", rows=2, help_text="One on each line.")

    open_steps: int

    def offer_conditions(self, prefill: terms.Prefill, days: Iterable[tuple[str, str]]) -> None:
        accept = cast(forms.ChoiceField, self.fields["accept"])
        accept.choices = list(days)
        conditions = cast(forms.ChoiceField, self.fields["conditions"])
        conditions.choices = [(line, line) for line in prefill.conditions]

    @staticmethod
    def condition_values(prefill: terms.Prefill) -> dict[str, Any]:
        """What the untouched part holds."""
        return {"conditions": list(prefill.conditions)}

    def check_conditions(self, given: Mapping[str, Any]) -> None:
        own = lines_of(given.get("own_conditions"))
        if not (given.get("conditions") or own or self.open_steps):
            self.add_error("own_conditions", "Tick or write at least one condition")

    def condition_terms(self, decision: str, given: Mapping[str, Any]) -> dict[str, Any]:
        """What `decide` takes of it. No day ticked: the rules' own days are meant."""
        days = [date.fromisoformat(day) for value in given["accept"] for day in value.split("_")]
        accepted = {"accept": days or None}
        if decision == terms.APPROVED:
            return accepted
        return {
            **accepted,
            "conditions": [*given["conditions"], *lines_of(given["own_conditions"])],
        }
