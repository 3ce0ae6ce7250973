"""Booking, moving, cancelling; what holds a booking, and what confirms it again."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from clinic.errors import NotAllowed
from clinic.models import Event
from clinic.models.user import Role
from consultations.actions.booking import book, cancel, move
from consultations.actions.letters import record_letter
from consultations.actions.patients import correct_patient
from consultations.actions.sending import look_again, reopen, send
from consultations.actions.steps import leave_out_step, step_done, take_back_step
from consultations.actions.times import offer_time, withdraw_time
from consultations.deciding import case
from consultations.errors import KeyReused
from consultations.gate import free_slots
from consultations.models import Booking, Consultation, FreeTime, Room
from tests.consultations.world import World, key
from tests.people import person

FAMILY: dict[str, Any] = {"gate_scarring": "yes", "keloid_family": "yes"}


def at(world: World, days: int, hour: int = 9, **fields: Any) -> dict[str, Any]:
    return {
        "technician": world.technician,
        "room": world.room,
        "starts_at": world.at(days, hour),
        "ends_at": world.at(days, hour + 3),
        "by": world.desk,
        **fields,
    }


def state(booking: Booking) -> str:
    return Booking.objects.get(pk=booking.pk).status


# ── Booking ────────────────────────────────────────────────────────────────────


def test_booking_a_free_time(world: World) -> None:
    consultation = world.approved()
    world.offer(30)
    booking = book(consultation, key=key(), **at(world, 30))
    assert (booking.day, booking.status) == (world.day(30), "booked")
    assert booking.review == consultation.review
    assert str(booking) == f"{world.day(30).isoformat()} Booked"
    assert Event.objects.get(action="booking.made").detail == {"booking": booking.pk}


def test_a_double_click_books_once(world: World) -> None:
    consultation, form = world.approved(), key()
    world.offer(30)
    first = book(consultation, key=form, **at(world, 30))
    assert book(consultation, key=form, **at(world, 30)) == first
    with pytest.raises(KeyReused):
        book(consultation, key=form, **at(world, 30, 12))


def test_one_treatment_at_a_time(world: World) -> None:
    consultation = world.approved()
    world.offer(30)
    world.offer(31)
    book(consultation, key=key(), **at(world, 30))
    with pytest.raises(NotAllowed, match="booked already for") as refused:
        book(consultation, key=key(), **at(world, 31))
    assert "Move" in refused.value.next_step


def test_only_times_that_are_offered(world: World) -> None:
    consultation = world.approved()
    world.offer(30, (9, 11))
    with pytest.raises(NotAllowed, match="not offered"):
        book(consultation, key=key(), **at(world, 30))


def test_somebody_else_was_quicker(world: World) -> None:
    first, second = world.approved(), world.approved()
    world.offer(30)
    book(first, key=key(), **at(world, 30))
    with pytest.raises(NotAllowed, match="Someone took that time") as refused:
        book(second, key=key(), **at(world, 30, 10))
    assert "near it" in refused.value.next_step


def test_a_room_is_used_once_at_a_time(world: World) -> None:
    first, second = world.approved(), world.approved()
    world.offer(30)
    world.offer(30, technician=world.lead)
    book(first, key=key(), **at(world, 30))
    with pytest.raises(NotAllowed, match="Someone took that time"):
        book(second, key=key(), **at(world, 30, technician=world.lead))
    assert book(second, key=key(), **at(world, 30, 12, technician=world.lead)).pk


def test_this_morning_has_passed(world: World) -> None:
    consultation = world.approved(planned=0)
    world.offer(0, (0, 23))
    with pytest.raises(NotAllowed, match="has passed"):
        book(consultation, key=key(), now=world.at(0, 12), **at(world, 0, 9))


def test_every_refusal_names_the_reason_and_the_next_step(world: World) -> None:
    world.offer(30)
    for consultation, sentence in (
        (world.draft(), "not sent yet"),
        (world.examined(), "No decision"),
        (world.held_until(20), "On hold until: "),
    ):
        with pytest.raises(NotAllowed, match=sentence) as refused:
            book(consultation, key=key(), **at(world, 30))
        assert refused.value.next_step


def test_who_may_book(world: World) -> None:
    consultation = world.approved()
    world.offer(30)
    for who in (world.elsewhere, person(Role.MANAGER), person(Role.AUDITOR)):
        with pytest.raises(NotAllowed):
            book(consultation, key=key(), **at(world, 30, by=who))
    assert book(consultation, key=key(), **at(world, 30, by=world.lead)).pk


def test_a_technician_who_has_left_is_not_booked(world: World) -> None:
    consultation = world.approved()
    world.offer(30)
    world.technician.is_active = False
    world.technician.save(update_fields=["is_active"])
    with pytest.raises(NotAllowed, match="Only technicians of this site"):
        book(consultation, key=key(), **at(world, 30))


def test_a_time_over_midnight_is_refused(world: World) -> None:
    consultation = world.approved()
    offer_time(
        world.technician,
        room=world.room,
        starts_at=world.at(30, 20),
        ends_at=world.at(31, 9),
        by=world.desk,
    )
    with pytest.raises(NotAllowed, match="Something changed"):
        book(
            consultation,
            key=key(),
            **at(world, 30, 20, ends_at=world.at(31, 2)),
        )


# ── Moving and cancelling ──────────────────────────────────────────────────────


def test_moving_within_the_accepted_days(world: World) -> None:
    booking = world.booked(world.approved(), 30)
    world.offer(40)
    moved = move(booking, **at(world, 40, 12))
    assert (moved.pk, moved.day, moved.status) == (booking.pk, world.day(40), "booked")
    assert Event.objects.filter(action="booking.moved").count() == 1


def test_moving_outside_the_accepted_days(world: World) -> None:
    booking = world.booked(world.approved(), 30)
    world.offer(91)
    with pytest.raises(NotAllowed, match="may be used until"):
        move(booking, **at(world, 91))
    assert Booking.objects.get().day == world.day(30)


def test_moving_onto_somebody_else(world: World) -> None:
    world.booked(world.approved(), 30)
    booking = book(world.approved(), key=key(), **at(world, 30, 12))
    with pytest.raises(NotAllowed, match="Someone took"):
        move(booking, **at(world, 30, 10))


def test_a_cancelled_or_past_booking_is_not_moved(world: World) -> None:
    booking = world.booked(world.approved(), 30)
    world.offer(40)
    with pytest.raises(NotAllowed, match="has passed"):
        move(booking, now=world.at(31), **at(world, 40))
    cancel(booking, reason="Ill.", by=world.desk)
    with pytest.raises(NotAllowed, match="was cancelled"):
        move(booking, **at(world, 40))


def test_cancelling_gives_the_time_back(world: World) -> None:
    consultation = world.approved()
    booking = world.booked(consultation, 30)
    for _ in range(2):
        cancelled = cancel(booking, reason=" Ill. ", by=world.desk)
    assert (cancelled.status, cancelled.cancelled_reason) == ("cancelled", "Ill.")
    assert cancelled.cancelled_by == world.desk
    assert Event.objects.filter(action="booking.cancelled").count() == 1
    assert book(world.approved(), key=key(), **at(world, 30)).pk
    with pytest.raises(NotAllowed, match="reason for cancelling"):
        cancel(Booking.objects.latest("pk"), reason="", by=world.desk)
    with pytest.raises(NotAllowed):
        cancel(Booking.objects.latest("pk"), reason="x", by=world.elsewhere)


# ── Held, and confirmed again ──────────────────────────────────────────────────


def test_reopening_holds_and_a_new_approval_confirms(world: World) -> None:
    consultation = world.approved()
    booking = world.booked(consultation, 30)
    reopen(consultation, reason="x", by=world.desk)
    assert state(booking) == "held"
    send(world.fresh(consultation), by=world.desk)
    assert state(booking) == "held"
    review = world.decided(consultation)
    again = Booking.objects.get()
    assert (again.status, again.review, again.starts_at) == ("booked", review, booking.starts_at)
    assert Event.objects.filter(action="booking.confirmed").count() == 1


def test_a_new_approval_that_does_not_cover_the_day_leaves_it_held(world: World) -> None:
    consultation = world.approved()
    booking = world.booked(consultation, 30)
    reopen(consultation, reason="x", by=world.desk)
    dose = world.day(-60).isoformat()
    row = world.fresh(consultation)
    world.fill(row, oral_retinoid="stopped", oral_retinoid_last_dose=dose)
    send(row, by=world.desk)
    world.decided(consultation)
    assert state(booking) == "held"


def test_a_held_time_is_still_taken(world: World) -> None:
    consultation = world.approved()
    world.booked(consultation, 30)
    reopen(consultation, reason="x", by=world.desk)
    with pytest.raises(NotAllowed, match="Someone took"):
        book(world.approved(), key=key(), **at(world, 30))


def test_a_held_booking_can_be_moved_where_it_may_be(world: World) -> None:
    consultation = world.examined(**FAMILY)
    world.decided(consultation, "approved_with_conditions")
    found = case(world.fresh(consultation))
    assert found is not None
    step = found.steps[0].step.key
    step_done(consultation, step, on_date=world.day(-60), by=world.technician)
    booking = world.booked(world.fresh(consultation), 30)
    take_back_step(consultation, step, reason="x", by=world.technician)
    step_done(consultation, step, on_date=world.day(-50), by=world.technician)
    assert state(booking) == "held"
    world.offer(40)
    assert move(booking, **at(world, 40)).status == "booked"


@pytest.mark.parametrize("how", ["examination", "letter", "look_again", "birth_date", "declined"])
def test_what_else_holds_a_booking(world: World, how: str) -> None:
    consultation = world.approved()
    booking = world.booked(consultation, 30)
    match how:
        case "examination":
            world.examine(world.fresh(consultation), exam_sunburn="yes")
        case "letter":
            record_letter(
                consultation,
                contraindication="keloid_history",
                letter_date=world.today,
                author="x",
                says="safe",
                by=world.technician,
                key=key(),
            )
        case "look_again":
            look_again(consultation, reason="x", by=world.technician)
        case "birth_date":
            correct_patient(world.person, by=world.desk, birth_date=world.day(-9000))
        case "declined":
            look_again(consultation, reason="x", by=world.technician)
            world.decided(consultation, "declined", reason_words="x", patient_message="x")
    assert state(booking) == "held"


def test_taking_a_tick_back_holds_and_ticking_confirms(world: World) -> None:
    consultation = world.examined(**FAMILY)
    world.decided(consultation, "approved_with_conditions")
    found = case(world.fresh(consultation))
    assert found is not None
    step = found.steps[0].step.key
    leave_out_step(consultation, step, reason="Had one.", by=world.technician)
    booking = world.booked(world.fresh(consultation), 30)
    take_back_step(consultation, step, reason="x", by=world.technician)
    assert state(booking) == "held"
    leave_out_step(consultation, step, reason="Had one.", by=world.technician)
    assert state(booking) == "booked"


def test_a_treatment_that_has_passed_is_left_alone(world: World) -> None:
    """Nothing that comes later changes what was booked on a day that is over."""
    consultation = world.approved()
    booking = world.booked(consultation, 1)
    assert Consultation.objects.filter(bookings=booking).exists()
    assert not Booking.objects.upcoming(world.day(2)).exists()
    assert Booking.objects.upcoming(world.day(1)).get() == booking


# ── Free times ─────────────────────────────────────────────────────────────────


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
    book(world.approved(), key=key(), **at(world, 30, 12))
    (day,) = free_slots(consultation, first=world.day(30), days=1)
    times = [(slot.starts_at - world.at(30, 0)) // timedelta(hours=1) for slot in day.slots]
    assert sorted(times) == [9, 9, 12, 15]
    assert {slot.technician for slot in day.slots} == {world.technician, world.lead}
    assert str(day.slots[0].room).startswith("Room")
