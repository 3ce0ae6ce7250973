"""A technician's free times."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction

from clinic import audit
from clinic.errors import NotAllowed
from clinic.models import User
from consultations.actions.ground import check_person
from consultations.models import Booking, FreeTime, Room
from consultations.models.patient_queries import REVIEWERS


def offer_time(
    technician: User, *, room: Room, starts_at: datetime, ends_at: datetime, by: User
) -> FreeTime:
    """Offer a time for treatments in a room."""
    check_person(by, site_id=room.site_id)
    if technician.role not in REVIEWERS or technician.site_id != room.site_id:
        raise NotAllowed("Only technicians of this site treat patients.")
    if ends_at <= starts_at:
        raise NotAllowed("The time ends before it begins.")
    try:
        with transaction.atomic():
            time = FreeTime.objects.create(
                technician=technician, room=room, starts_at=starts_at, ends_at=ends_at
            )
            audit.record("free_time.offered", actor=by, subject=time)
            return time
    except IntegrityError as error:
        raise NotAllowed("This time is offered already.", "Choose another time.") from error


@transaction.atomic
def withdraw_time(free_time: FreeTime, *, by: User) -> None:
    """Offer a time no longer. A time with a booking in it stays."""
    row = FreeTime.objects.select_for_update(of=("self",)).select_related("room")
    found = row.filter(pk=free_time.pk).first()
    if found is None:
        return
    check_person(by, site_id=found.room.site_id)
    booked = Booking.objects.overlapping(found.starts_at, found.ends_at)
    if booked.filter(technician_id=found.technician_id).exists():
        raise NotAllowed("A treatment is booked in this time.", "Move the booking first.")
    audit.record("free_time.withdrawn", actor=by, subject=found)
    found.delete()
