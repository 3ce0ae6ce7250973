"""Booking, moving and cancelling."""

from __future__ import annotations

import pytest

from clinic.errors import NotAllowed
from clinic.models import Event
from clinic.models.user import Role
from consultations.actions.booking import book, cancel, move
from consultations.actions.times import offer_time
from consultations.errors import KeyReused
from consultations.models import Booking
from tests.consultations.world import World, key
from tests.people import person

# ── Booking ────────────────────────────────────────────────────────────────────


def test_booking_a_free_time(world: World) -> None:
    consultation = world.approved()
    world.offer(30)
    booking = book(consultation, key=key(), **world.place(30))
    assert (booking.day, booking.status) == (world.day(30), "booked")
    assert booking.review == consultation.review
    assert str(booking) == f"{world.day(30).isoformat()} Booked"
    assert Event.objects.get(action="booking.made").detail == {"booking": booking.pk}


def test_a_double_click_books_once(world: World) -> None:
    consultation, form = world.approved(), key()
    world.offer(30)
    first = book(consultation, key=form, **world.place(30))
    assert book(consultation, key=form, **world.place(30)) == first
    with pytest.raises(KeyReused):
        book(consultation, key=form, **world.place(30, 12))


def test_one_treatment_at_a_time(world: World) -> None:
    consultation = world.approved()
    world.offer(30)
    world.offer(31)
    book(consultation, key=key(), **world.place(30))
    with pytest.raises(NotAllowed, match="booked already for") as refused:
        book(consultation, key=key(), **world.place(31))
    assert "Move" in refused.value.next_step


def test_only_times_that_are_offered(world: World) -> None:
    consultation = world.approved()
    world.offer(30, (9, 11))
    with pytest.raises(NotAllowed, match="not offered"):
        book(consultation, key=key(), **world.place(30))


def test_somebody_else_was_quicker(world: World) -> None:
    first, second = world.approved(), world.approved()
    world.offer(30)
    book(first, key=key(), **world.place(30))
    with pytest.raises(NotAllowed, match="Someone took that time") as refused:
        book(second, key=key(), **world.place(30, 10))
    assert "near it" in refused.value.next_step


def test_a_room_is_used_once_at_a_time(world: World) -> None:
    first, second = world.approved(), world.approved()
    world.offer(30)
    world.offer(30, technician=world.lead)
    book(first, key=key(), **world.place(30))
    with pytest.raises(NotAllowed, match="Someone took that time"):
        book(second, key=key(), **world.place(30, technician=world.lead))
    assert book(second, key=key(), **world.place(30, 12, technician=world.lead)).pk


def test_this_morning_has_passed(world: World) -> None:
    consultation = world.approved(planned=0)
    world.offer(0, (0, 23))
    with pytest.raises(NotAllowed, match="has passed"):
        book(consultation, key=key(), now=world.at(0, 12), **world.place(0, 9))


def test_every_refusal_names_the_reason_and_the_next_step(world: World) -> None:
    world.offer(30)
    for consultation, sentence in (
        (world.draft(), "not sent yet"),
        (world.examined(), "No decision"),
        (world.held_until(20), "On hold until: "),
    ):
        with pytest.raises(NotAllowed, match=sentence) as refused:
            book(consultation, key=key(), **world.place(30))
        assert refused.value.next_step


def test_who_may_book(world: World) -> None:
    consultation = world.approved()
    world.offer(30)
    for who in (world.elsewhere, person(Role.MANAGER), person(Role.AUDITOR)):
        with pytest.raises(NotAllowed):
            book(consultation, key=key(), **world.place(30, by=who))
    assert book(consultation, key=key(), **world.place(30, by=world.lead)).pk


def test_a_technician_who_has_left_is_not_booked(world: World) -> None:
    consultation = world.approved()
    world.offer(30)
    world.technician.is_active = False
    world.technician.save(update_fields=["is_active"])
    with pytest.raises(NotAllowed, match="Only technicians of this site"):
        book(consultation, key=key(), **world.place(30))


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
            **world.place(30, 20, ends_at=world.at(31, 2)),
        )


# ── Moving and cancelling ──────────────────────────────────────────────────────


def test_moving_within_the_accepted_days(world: World) -> None:
    booking = world.booked(world.approved(), 30)
    world.offer(40)
    moved = move(booking, **world.place(40, 12))
    assert (moved.pk, moved.day, moved.status) == (booking.pk, world.day(40), "booked")
    assert Event.objects.filter(action="booking.moved").count() == 1


def test_moving_outside_the_accepted_days(world: World) -> None:
    booking = world.booked(world.approved(), 30)
    world.offer(91)
    with pytest.raises(NotAllowed, match="may be used until"):
        move(booking, **world.place(91))
    assert Booking.objects.get().day == world.day(30)


def test_moving_onto_somebody_else(world: World) -> None:
    world.booked(world.approved(), 30)
    booking = book(world.approved(), key=key(), **world.place(30, 12))
    with pytest.raises(NotAllowed, match="Someone took"):
        move(booking, **world.place(30, 10))


def test_a_cancelled_or_past_booking_is_not_moved(world: World) -> None:
    booking = world.booked(world.approved(), 30)
    world.offer(40)
    with pytest.raises(NotAllowed, match="has passed"):
        move(booking, now=world.at(31), **world.place(40))
    cancel(booking, reason="Ill.", by=world.desk)
    with pytest.raises(NotAllowed, match="was cancelled"):
        move(booking, **world.place(40))


def test_cancelling_gives_the_time_back(world: World) -> None:
    consultation = world.approved()
    booking = world.booked(consultation, 30)
    for _ in range(2):
        cancelled = cancel(booking, reason=" Ill. ", by=world.desk)
    assert (cancelled.status, cancelled.cancelled_reason) == ("cancelled", "Ill.")
    assert cancelled.cancelled_by == world.desk
    assert Event.objects.filter(action="booking.cancelled").count() == 1
    assert book(world.approved(), key=key(), **world.place(30)).pk
    with pytest.raises(NotAllowed, match="reason for cancelling"):
        cancel(Booking.objects.latest("pk"), reason="", by=world.desk)
    with pytest.raises(NotAllowed):
        cancel(Booking.objects.latest("pk"), reason="x", by=world.elsewhere)
