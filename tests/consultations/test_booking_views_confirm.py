"""The confirm page and booking: once, in a free time, and never past the gate."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from clinic.models import Event
from consultations.models import Booking, Room
from tests.consultations.booking_pages import (
    BookingPages,
    approved_for,
    in_words,
    links_in,
    text,
)
from tests.consultations.world import World, key
from tests.people import site


def bookable(world: World, **answers: Any) -> BookingPages:
    """Approved, with two times three days ahead and two times five days ahead."""
    consultation = world.approved(**answers)
    world.offer(3, (9, 15))
    world.offer(5, (9, 15))
    return BookingPages(world.desk, consultation)


def at(world: World, days: int, hour: int) -> str:
    return world.at(days, hour).isoformat()


# ── The last look ──────────────────────────────────────────────────────────────


def test_the_confirm_page_says_everything_in_words(world: World) -> None:
    booking = bookable(world)
    page = text(booking.client.get(booking.links()[1]))
    for words in (
        "Book this time for Tunde Adeyemi?",
        "Tunde Adeyemi , born 14 March 1987",
        in_words(world.day(3)),
        "12:00 to 15:00",
        "Some technician",
        "Room 1, Northside, Leeds",
        "There is nothing to prepare.",
        "Book for Tunde Adeyemi",
    ):
        assert words in page


def test_what_to_do_before_is_said_in_the_patients_words(world: World) -> None:
    booking = bookable(world, gate_fits_faints="yes", fainting="with_needles_or_blood")
    assert "Eat before you come." in text(booking.client.get(booking.links()[0]))


def test_what_only_a_private_answer_asks_for_is_not_said(world: World) -> None:
    booking = bookable(world, gate_carried_infections="yes", hepatitis="past_cleared")
    page = text(booking.client.get(booking.links()[0]))
    assert "hygiene" not in page
    assert "There is nothing to prepare." in page


def test_a_confirm_page_without_a_time_leads_back(world: World) -> None:
    booking = bookable(world)
    response = booking.get("confirm/?at=soon")
    assert response.status_code == 302
    assert response["Location"] == booking.path


def test_a_time_that_is_gone_shows_those_near_it(world: World) -> None:
    booking = bookable(world)
    link = booking.links()[0]
    other = approved_for(world, "Kay")
    BookingPages(world.desk, other).confirm(BookingPages(world.desk, other).links()[0])
    response = booking.client.get(link)
    assert response.status_code == 409
    assert "Someone took that time a moment ago." in text(response)
    assert len(links_in(response)) == 3


# ── Booking ────────────────────────────────────────────────────────────────────


def test_the_desk_books_a_time(world: World) -> None:
    booking = bookable(world)
    response = booking.confirm(booking.links()[0])
    assert response.status_code == 302
    assert response["Location"] == booking.path
    page = text(booking.get())
    assert f"Tunde Adeyemi is booked for {in_words(world.day(3))}, 09:00." in page
    assert "Booked" in page
    row = Booking.objects.get()
    assert (row.day, row.booked_by, row.technician) == (
        world.day(3),
        world.desk,
        world.technician,
    )
    assert Event.objects.filter(action="booking.made").count() == 1


def test_a_double_click_books_once(world: World) -> None:
    booking = bookable(world)
    link = booking.links()[0]
    form = booking.form(link)
    for _ in range(2):
        response = booking.client.post(link.partition("?")[0], form)
        assert response.status_code == 302
    assert Booking.objects.count() == 1


def test_a_second_tab_is_told_of_the_booking(world: World) -> None:
    booking = bookable(world)
    first, second = booking.links()[:2]
    forms = [booking.form(first), booking.form(second)]
    path = first.partition("?")[0]
    assert booking.client.post(path, forms[0]).status_code == 302
    response = booking.client.post(path, forms[1])
    assert response.status_code == 409
    assert "A treatment is booked already for" in text(response)
    assert "Move to another time" in text(response)
    assert Booking.objects.count() == 1


def test_the_slower_of_two_gets_the_times_near_it(world: World) -> None:
    booking = bookable(world)
    other = BookingPages(world.desk, approved_for(world, "Kay"))
    link = booking.links()[0]
    form = booking.form(link)
    other.confirm(other.links()[0])
    response = booking.client.post(link.partition("?")[0], form)
    assert response.status_code == 409
    page = text(response)
    assert "Someone took that time a moment ago." in page
    assert f"Free times near {world.day(3).day} {world.day(3):%B}" in page
    assert len(links_in(response)) == 3
    assert Booking.objects.count() == 1


def test_a_hand_made_form_does_not_pass_the_gate(world: World) -> None:
    last_dose = world.day(-60).isoformat()
    booking = bookable(world, oral_retinoid="stopped", oral_retinoid_last_dose=last_dose)
    room = Room.objects.get().pk
    response = booking.post_slot(at(world, 3, 9), world.technician.pk, room)
    assert response.status_code == 409
    assert "Treatment is not accepted on" in text(response)
    assert Booking.objects.count() == 0


def test_a_link_before_the_first_day_is_refused_with_the_reason(world: World) -> None:
    last_dose = world.day(-60).isoformat()
    booking = bookable(world, oral_retinoid="stopped", oral_retinoid_last_dose=last_dose)
    query = f"?at={world.at(3, 9):%Y-%m-%dT%H:%M}&technician={world.technician.pk}&room=1"
    response = booking.get(f"confirm/{query}")
    assert response.status_code == 409
    assert f"Treatment is not accepted on {in_words(world.day(3))}." in text(response)


def test_a_time_that_nobody_offered_is_refused(world: World) -> None:
    booking = bookable(world)
    room = Room.objects.get().pk
    response = booking.post_slot(at(world, 4, 9), world.technician.pk, room)
    assert response.status_code == 409
    assert "This time is not offered." in text(response)


def test_people_and_rooms_of_other_sites_are_none(world: World) -> None:
    booking = bookable(world)
    room = Room.objects.get().pk
    far = Room.objects.create(site=site("Southside"), name="Room 9").pk
    assert booking.post_slot(at(world, 3, 9), world.elsewhere.pk, room).status_code == 404
    assert booking.post_slot(at(world, 3, 9), world.technician.pk, far).status_code == 404


@pytest.mark.parametrize("left_out", ["at", "technician", "room", "key"])
def test_half_a_form_is_a_bad_request(world: World, left_out: str) -> None:
    booking = bookable(world)
    form = booking.form(booking.links()[0])
    del form[left_out]
    assert booking.client.post(f"{booking.path}confirm/", form).status_code == 400


def test_a_key_used_for_another_patient_is_refused(world: World) -> None:
    booking = bookable(world)
    other = BookingPages(world.desk, approved_for(world, "Kay"))
    shared = str(key())
    assert booking.confirm(booking.links()[0], key=shared).status_code == 302
    response = other.confirm(other.links()[0], key=shared)
    assert response.status_code == 409
    assert "saved before with other content" in text(response)
    assert Booking.objects.count() == 1


def test_somebody_of_another_site_books_nothing(world: World, client: Client) -> None:
    from_desk = bookable(world)
    link = from_desk.links()[0]
    form = from_desk.form(link)
    del form["sent"]  # which says whose form it is, and is refused for that alone
    client.force_login(world.elsewhere)
    assert client.post(link.partition("?")[0], form).status_code == 404
    assert Booking.objects.count() == 0
