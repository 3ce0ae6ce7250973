"""What holds a booking, and what confirms it again."""

from __future__ import annotations

import pytest

from clinic.errors import NotAllowed
from clinic.models import Event
from consultations.actions.booking import book, move
from consultations.actions.letters import record_letter
from consultations.actions.patients import correct_patient
from consultations.actions.sending import look_again, reopen
from consultations.actions.steps import leave_out_step, step_done, take_back_step
from consultations.models import Booking, Consultation
from tests.consultations.with_steps import approved_with_steps
from tests.consultations.world import World, key


def state(booking: Booking) -> str:
    return Booking.objects.get(pk=booking.pk).status


def test_reopening_holds_and_a_new_approval_confirms(world: World) -> None:
    consultation = world.approved()
    booking = world.booked(consultation, 30)
    reopen(consultation, reason="x", by=world.desk)
    assert state(booking) == "held"
    world.send(world.fresh(consultation))
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
    world.send(row)
    world.decided(consultation)
    assert state(booking) == "held"


def test_a_held_time_is_still_taken(world: World) -> None:
    consultation = world.approved()
    world.booked(consultation, 30)
    reopen(consultation, reason="x", by=world.desk)
    with pytest.raises(NotAllowed, match="Someone took"):
        book(world.approved(), key=key(), **world.place(30))


def test_a_held_booking_can_be_moved_where_it_may_be(world: World) -> None:
    consultation, step = approved_with_steps(world)
    step_done(consultation, step, on_date=world.day(-60), by=world.technician)
    booking = world.booked(world.fresh(consultation), 30)
    take_back_step(consultation, step, reason="x", by=world.technician)
    step_done(consultation, step, on_date=world.day(-50), by=world.technician)
    assert state(booking) == "held"
    world.offer(40)
    assert move(booking, **world.place(40)).status == "booked"


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
    consultation, step = approved_with_steps(world)
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
