"""Proposing a draft: what it changes in a sentence, when it goes live, and sending one back."""

from __future__ import annotations

import uuid
from datetime import datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.core.exceptions import ValidationError

from clinic.forms.dates import MemorableDateField
from clinic.forms.plain import PlainForm
from sideeffects.actions.proposing import Plan

NOW, LATER = "now", "later"


class ProposeForm(PlainForm):
    """`edition`: the number of an earlier edition to go back to, else it is the draft."""

    note = forms.CharField(
        label="What this changes, in one sentence",
        max_length=300,
        help_text="Staff read it in the change log.",
        widget=forms.Textarea({"rows": 2}),
    )
    when = forms.ChoiceField(
        label="When it goes live",
        choices=[(NOW, "As soon as it may"), (LATER, "At a time")],
        initial=NOW,
        widget=forms.RadioSelect,
    )
    day = MemorableDateField(label="The day, if at a time", required=False)
    hour = forms.TimeField(
        label="The hour, if at a time",
        required=False,
        input_formats=["%H:%M", "%H.%M", "%H"],
        error_messages={"invalid": "Write the hour as 7:30 or 18:00"},
        help_text="The clinic’s own time, for example 7:30.",
    )
    safety = forms.BooleanField(
        label="A change for safety",
        required=False,
        help_text="Open bookings are checked again when it goes live, and those affected are put "
        "on hold. Nothing is approved on the older rules from then on.",
    )
    seen = forms.CharField(widget=forms.HiddenInput, max_length=64)
    edition = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=1)
    key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, zone: ZoneInfo, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.zone = zone
        self.fields["hour"].widget.attrs |= {"class": "w-4", "inputmode": "numeric"}

    @staticmethod
    def first(seen: str, edition: int | None) -> dict[str, Any]:
        return {"seen": seen, "edition": edition, "key": uuid.uuid4(), "when": NOW}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("when") == LATER:
            for name, words in (("day", "Write the day"), ("hour", "Write the hour")):
                if cleaned.get(name) is None and name not in self.errors:
                    self.add_error(name, ValidationError(words))
        return cleaned

    def plan(self) -> Plan:
        given = self.cleaned_data
        publish_at = None
        if given["when"] == LATER:
            hour: time = given["hour"]
            publish_at = datetime.combine(given["day"], hour, self.zone)
        return Plan(note=given["note"], publish_at=publish_at, safety=given["safety"])


class SendBackForm(PlainForm):
    reason = forms.CharField(
        label="Why it goes back", max_length=400, widget=forms.Textarea({"rows": 2})
    )
