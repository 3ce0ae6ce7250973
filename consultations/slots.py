"""Free times minus bookings, cut into treatments. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, TypedDict

from consultations.models.consultation import Treatment

if TYPE_CHECKING:
    from clinic.models import User
    from consultations.models import Booking, FreeTime, Room

# Clinic convention: how long a first session of each treatment takes.
LENGTHS = {
    Treatment.HAIRLINE_FULL_SHAVE: timedelta(hours=3),
    Treatment.DENSITY: timedelta(hours=3),
    Treatment.SCAR_COVER: timedelta(hours=2),
    Treatment.ALOPECIA_PATCHES: timedelta(hours=2),
}


class Place(TypedDict):
    """When, with whom and where: what booking and moving take."""

    technician: User
    room: Room
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class Slot:
    starts_at: datetime
    ends_at: datetime
    technician: User
    room: Room

    @property
    def place(self) -> Place:
        return {
            "technician": self.technician,
            "room": self.room,
            "starts_at": self.starts_at,
            "ends_at": self.ends_at,
        }


@dataclass(frozen=True, slots=True)
class SlotDay:
    day: date
    slots: tuple[Slot, ...]


def slots_in(
    free: Iterable[FreeTime],
    taken: Iterable[Booking],
    *,
    length: timedelta,
    after: datetime,
) -> Iterator[Slot]:
    """One after the other in each gap of a free time, none that begins before `after`.

    A booking takes its technician's time, and its room's.
    """
    bookings = list(taken)
    for time in free:
        busy = [
            (booking.starts_at, booking.ends_at)
            for booking in bookings
            if time.technician_id == booking.technician_id or time.room_id == booking.room_id
        ]
        for first, last in gaps(time.starts_at, time.ends_at, busy):
            start = first
            while start + length <= last:
                if start >= after:
                    yield Slot(start, start + length, time.technician, time.room)
                start += length


def gaps(
    first: datetime, last: datetime, busy: list[tuple[datetime, datetime]]
) -> Iterator[tuple[datetime, datetime]]:
    for start, end in sorted(busy):
        if end <= first:
            continue
        if start >= last:
            break
        if start > first:
            yield first, start
        first = end
    if first < last:
        yield first, last
