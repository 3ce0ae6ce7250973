"""Bookings that were held, because what they rested on had changed, and may stand again."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction

from clinic import audit
from consultations.days import local_day
from consultations.models import Booking, Consultation, Review


def confirm_held(row: Consultation, review: Review, moment: datetime) -> None:
    """Confirm the held bookings that this review covers; the gate decides each, as always."""
    held = Booking.objects.filter(
        consultation=row, status=Booking.Status.HELD, day__gte=local_day(row.site, moment)
    )
    for booking in held:
        booking.review, booking.status = review, Booking.Status.BOOKED
        try:
            with transaction.atomic():
                booking.save(update_fields=["review", "status"])
        except IntegrityError:
            continue  # still not covered: it keeps its time, held
        audit.record("booking.confirmed", actor=None, subject=row, detail={"booking": booking.pk})
