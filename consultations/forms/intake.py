"""Starting a consultation, and opening a sent one again."""

from __future__ import annotations

import uuid
from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict

from clinic.forms.dates import MemorableDateField
from clinic.forms.edit import EditForm
from clinic.forms.plain import PlainForm
from consultations.models import Consultation, Treatment

USUAL_WAIT = timedelta(weeks=4)
FURTHEST = timedelta(days=365)
SUGGESTED = "Four weeks from now is a suggestion. Write the day the patient would like."


class PlanForm(PlainForm):
    """Which treatment, and the day the patient would like. `key`: sent twice is one act."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    treatment = forms.ChoiceField(
        label="Treatment",
        choices=Treatment.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Treatment: pick one"},
    )
    planned_date = MemorableDateField(label="Planned day")

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        self.today = today
        super().__init__(*args, **kwargs)

    def clean_planned_date(self) -> date:
        planned: date = self.cleaned_data["planned_date"]
        if planned < self.today:
            raise ValidationError("Planned day has passed: choose a day from today on")
        if planned > self.today + FURTHEST:
            raise ValidationError("Planned day is over a year away: choose a day within a year")
        return planned


class StartForm(PlanForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["planned_date"].help_text = SUGGESTED

    @classmethod
    def empty(cls, today: date) -> StartForm:
        """No treatment is preselected; the day is a suggestion in plain sight."""
        return cls(today=today, initial={"key": uuid.uuid4(), "planned_date": today + USUAL_WAIT})


class ChangePlanForm(EditForm, PlanForm):
    @classmethod
    def of(cls, consultation: Consultation, today: date, typed: QueryDict | None) -> ChangePlanForm:
        plan = {name: getattr(consultation, name) for name in ("treatment", "planned_date")}
        return cls(typed, today=today, initial={"key": uuid.uuid4(), **cls.begun(plan)})


class ReasonForm(PlainForm):
    reason = forms.CharField(
        label="Why are the answers opened again?",
        max_length=400,
        widget=forms.Textarea({"rows": 2, "autocomplete": "off"}),
        help_text="For example: the patient called, the date of the operation was wrong.",
        error_messages={"required": "Write why the answers are opened again"},
    )
