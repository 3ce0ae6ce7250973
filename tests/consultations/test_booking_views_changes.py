"""What can happen to a booking: moved, held, confirmed again, cancelled."""

from __future__ import annotations

from datetime import date

import pytest

from clinic.models import Event
from consultations.actions.patients import correct_patient
from consultations.actions.sending import reopen
from consultations.models import Booking, Consultation
from tests.consultations.booking_pages import BookingPages, approved_for, in_words, text
from tests.consultations.world import World

HELD, BOOKED, CANCELLED = "held", "booked", "cancelled"


def booked(world: World, days: int = 3) -> BookingPages:
    consultation = world.approved()
    world.booked(consultation, days)
    return BookingPages(world.desk, consultation)


def only() -> Booking:
    return Booking.objects.select_related("consultation__patient").get()


# ── Moving ─────────────────────────────────────────────────────────────────────


def test_a_booking_is_moved_to_another_time(world: World) -> None:
    booking = booked(world)
    world.offer(8, (9, 12))
    link = next(link for link in booking.links("move/") if f"{world.day(8)}T" in link)
    page = text(booking.client.get(link))
    assert "Move Tunde Adeyemi to this time?" in page
    assert f"Until now {world.day(3):%a}" in page
    response = booking.confirm(link)
    assert response["Location"] == booking.path
    assert (only().day, only().status) == (world.day(8), BOOKED)
    now = text(booking.get())
    assert f"Tunde Adeyemi now comes on {in_words(world.day(8))}, 09:00." in now
    assert Event.objects.filter(action="booking.moved").count() == 1


def test_moving_passes_the_same_gate(world: World) -> None:
    booking = booked(world)
    response = booking.type_day(world.day(120), "move/")
    assert response.status_code == 422
    assert "The decision may be used until" in text(response)
    far = booking.post_slot(
        world.at(120, 9).isoformat(), world.technician.pk, only().room_id, "move/confirm/"
    )
    assert far.status_code == 409
    assert only().day == world.day(3)


def test_a_time_taken_meanwhile_is_not_moved_to(world: World) -> None:
    booking = booked(world)
    world.offer(8, (9, 12))
    link = next(link for link in booking.links("move/") if f"{world.day(8)}T" in link)
    form = booking.form(link)
    other = BookingPages(world.desk, approved_for(world, "Kay"))
    other.confirm(next(link for link in other.links() if f"{world.day(8)}T" in link))
    response = booking.client.post(link.partition("?")[0], form)
    assert response.status_code == 409
    assert "Someone took that time a moment ago." in text(response)
    assert "Move Tunde Adeyemi" in text(response)


@pytest.mark.parametrize("page", ["move/", "move/confirm/", "cancel/"])
def test_without_a_booking_there_is_nothing_to_change(world: World, page: str) -> None:
    booking = BookingPages(world.desk, world.approved())
    response = booking.get(page)
    assert response.status_code == 302
    assert response["Location"] == booking.path


# ── Held ───────────────────────────────────────────────────────────────────────


def reopened(world: World) -> Consultation:
    booking = only()
    return reopen(booking.consultation, reason="The patient called.", by=world.desk)


def test_a_held_booking_says_what_it_waits_for(world: World) -> None:
    booking = booked(world)
    reopened(world)
    page = text(booking.get())
    assert "On hold: needs a new decision" in page
    assert "Nobody can be treated in this time for now" in page
    assert "The answers are not sent yet." in page
    assert "Confirm this time" not in page
    assert "On hold: needs a new decision" in text(
        booking.client.get(f"/day/{world.day(3).isoformat()}/")
    )


def test_a_held_booking_that_nothing_covers_is_not_confirmed(world: World) -> None:
    booking = booked(world)
    reopened(world)
    response = booking.client.post(f"{booking.path}again/")
    assert response.status_code == 409
    assert "The answers are not sent yet." in text(response)
    assert only().status == HELD


def test_a_held_booking_is_confirmed_again_when_the_decision_covers_it(world: World) -> None:
    booking = booked(world)
    born = world.person.birth_date
    for day in (date(1986, 3, 14), born):  # a slip, and the slip put right
        correct_patient(world.person, birth_date=day, by=world.desk)
    assert only().status == HELD
    assert "Confirm this time for Tunde Adeyemi" in text(booking.get())
    response = booking.client.post(f"{booking.path}again/")
    assert response["Location"] == booking.path
    assert only().status == BOOKED
    assert "The time of Tunde Adeyemi stands again." in text(booking.get())


def test_a_held_booking_whose_day_is_not_accepted_is_to_be_moved(world: World) -> None:
    booking = booked(world)
    consultation = reopened(world)
    burnt = {
        "gate_scalp_now": "yes",
        "sun_exposure": "sunburnt",
        "sun_exposure_date": world.day(-2).isoformat(),
    }
    from_draft = world.fill(world.fresh(consultation), **burnt)
    _decide_again(world, from_draft)
    page = text(booking.get())
    assert "On hold: needs another day" in page
    assert "Treatment is not accepted on" in page
    assert "Earliest treatment: " + in_words(world.day(26)) in page
    world.offer(26, (9, 12))
    booking.confirm(booking.links("move/")[0])
    assert (only().status, only().day) == (BOOKED, world.day(26))


def _decide_again(world: World, draft: Consultation) -> None:
    world.send(draft)
    world.decided(draft)


def test_there_is_nothing_to_confirm_without_a_booking(world: World) -> None:
    booking = BookingPages(world.desk, world.approved())
    assert booking.client.post(f"{booking.path}again/")["Location"] == booking.path
    assert booking.get("again/").status_code == 405


# ── Cancelling ─────────────────────────────────────────────────────────────────


def test_cancelling_asks_for_a_reason(world: World) -> None:
    booking = booked(world)
    assert "Cancel Tunde Adeyemi’s booking?" in text(booking.get("cancel/"))
    response = booking.client.post(f"{booking.path}cancel/", {"reason": "  "})
    assert response.status_code == 422
    assert "Write why the booking is cancelled" in text(response)
    assert only().status == BOOKED


def test_a_cancelled_time_is_free_again_and_stays_in_the_record(world: World) -> None:
    booking = booked(world)
    reason = {"reason": "The patient’s shift was changed."}
    assert booking.client.post(f"{booking.path}cancel/", reason)["Location"] == booking.path
    row = only()
    assert (row.status, row.cancelled_by) == (CANCELLED, world.desk)
    page = text(booking.get())
    assert "The booking of Tunde Adeyemi is cancelled. The time is free again." in page
    assert "Earlier bookings (1)" in page
    assert "Cancelled by Some front-desk: The patient’s shift was changed." in page
    assert booking.confirm(booking.links()[0]).status_code == 302
