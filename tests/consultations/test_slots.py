"""Free times minus bookings, cut into treatments."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from consultations.slots import slots_in

LENGTH = timedelta(hours=3)


def at(hour: int) -> datetime:
    return datetime(2026, 12, 1, hour, tzinfo=UTC)


def span(first: int, last: int, technician: int = 1, room: int = 1) -> Any:
    return SimpleNamespace(
        starts_at=at(first),
        ends_at=at(last),
        technician_id=technician,
        room_id=room,
        technician=f"technician {technician}",
        room=f"room {room}",
    )


@pytest.mark.parametrize(
    ("taken", "starts"),
    [
        ([], [9, 12, 15]),
        ([span(9, 12)], [12, 15]),
        ([span(12, 15)], [9, 15]),
        ([span(10, 12)], [12, 15]),
        ([span(11, 16)], []),
        ([span(6, 9)], [9, 12, 15]),
        ([span(6, 10)], [10, 13]),
        ([span(18, 20)], [9, 12, 15]),
        ([span(17, 20)], [9, 12]),
        ([span(15, 16), span(9, 10)], [10]),
        ([span(9, 12), span(10, 11)], [12, 15]),
        ([span(6, 20)], []),
        ([span(9, 12, technician=2, room=2)], [9, 12, 15]),
        ([span(9, 12, technician=2, room=1)], [12, 15]),
        ([span(9, 12, technician=1, room=2)], [12, 15]),
    ],
)
def test_slots_lie_one_after_the_other_in_each_gap(taken: list[Any], starts: list[int]) -> None:
    found = list(slots_in([span(9, 18)], taken, length=LENGTH, after=at(0)))
    assert [slot.starts_at.hour for slot in found] == starts
    assert all(slot.ends_at - slot.starts_at == LENGTH for slot in found)


def test_nothing_begins_before_now() -> None:
    found = list(slots_in([span(9, 18)], [], length=LENGTH, after=at(11)))
    assert [slot.starts_at.hour for slot in found] == [12, 15]


def test_a_time_too_short_holds_no_treatment() -> None:
    assert list(slots_in([span(9, 11)], [], length=LENGTH, after=at(0))) == []
