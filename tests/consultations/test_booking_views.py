"""The gate page: what is open, from when, why not, and the free times to pick from."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from clinic.models import Event
from clinic.models.user import Role
from consultations.actions.sending import reopen
from consultations.models import Consultation
from tests.consultations.booking_pages import BookingPages, in_words, links_in, text
from tests.consultations.world import World
from tests.people import person

LEVEL_TAG = 'class="lvl'
PULLS_HAIR: dict[str, Any] = {"gate_wellbeing": "yes", "hair_pulling": "yes"}


def pages(world: World, consultation: Consultation) -> BookingPages:
    return BookingPages(world.desk, consultation)


def isotretinoin(world: World, ended: int = 158) -> Consultation:
    last_dose = world.day(-ended).isoformat()
    return world.approved(planned=10, oral_retinoid="stopped", oral_retinoid_last_dose=last_dose)


# ── Who may open it ────────────────────────────────────────────────────────────


@pytest.mark.parametrize("role", [Role.FRONT_DESK, Role.TECHNICIAN, Role.CLINIC_LEAD])
def test_those_who_care_for_patients_book(world: World, role: str) -> None:
    consultation = world.approved()
    response = BookingPages(person(role, "somebody"), consultation).get()
    assert response.status_code == 200
    event = Event.objects.filter(action="booking.opened").get()
    assert event.subject_id == consultation.reference


@pytest.mark.parametrize("page", ["", "move/", "confirm/", "move/confirm/", "again/", "cancel/"])
def test_another_sites_consultation_looks_like_none(world: World, page: str) -> None:
    consultation = world.approved()
    far = BookingPages(world.elsewhere, consultation)
    answer = far.get(page) if page != "again/" else far.client.post(f"{far.path}again/")
    assert answer.status_code == 404


def test_managers_find_nothing(world: World) -> None:
    consultation = world.approved()
    assert BookingPages(person(Role.MANAGER), consultation).get().status_code == 404


def test_strangers_are_sent_to_sign_in(world: World) -> None:
    assert Client().get(f"/book/{world.approved().reference}/").status_code == 302


# ── What is open ───────────────────────────────────────────────────────────────


def test_an_approved_consultation_says_its_first_and_last_day(world: World) -> None:
    consultation = world.approved()
    page = text(pages(world, consultation).get())
    assert f"Earliest treatment: {in_words(world.today)}" in page
    assert f"Last possible day: {in_words(world.day(90))}" in page


def test_the_latest_wait_sets_the_date_and_says_so(world: World) -> None:
    consultation = isotretinoin(world)
    earliest = consultation.summary.earliest_date if consultation.summary else None
    assert earliest
    page = text(pages(world, consultation).get())
    assert f"Earliest treatment: {in_words(earliest)}" in page
    assert "Isotretinoin or acitretin tablets Latest from" in page


@pytest.mark.parametrize(
    ("state", "words", "leads_to"),
    [
        ("draft", "The answers are not sent yet.", "/health/"),
        ("sent", "No decision is made yet.", ""),
        ("held_until", "On hold until:", ""),
    ],
)
def test_nothing_is_booked_before_an_approval(
    world: World, state: str, words: str, leads_to: str
) -> None:
    made = world.held_until(9) if state == "held_until" else getattr(world, state)()
    response = pages(world, made).get()
    assert words in text(response)
    assert "Treatment cannot be booked yet" in text(response)
    assert leads_to in response.content.decode()
    assert links_in(response) == []


def test_a_lapsed_review_says_what_to_do(world: World) -> None:
    consultation = world.approved()
    reopen(consultation, reason="The patient called.", by=world.desk)
    assert "The answers are not sent yet." in text(pages(world, consultation).get())


def test_an_open_step_is_named_and_closes_booking(world: World) -> None:
    consultation = world.examined(aftercare_conflict="yes")
    world.decided(consultation, "approved_with_conditions")
    response = pages(world, consultation).get()
    assert "Plan the aftercare around sun, water, sport and work Still open" in text(response)
    assert links_in(response) == []


def test_a_private_step_is_not_named(world: World) -> None:
    consultation = world.examined(**PULLS_HAIR)
    world.decided(consultation, "approved_with_conditions")
    page = text(pages(world, consultation).get())
    assert "Something to settle with the technician Still open" in page
    assert "support" not in page


def test_the_desk_sees_no_level(world: World) -> None:
    world.offer(30)
    consultation = isotretinoin(world)
    assert LEVEL_TAG not in pages(world, consultation).get().content.decode()


def test_a_technician_finds_the_way_to_the_review(world: World) -> None:
    consultation = world.sent()
    review = f"/review/{consultation.reference}/"
    asked = BookingPages(world.technician, consultation).get().content.decode()
    assert review in asked
    assert review not in pages(world, consultation).get().content.decode()


# ── Picking a day ──────────────────────────────────────────────────────────────


def test_free_times_are_grouped_by_day(world: World) -> None:
    world.offer(3, (9, 15))
    world.offer(5, (9, 12))
    consultation = world.approved()
    response = pages(world, consultation).get()
    page = text(response)
    assert len(links_in(response)) == 3
    assert (
        page.index(in_words(world.day(3)))
        < page.index("12:00")
        < page.index(in_words(world.day(5)))
    )
    assert f"No free times on {in_words(world.today)}. Next is" in page
    assert f"Next is {in_words(world.day(3))}, 09:00." in page


def test_later_days_are_one_link_away(world: World) -> None:
    for day in range(2, 10):
        world.offer(day, (9, 12))
    booking = pages(world, world.approved())
    first = booking.get()
    assert len(links_in(first)) == 5
    assert f'href="?from={world.day(7)}#times"' in first.content.decode()
    later = booking.get(f"?from={world.day(7)}")
    assert len(links_in(later)) == 3
    assert "First days" in text(later)
    assert "Later days" not in text(later)


def test_no_free_time_at_all_says_so(world: World) -> None:
    page = text(pages(world, world.approved()).get())
    assert f"No free times from {in_words(world.today)} to {in_words(world.day(90))}" in page
    assert "A technician can offer more times" in page


def test_a_typed_day_leads_to_its_times(world: World) -> None:
    for day in (3, 8):
        world.offer(day, (9, 12))
    booking = pages(world, world.approved())
    response = booking.type_day(world.day(6))
    assert response.status_code == 302
    assert response["Location"].endswith(f"?from={world.day(6)}#times")
    page = text(booking.client.get(response["Location"]))
    assert f"No free times on {in_words(world.day(6))}. Next is {in_words(world.day(8))}" in page
    assert in_words(world.day(3)) not in page


def test_a_day_before_the_first_is_refused_with_the_times_near_it(world: World) -> None:
    consultation = isotretinoin(world)
    assert consultation.summary
    earliest = consultation.summary.earliest_date
    assert earliest
    for days in (0, 1, 4):
        world.offer((earliest - world.today).days + days, (9, 12))
    response = pages(world, consultation).type_day(world.day(2))
    assert response.status_code == 422
    page = text(response)
    assert f"Treatment is not accepted on {in_words(world.day(2))}." in page
    assert f"Choose {in_words(earliest)} or another day that is offered." in page
    assert len(links_in(response)) == 3
    assert "<title>Error: " in response.content.decode()


@pytest.mark.parametrize(
    ("days", "words"),
    [(-1, "This day has passed."), (91, "The decision may be used until")],
)
def test_a_day_outside_the_decision_is_refused(world: World, days: int, words: str) -> None:
    response = pages(world, world.approved()).type_day(world.day(days))
    assert response.status_code == 422
    assert words in text(response)


def test_a_day_that_is_none_is_told_by_its_box(world: World) -> None:
    booking = pages(world, world.approved())
    fields = {"day_day": "31", "day_month": "smarch", "day_year": "2026"}
    response = booking.client.post(booking.path, fields)
    assert response.status_code == 422
    assert "month as a number or a name" in text(response)
    assert 'value="smarch"' in response.content.decode()


def test_an_address_with_no_real_day_begins_at_the_beginning(world: World) -> None:
    world.offer(3, (9, 12))
    assert len(pages(world, world.approved()).links("?from=soon")) == 1


def test_the_times_near_a_day_come_from_both_sides(world: World) -> None:
    for day in (2, 20, 22, 40):
        world.offer(day, (9, 12))
    consultation = world.approved(gate_coming_up="yes", planned_mri="yes", mri_date=_in(world, 21))
    response = pages(world, consultation).type_day(world.day(15))
    assert response.status_code == 422
    days = [in_words(world.day(day)) in text(response) for day in (2, 22, 40)]
    assert days == [True, True, True]


def _in(world: World, days: int) -> str:
    return (world.today + timedelta(days=days)).isoformat()


def test_the_page_costs_the_same_however_many_times_are_free(
    world: World, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    consultation = isotretinoin(world)
    booking = pages(world, consultation)
    for day in range(30, 34):
        world.offer(day)
    assert len(booking.links()) == 12
    with django_assert_num_queries(16):
        booking.get()
    for day in range(34, 60):
        world.offer(day)
    assert len(booking.links()) == 15
    with django_assert_num_queries(16):
        booking.get()
