"""A day at the clinic: each technician's bookings and free times, in order."""

from __future__ import annotations

import zoneinfo
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from clinic.models import Site, User
from consultations.models import Booking, FreeTime
from consultations.slots import gaps


@dataclass(frozen=True, slots=True)
class Entry:
    """A booking, or a part of a free time in which nothing is booked.

    `offered`: the whole free time, where nothing at all is booked in it and it can be withdrawn.
    """

    starts_at: datetime
    ends_at: datetime
    room: str
    booking: Booking | None = None
    offered: FreeTime | None = None


@dataclass(frozen=True, slots=True)
class TechnicianDay:
    technician: User
    entries: tuple[Entry, ...]


def span_of(site: Site, day: date) -> tuple[datetime, datetime]:
    """From midnight to midnight at the clinic."""
    zone = zoneinfo.ZoneInfo(site.timezone)
    return (
        datetime.combine(day, time.min, zone),
        datetime.combine(day + timedelta(days=1), time.min, zone),
    )


def day_at(site: Site, day: date, user: User) -> tuple[TechnicianDay, ...]:
    """What this person may see of the day, technician by technician. Two statements."""
    bookings = list(Booking.objects.visible_to(user).on_day(day))
    times = list(FreeTime.objects.visible_to(user).between(*span_of(site, day)))
    people = {offered.technician_id: offered.technician for offered in times}
    people |= {booking.technician_id: booking.technician for booking in bookings}
    return tuple(
        TechnicianDay(technician, tuple(_entries(technician, bookings, times)))
        for technician in sorted(people.values(), key=lambda person: person.display_name)
    )


def _entries(technician: User, bookings: list[Booking], times: list[FreeTime]) -> list[Entry]:
    mine = [booking for booking in bookings if booking.technician_id == technician.pk]
    found = [
        Entry(booking.starts_at, booking.ends_at, booking.room.name, booking=booking)
        for booking in mine
    ]
    for offered in times:
        if offered.technician_id == technician.pk:
            found.extend(_free_parts(offered, mine))
    return sorted(found, key=lambda entry: entry.starts_at)


def _free_parts(offered: FreeTime, bookings: list[Booking]) -> Iterator[Entry]:
    busy = [(booking.starts_at, booking.ends_at) for booking in bookings]
    whole = (offered.starts_at, offered.ends_at)
    for part in gaps(*whole, busy):
        yield Entry(*part, offered.room.name, offered=offered if part == whole else None)
