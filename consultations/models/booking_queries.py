"""Bookings and free times as lists."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db import models

from clinic.models.user import User
from consultations.models.patient_queries import CARE

if TYPE_CHECKING:
    pass


class BookingQuerySet(models.QuerySet["Booking"]):
    def visible_to(self, user: User) -> BookingQuerySet:
        if not user.is_active or user.role not in CARE:
            return self.none()
        return self.filter(consultation__site_id=user.site_id)

    def live(self) -> BookingQuerySet:
        """Booked or held: these take up their time."""
        return self.exclude(status="cancelled")

    def on_day(self, day: date) -> BookingQuerySet:
        """A day at the clinic, in order, with everyone's names."""
        return (
            self.live()
            .filter(day=day)
            .select_related("consultation__patient", "technician", "room")
            .order_by("starts_at", "room__name")
        )

    def upcoming(self, today: date) -> BookingQuerySet:
        return self.live().filter(day__gte=today).order_by("starts_at", "id")

    def overlapping(self, starts_at: datetime, ends_at: datetime) -> BookingQuerySet:
        return self.live().filter(starts_at__lt=ends_at, ends_at__gt=starts_at)


class FreeTimeQuerySet(models.QuerySet["FreeTime"]):
    def visible_to(self, user: User) -> FreeTimeQuerySet:
        if not user.is_active or user.role not in CARE:
            return self.none()
        return self.filter(room__site_id=user.site_id)

    def between(self, first: datetime, last: datetime) -> FreeTimeQuerySet:
        """Free times that touch the span, in order, with technician and room."""
        return (
            self.filter(starts_at__lt=last, ends_at__gt=first)
            .select_related("technician", "room")
            .order_by("starts_at", "technician__display_name")
        )

    def covering(self, starts_at: datetime, ends_at: datetime) -> FreeTimeQuerySet:
        return self.filter(starts_at__lte=starts_at, ends_at__gte=ends_at)
