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

    class Meta:
        ordering = ("name",)
        triggers: ClassVar[list[pgtrigger.Trigger]] = [RowHistory(), NeverEmptied()]

    def __str__(self) -> str:
        return f"{self.name}, {self.town}"
