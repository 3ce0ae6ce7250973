"""A place where the clinic treats people."""

from __future__ import annotations

import zoneinfo
from typing import ClassVar

import pgtrigger
from django.core.exceptions import ValidationError
from django.db import models

from clinic.row_history import RowHistory
from clinic.triggers import NeverEmptied


def known_time_zone(name: str) -> None:
    if name not in zoneinfo.available_timezones():
        raise ValidationError(f"“{name}” is not a time zone, for example Europe/London.")


class Site(models.Model):
    name = models.CharField(max_length=120, unique=True)
    town = models.CharField(max_length=80)
    timezone = models.CharField(
        "time zone", max_length=64, default="Europe/London", validators=[known_time_zone]
    )
    phone = models.CharField(max_length=32, blank=True)
    address = models.TextField("address for letters", blank=True, db_default="")
    email = models.EmailField("address for replies", blank=True, db_default="")
    one_person = models.BooleanField(
        "one person works here",
        default=False,
        db_default=False,
        help_text="A stop may then be relaxed alone: with a written reason, 24 hours later.",
    )
    answerer_may_review = models.BooleanField(
        "whoever asked the questions may also decide",
        default=False,
        db_default=False,
        help_text="Each such decision says so.",
    )

    class Meta:
        ordering = ("name",)
        triggers: ClassVar[list[pgtrigger.Trigger]] = [RowHistory(), NeverEmptied()]

    def __str__(self) -> str:
        return f"{self.name}, {self.town}"
