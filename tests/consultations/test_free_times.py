"""The times that technicians offer."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from clinic.errors import NotAllowed
from clinic.models import Event
from clinic.models.user import Role
from consultations.actions.booking import book
from consultations.actions.times import offer_time, withdraw_time
from consultations.gate import free_slots
from consultations.models import Booking, FreeTime, Room
from tests.consultations.world import World, key
from tests.people import person


def test_offering_and_withdrawing_a_time(world: World) -> None:
    world.offer(30)
    time = FreeTime.objects.get()
    assert str(time).endswith("09:00")
    assert Event.objects.filter(action="free_time.offered").exists()
    withdraw_time(time, by=world.desk)
    withdraw_time(time, by=world.desk)
    assert not FreeTime.objects.exists()
    assert Event.objects.filter(action="free_time.withdrawn").count() == 1


def test_a_time_with_a_treatment_in_it_stays(world: World) -> None:
    world.booked(world.approved(), 30)
    with pytest.raises(NotAllowed, match="is booked in this time"):
        withdraw_time(FreeTime.objects.get(), by=world.desk)


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"ends_at": 0}, "ends before"),
        ({"technician": "desk"}, "Only technicians"),
        ({"technician": "elsewhere"}, "Only technicians"),
        ({"by": "elsewhere"}, "another site"),
    ],
)
def test_what_cannot_be_offered(world: World, fields: dict[str, Any], sentence: str) -> None:
    given: dict[str, Any] = {
        "technician": world.technician,
        "starts_at": world.at(30, 9),
        "ends_at": world.at(30, 12),
        "by": world.desk,
    }
    for name, value in fields.items():
        given[name] = getattr(world, value) if value else world.at(30, 9)
    with pytest.raises(NotAllowed, match=sentence):
        offer_time(given.pop("technician"), room=world.room, **given)


def test_a_time_is_offered_once(world: World) -> None:
    world.offer(30)
    with pytest.raises(NotAllowed, match="offered already"):
        world.offer(30, (17, 20))
    world.offer(30, (18, 20))


def test_lists_begin_at_the_person(world: World) -> None:
    booking = world.booked(world.approved(), 30)
    for who in (world.desk, world.technician):
        assert Booking.objects.visible_to(who).on_day(world.day(30)).get() == booking
        assert FreeTime.objects.visible_to(who).exists()
    for who in (world.elsewhere, person(Role.MANAGER), person(Role.ADMIN)):
        assert not Booking.objects.visible_to(who).exists()
        assert not FreeTime.objects.visible_to(who).exists()


def test_free_slots_leave_out_what_is_taken(world: World) -> None:
    consultation = world.approved()
    world.offer(30, (9, 20))
    world.offer(30, (9, 15), technician=world.lead, room=Room.objects.create(
        site=world.site, name="Room 2"))  # fmt: skip
    book(world.approved(), key=key(), **world.place(30, 12))
    (day,) = free_slots(consultation, first=world.day(30), days=1)
    times = [(slot.starts_at - world.at(30, 0)) // timedelta(hours=1) for slot in day.slots]
    assert sorted(times) == [9, 9, 12, 15]
    assert {slot.technician for slot in day.slots} == {world.technician, world.lead}
    assert str(day.slots[0].room).startswith("Room")
