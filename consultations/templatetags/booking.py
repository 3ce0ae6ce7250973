"""What the booking pages say and link the same way."""

from __future__ import annotations

from datetime import UTC
from urllib.parse import urlencode

from django import template

from consultations.models import Booking
from consultations.models.status import APPROVING
from consultations.slots import Slot

register = template.Library()


@register.simple_tag
def slot_query(slot: Slot) -> str:
    """{% slot_query slot %}: ?at=2026-05-14T09:00Z&technician=3&room=1"""
    at = slot.starts_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%MZ")
    return "?" + urlencode({"at": at, "technician": slot.technician.pk, "room": slot.room.pk})


@register.filter
def state_words(booking: Booking) -> str:
    """Booked; or why it is on hold. Needs the booking's consultation."""
    if booking.status != Booking.Status.HELD:
        return booking.get_status_display()
    if booking.consultation.status in APPROVING:
        return "On hold: needs another day"
    return "On hold: needs a new decision"
