"""Steps and tasks as a technician ticks them."""

from __future__ import annotations

from django import forms

from clinic.forms.dates import MemorableDateField
from clinic.forms.plain import PlainForm


def _reason(label: str, missing: str) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=400,
        widget=forms.TextInput({"autocomplete": "off"}),
        error_messages={"required": missing},
    )


class StepDoneForm(PlainForm):
    on_date = MemorableDateField(label="Done on", past=True)


class LeaveOutForm(PlainForm):
    reason = _reason("Why is it not needed?", "Write why this step can be left out")


class TakeBackForm(PlainForm):
    reason = _reason("Why is the tick taken back?", "Write why the tick is taken back")


class TaskDoneForm(PlainForm):
    note = forms.CharField(
        label="What was done?",
        max_length=2000,
        widget=forms.TextInput({"autocomplete": "off"}),
        error_messages={"required": "Write what was done"},
    )


class LookAgainForm(PlainForm):
    reason = _reason("Why look again?", "Write why it is decided again")
