"""The editor of a waiting period or limit."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from sideeffects.desk.rule_offers import contraindications_offered, units_offered
from sideeffects.forms.choosing import choose_from
from sideeffects.forms.entry import Plain
from sideeffects.forms.picks import PickField, PickingForm, TextField, grade
from sideeffects.risk.reading import read_number

EVERYTHING = "all"
TOO_LONG = ("max_digits", "max_decimal_places", "max_whole_digits")
LONGEST = {"days": 36_525, "months": 1_200, "years": 100}


class PeriodForm(PickingForm):
    part = "periods"

    label = TextField(label="What it is", rows=2, help_text="Such as: wait after the last dose.")
    value = forms.DecimalField(
        label="Number",
        max_digits=12,
        decimal_places=6,
        min_value=0,
        localize=False,
        widget=forms.TextInput({"class": "w-4", "inputmode": "decimal", "autocomplete": "off"}),
        error_messages={
            "invalid": "Number: give it in figures, such as 6 or 7.5",
            "min_value": "Number: it cannot be below 0",
            **dict.fromkeys(TOO_LONG, "Number: 12 figures at most, 6 of them behind the point"),
        },
    )
    unit = forms.ChoiceField(label="Unit")
    contraindication = forms.ChoiceField(label="It belongs to")
    evidence_grade = grade(
        label="How sure we are of this number",
        help_text="Its own grade. How sure we are of the risk stands with the contraindication.",
        required=False,
    )
    basis = PickField("sources", one="source", label="Where the number comes from", required=False)
    note = TextField(label="Note for staff", required=False, rows=2)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose_from(self, "unit", (("", "Pick a unit"), *units_offered(self.draft)))
        found = (("", "Pick one"), (EVERYTHING, "All of them"))
        choose_from(self, "contraindication", (*found, *contraindications_offered(self.draft)))

    def boxes_of(self, plain: Plain) -> Plain:
        return plain | {"value": read_number(plain["value"])}

    def clean(self) -> Plain:
        given: Plain = super().clean() or self.cleaned_data
        value, unit = given.get("value"), given.get("unit")
        if value is None or unit not in LONGEST:
            return given
        if value != int(value):
            self.add_error("value", ValidationError(f"Number: give whole {unit}"))
        elif value > LONGEST[unit]:
            self.add_error("value", f"Number: {LONGEST[unit]} {unit} at most")
        return given

    def entry(self) -> Plain:
        given = {name: None if value == "" else value for name, value in self.cleaned_data.items()}
        return given | {"value": read_number(given["value"])}

    def new_key(self) -> str:
        return str(self.cleaned_data["label"])
