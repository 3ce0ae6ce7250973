"""Picking a day and a time, cancelling, and offering a time."""

from __future__ import annotations

import uuid
from datetime import date, datetime, time
from typing import Any, cast
from zoneinfo import ZoneInfo

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet

from clinic.forms.dates import MemorableDateField
from clinic.forms.plain import PlainForm
from clinic.models import Site, User
from consultations.days import local_day
from consultations.models import Room


class DayForm(PlainForm):
    day = MemorableDateField(label="Day of treatment")


class SlotField(forms.DateTimeField):
    """A moment as a link writes it: 2026-05-14T10:00Z."""

    def prepare_value(self, value: Any) -> Any:
        return value.isoformat() if isinstance(value, datetime) else value


class SlotForm(PlainForm):
    """A free time as its link names it."""

    at = SlotField()
    technician = forms.IntegerField(min_value=1)
    room = forms.IntegerField(min_value=1)


class ConfirmForm(SlotForm):
    """`key` was made with the page: the same page sent twice is one booking."""

    at = SlotField(widget=forms.HiddenInput)
    technician = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
    room = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
    key = forms.UUIDField(widget=forms.HiddenInput)
    seen = SlotField(widget=forms.HiddenInput, required=False)

    @classmethod
    def of(cls, slot: dict[str, Any], booked: datetime | None) -> ConfirmForm:
        """`booked`: the time it has, where it is to be moved."""
        return cls(initial={**slot, "key": uuid.uuid4(), "seen": booked})


class CancelForm(PlainForm):
    reason = forms.CharField(
        label="Why is it cancelled?",
        max_length=400,
        widget=forms.Textarea({"rows": 2, "autocomplete": "off"}),
        help_text="For example: the patient called, the technician is ill.",
        error_messages={"required": "Write why the booking is cancelled"},
    )


class ClockField(forms.TimeField):
    """A time of day as people write it: 9, 9:30, 9.30, 0930."""

    widget = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "class": "w-4"})

    def to_python(self, value: Any) -> Any:
        text = str(value or "").strip().replace(".", ":").replace(" ", "")
        if text.isascii() and text.isdigit():
            text = f"{text}:00" if len(text) <= 2 else f"{text[:-2]}:{text[-2:]}"
        try:
            return super().to_python(text)
        except ValidationError:
            raise ValidationError(
                f"{self.label}: write a time such as 9:30", code="invalid"
            ) from None


class OfferForm(PlainForm):
    """A time that a technician offers, on one day and in one room."""

    technician = forms.ModelChoiceField(User.objects.none(), label="Technician", empty_label=None)
    room = forms.ModelChoiceField(Room.objects.none(), label="Room", empty_label="Pick a room")
    day = MemorableDateField(label="Day")
    begins = ClockField(label="From", help_text="For example 9:30")
    ends = ClockField(label="Until")

    def __init__(
        self,
        *args: Any,
        site: Site,
        now: datetime,
        technicians: QuerySet[User],
        rooms: QuerySet[Room],
        **kwargs: Any,
    ) -> None:
        self.zone, self.now = ZoneInfo(site.timezone), now
        self.today = local_day(site, now)
        super().__init__(*args, **kwargs)
        for name, choices in (("technician", technicians), ("room", rooms)):
            field = cast("forms.ModelChoiceField", self.fields[name])
            field.queryset = choices
            field.error_messages["invalid_choice"] = f"{field.label}: pick one of the list"

    def clean_day(self) -> date:
        day: date = self.cleaned_data["day"]
        if day < self.today:
            raise ValidationError("This day has passed: choose a day from today on")
        return day

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        begins, ends = given.get("begins"), given.get("ends")
        if begins and ends and ends <= begins:
            self.add_error("ends", "Until must be later than From")
        if given.get("day") and ends and self.moment(ends) <= self.now:
            self.add_error("ends", "This time has passed: choose a later one")
        return given

    def moment(self, clock: time) -> datetime:
        """This time of the day of the form, at the clinic."""
        return datetime.combine(self.cleaned_data["day"], clock, self.zone)
