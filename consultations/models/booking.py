"""Rooms, a technician's free times, and bookings, which the database guards."""

from __future__ import annotations

from datetime import date, datetime
from typing import ClassVar

import pgtrigger
from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Func, Q
from django.utils import timezone

from clinic.guards import Fixed, NeverRemoved
from clinic.models import Site, User
from clinic.row_history import RowHistory
from clinic.triggers import NeverEmptied
from consultations.models.consultation import Consultation
from consultations.models.guards_booking import BookingGate
from consultations.models.patient_queries import CARE
from consultations.models.review import Review


class TimeSpan(Func):
    """[starts_at, ends_at) as a range of PostgreSQL: one may begin when the other ends."""

    function = "TSTZRANGE"


_WHEN = TimeSpan(F("starts_at"), F("ends_at"))


class Room(models.Model):
    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="rooms")
    name = models.CharField(max_length=60)

    class Meta:
        ordering = ("name",)
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["site", "name"], name="room_name_of_site"),
        ]
        triggers: ClassVar[list[pgtrigger.Trigger]] = [RowHistory(), NeverEmptied()]

    def __str__(self) -> str:
        return self.name


class FreeTimeQuerySet(models.QuerySet["FreeTime"]):
    def visible_to(self, user: User) -> FreeTimeQuerySet:
        if not user.is_active or user.role not in CARE or user.site_id is None:
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


class FreeTime(models.Model):
    """A technician offers this time, in this room, for treatments."""

    technician = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="free_times"
    )
    room = models.ForeignKey(Room, on_delete=models.PROTECT, related_name="+")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()

    objects = FreeTimeQuerySet.as_manager()

    class Meta:
        ordering = ("starts_at", "technician")
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["starts_at"], name="free_time_starts_at"),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                name="free_time_has_length", condition=Q(ends_at__gt=F("starts_at"))
            ),
            ExclusionConstraint(
                name="free_time_once",
                expressions=[
                    ("technician", RangeOperators.EQUAL),
                    (_WHEN, RangeOperators.OVERLAPS),
                ],
            ),
        ]
        triggers: ClassVar[list[pgtrigger.Trigger]] = [RowHistory(), NeverEmptied()]

    def __str__(self) -> str:
        return f"{self.starts_at:%d %B %Y %H:%M}"


class BookingQuerySet(models.QuerySet["Booking"]):
    def visible_to(self, user: User) -> BookingQuerySet:
        if not user.is_active or user.role not in CARE or user.site_id is None:
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
            .select_related("consultation__patient", "technician", "room", "review")
            .defer("review__shown")
            .order_by("starts_at", "room__name")
        )

    def upcoming(self, today: date) -> BookingQuerySet:
        return self.live().filter(day__gte=today).order_by("starts_at", "id")

    def overlapping(self, starts_at: datetime, ends_at: datetime) -> BookingQuerySet:
        return self.live().filter(starts_at__lt=ends_at, ends_at__gt=starts_at)


class Booking(models.Model):
    """A treatment on a day. `held`: it keeps its time, but nobody may be treated in it.

    `day` is the local day of `starts_at`. The gate is in the database: consultations/gate.sql.
    """

    class Status(models.TextChoices):
        BOOKED = "booked", "Booked"
        HELD = "held", "Held"
        CANCELLED = "cancelled", "Cancelled"

    consultation = models.ForeignKey(
        Consultation, on_delete=models.PROTECT, related_name="bookings"
    )
    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="bookings")
    technician = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="bookings"
    )
    room = models.ForeignKey(Room, on_delete=models.PROTECT, related_name="bookings")
    day = models.DateField()
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    status = models.CharField(max_length=9, choices=Status.choices, default=Status.BOOKED)
    booked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    booked_at = models.DateTimeField(default=timezone.now)
    created_key = models.UUIDField(unique=True, editable=False)
    cancelled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        db_index=False,
    )
    cancelled_at = models.DateTimeField(null=True)
    cancelled_reason = models.CharField(max_length=400, blank=True)

    objects = BookingQuerySet.as_manager()

    class Meta:
        ordering = ("starts_at", "id")
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["day", "starts_at"], name="booking_day"),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                name="booking_has_length", condition=Q(ends_at__gt=F("starts_at"))
            ),
            models.CheckConstraint(
                name="booking_status_known", condition=Q(status__in=["booked", "held", "cancelled"])
            ),
            models.CheckConstraint(
                name="booking_cancelled_by_somebody",
                condition=Q(
                    status="cancelled", cancelled_at__isnull=False, cancelled_by__isnull=False
                )
                & ~Q(cancelled_reason="")
                | ~Q(status="cancelled")
                & Q(cancelled_at__isnull=True, cancelled_by__isnull=True, cancelled_reason=""),
            ),
            ExclusionConstraint(
                name="booking_technician_once",
                expressions=[
                    ("technician", RangeOperators.EQUAL),
                    (_WHEN, RangeOperators.OVERLAPS),
                ],
                condition=~Q(status="cancelled"),
            ),
            ExclusionConstraint(
                name="booking_room_once",
                expressions=[("room", RangeOperators.EQUAL), (_WHEN, RangeOperators.OVERLAPS)],
                condition=~Q(status="cancelled"),
            ),
        ]
        triggers: ClassVar[list[pgtrigger.Trigger]] = [
            Fixed("consultation_id", "booked_by_id", "booked_at", "created_key"),
            BookingGate(),
            RowHistory(),
            NeverRemoved(),
            NeverEmptied(),
        ]

    def __str__(self) -> str:
        return f"{self.day.isoformat()} {self.get_status_display()}"
