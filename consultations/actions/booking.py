"""Booking, moving and cancelling a treatment. The database has the last word: its refusals are
turned into sentences here."""

from __future__ import annotations

import uuid
from datetime import datetime

from django.db import IntegrityError, transaction

from clinic import audit
from clinic.errors import NotAllowed
from clinic.models import User
from clinic.words import day as in_words
from consultations import refusals
from consultations.actions.ground import filled, locked, moment_of, violated
from consultations.days import local_day
from consultations.errors import KeyReused
from consultations.models import Booking, Consultation, FreeTime, Review, Room
from consultations.models.guards_booking import REFUSED_BY_GATE
from consultations.refusals import Refusal
from consultations.standing import standing

TAKEN = NotAllowed("Someone took that time a moment ago.", "Choose one of the times near it.")


def book(
    consultation: Consultation,
    *,
    technician: User,
    room: Room,
    starts_at: datetime,
    ends_at: datetime,
    by: User,
    key: uuid.UUID,
    now: datetime | None = None,
) -> Booking:
    """Book a treatment in a free time, on a day the current review accepts."""
    moment = moment_of(now)
    try:
        with transaction.atomic():
            row = locked(consultation, by=by)
            before = Booking.objects.filter(created_key=key).first()
            if before is not None:
                if (before.consultation_id, before.starts_at) != (row.pk, starts_at):
                    raise KeyReused
                return before
            _check_no_other(row, moment)
            review = _check_time(
                row, moment, technician=technician, room=room, starts_at=starts_at, ends_at=ends_at
            )
            booking = Booking.objects.create(
                consultation=row,
                review=review,
                technician=technician,
                room=room,
                day=local_day(row.site, starts_at),
                starts_at=starts_at,
                ends_at=ends_at,
                booked_by=by,
                booked_at=moment,
                created_key=key,
            )
            audit.record("booking.made", actor=by, subject=row, detail={"booking": booking.pk})
            return booking
    except IntegrityError as error:
        raise _in_words(error) from error


def move(
    booking: Booking,
    *,
    technician: User,
    room: Room,
    starts_at: datetime,
    ends_at: datetime,
    by: User,
    seen: datetime | None = None,
    now: datetime | None = None,
) -> Booking:
    """Move a booking to another time that may be booked. A held one is booked again by it.

    `seen`: the time it had as the page showed it; somebody may have moved it meanwhile.
    """
    moment = moment_of(now)
    try:
        with transaction.atomic():
            row = locked(booking.consultation, by=by)
            current = Booking.objects.select_related("consultation__site").get(pk=booking.pk)
            if current.status == Booking.Status.CANCELLED:
                raise NotAllowed("This booking was cancelled.", "Book a new time.")
            if current.day < local_day(row.site, moment):
                raise NotAllowed("This booking has passed.", "Book a new time.")
            if seen is not None and seen != current.starts_at:
                raise NotAllowed(
                    f"This booking was moved to {in_words(current.day)} while you were here.",
                    "Look at the new time, then move it if it is still to be moved.",
                )
            current.review = _check_time(
                row, moment, technician=technician, room=room, starts_at=starts_at, ends_at=ends_at
            )
            current.technician, current.room = technician, room
            current.starts_at, current.ends_at = starts_at, ends_at
            current.day = local_day(row.site, starts_at)
            current.status = Booking.Status.BOOKED
            current.save(
                update_fields=[
                    *("review", "technician", "room", "starts_at", "ends_at", "day", "status"),
                ]
            )
            audit.record("booking.moved", actor=by, subject=row, detail={"booking": current.pk})
            return current
    except IntegrityError as error:
        raise _in_words(error) from error


@transaction.atomic
def cancel(booking: Booking, *, reason: str, by: User, now: datetime | None = None) -> Booking:
    """Give the time back. The booking stays in the record; a second click changes nothing."""
    row = locked(booking.consultation, by=by)
    current = Booking.objects.get(pk=booking.pk)
    if current.status == Booking.Status.CANCELLED:
        return current
    current.status = Booking.Status.CANCELLED
    current.cancelled_by, current.cancelled_at = by, moment_of(now)
    current.cancelled_reason = filled(reason, "Give a reason for cancelling.")
    current.save(
        update_fields=["status", "cancelled_by", "cancelled_at", "cancelled_reason"],
    )
    audit.record("booking.cancelled", actor=by, subject=row, detail={"booking": current.pk})
    return current


def _check_no_other(row: Consultation, moment: datetime) -> None:
    today = local_day(row.site, moment)
    other = Booking.objects.filter(consultation=row).upcoming(today).first()
    if other is not None:
        raise NotAllowed(
            f"A treatment is booked already for {in_words(other.day)}.",
            "Move that booking, or cancel it first.",
        )


def _check_time(
    row: Consultation,
    moment: datetime,
    *,
    technician: User,
    room: Room,
    starts_at: datetime,
    ends_at: datetime,
) -> Review:
    """Refuse in words what the database would refuse, and times that nobody offered."""
    found = standing(row, moment)
    day = local_day(row.site, starts_at)
    refusal = found.why_not(day)
    if refusal is None and starts_at < moment:
        refusal = refusals.PAST
    if refusal is not None or found.review is None:
        raise _refused(refusal or refusals.LAPSED)
    offered = FreeTime.objects.filter(technician=technician, room=room)
    # Held, so that nobody withdraws the time while it is booked.
    held = offered.covering(starts_at, ends_at).select_for_update(of=("self",), no_key=True)
    if held.first() is None:
        raise NotAllowed("This time is not offered.", "Choose one of the free times.")
    return found.review


def _refused(refusal: Refusal) -> NotAllowed:
    return NotAllowed(refusal.sentence, refusal.next_step)


def _in_words(error: IntegrityError) -> NotAllowed:
    """The database's refusal as a sentence."""
    if violated(error) in ("booking_technician_once", "booking_room_once"):
        return TAKEN
    if getattr(error.__cause__, "pgcode", None) == REFUSED_BY_GATE:
        diagnosis = getattr(error.__cause__, "diag", None)
        code = str(getattr(diagnosis, "message_detail", ""))
        return _refused(refusals.BY_CODE.get(code, refusals.CHANGED))
    return _refused(refusals.CHANGED)
