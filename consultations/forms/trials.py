"""Beginning a silent trial: which rule, for how many days."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from clinic.forms.plain import PlainForm
from sideeffects.actions.trials import DAYS, MOST_DAYS


class TrialForm(PlainForm):
    days = forms.IntegerField(
        label="For how many days?",
        min_value=1,
        max_value=MOST_DAYS,
        initial=DAYS,
        widget=forms.NumberInput(attrs={"class": "w-4"}),
        error_messages={
            "invalid": "Days: write a whole number",
            "min_value": "Days: 1 or more",
            "max_value": f"Days: {MOST_DAYS} or fewer",
        },
    )

    def __init__(self, *args: Any, rules: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["rule"] = forms.ChoiceField(
            label="Which rule?",
            choices=list(rules),
            error_messages={"required": "Pick a rule", "invalid_choice": "Pick a rule of the list"},
        )
        self.order_fields(["rule", "days"])
