"""The day list: who comes, what is free; technicians offer and withdraw their times."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from clinic.models import Event
from clinic.models.user import Role
from consultations.models import FreeTime, Room
from tests.consultations.booking_pages import BookingPages, approved_for, in_words, text
from tests.consultations.world import LONDON, World
from tests.people import person, site


def at_desk(world: World) -> Client:
    client = Client()
    client.force_login(world.desk)
    return client


def as_technician(world: World) -> Client:
    client = Client()
    client.force_login(world.technician)
    return client


def path(day: date, more: str = "") -> str:
    return f"/day/{day.isoformat()}/{more}"


# ── The list ───────────────────────────────────────────────────────────────────


def test_the_list_shows_bookings_and_what_is_free(world: World) -> None:
    world.booked(world.approved(), 3)
    page = text(at_desk(world).get(path(world.day(3))))
    for words in (
        in_words(world.day(3)),
        "1 booked.",
        "Some technician",
        "09:00 – 12:00 ADEYEMI, Tunde Density Room 1 Booked",
        "12:00 – 18:00 Free Room 1",
    ):
        assert words in page
    event = Event.objects.get(action="day.opened")
    assert event.detail["day"] == world.day(3).isoformat()
    assert len(event.detail["shown"]) == 1


def test_today_has_its_own_address(world: World) -> None:
    world.offer(0, (0, 23))
    page = text(at_desk(world).get("/day/"))
    assert f"Today, {in_words(world.today)}" in page
    assert "Nobody is booked yet." in page


def test_days_lead_to_each_other(world: World) -> None:
    page = at_desk(world).get(path(world.day(3))).content.decode()
    for link in (path(world.day(2)), path(world.day(4)), '"/day/"'):
        assert link in page


def test_a_day_without_anything_says_so(world: World) -> None:
    assert "No times on this day" in text(at_desk(world).get(path(world.day(3))))


def test_free_times_of_the_past_were_free(world: World) -> None:
    world.offer(-3)
    page = text(as_technician(world).get(path(world.day(-3))))
    assert "Was free" in page
    assert "Withdraw" not in page
    assert "Offer free time" not in page


@pytest.mark.parametrize("day", ["soon", "2026-13-01", "0001-01-01", "9999-12-31"])
def test_what_is_no_day_is_not_found(world: World, day: str) -> None:
    client = at_desk(world)
    assert client.get(f"/day/{day}/").status_code == 404
    client.force_login(world.technician)
    assert client.get(f"/day/{day}/offer/").status_code == 404


def test_another_site_has_its_own_day(world: World) -> None:
    world.booked(world.approved(), 3)
    client = Client()
    client.force_login(world.elsewhere)
    page = text(client.get(path(world.day(3))))
    assert "No times on this day" in page
    assert "ADEYEMI" not in page


@pytest.mark.parametrize("role", [Role.MANAGER, Role.AUDITOR, Role.ADMIN])
def test_others_see_no_day(world: World, role: str) -> None:
    client = Client()
    client.force_login(person(role))
    assert client.get("/day/").status_code == 404


def test_the_list_costs_the_same_however_many_come(
    world: World, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    world.booked(world.approved(), 3)
    client = at_desk(world)
    client.get(path(world.day(3)))
    with django_assert_num_queries(7):
        client.get(path(world.day(3)))
    second = person(Role.TECHNICIAN, "second")
    room = Room.objects.create(site=world.site, name="Room 2")
    world.offer(3, technician=second, room=room)
    for name in ("Kay", "Lee", "Max"):
        _book_first(world, name)
    with django_assert_num_queries(7):
        response = client.get(path(world.day(3)))
    assert "4 booked." in text(response)


def _book_first(world: World, name: str) -> None:
    pages = BookingPages(world.desk, approved_for(world, name))
    assert pages.confirm(pages.links()[0]).status_code == 302


# ── Offering ───────────────────────────────────────────────────────────────────


def offered(world: World, **fields: Any) -> dict[str, Any]:
    day = world.day(4)
    return {
        "technician": world.technician.pk,
        "room": world.room.pk,
        "day_day": day.day,
        "day_month": day.month,
        "day_year": day.year,
        "begins": "9.30",
        "ends": "1300",
        **fields,
    }


def test_a_technician_offers_a_time(world: World) -> None:
    client = as_technician(world)
    assert world.room.name in text(client.get(path(world.day(4), "offer/")))
    response = client.post(path(world.day(4), "offer/"), offered(world))
    assert response["Location"] == path(world.day(4))
    time = FreeTime.objects.get()
    clock = [
        moment.astimezone(LONDON).strftime("%H:%M") for moment in (time.starts_at, time.ends_at)
    ]
    assert clock == ["09:30", "13:00"]
    page = text(client.get(path(world.day(4))))
    assert f"Some technician is free on {in_words(world.day(4))}, 09:30 to 13:00." in page
    assert "09:30 – 13:00 Free Room 1" in page
    assert Event.objects.filter(action="free_time.offered").count() == 1


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"room": ""}, "Room: pick one"),
        ({"room": "999999"}, "Room: pick one of the list"),
        ({"technician": "999999"}, "Technician: pick one of the list"),
        ({"begins": "soon"}, "From: write a time such as 9:30"),
        ({"begins": ""}, "From is missing"),
        ({"ends": "25"}, "Until: write a time such as 9:30"),
        ({"ends": "9"}, "Until must be later than From"),
        ({"day_year": "2020"}, "This day has passed: choose a day from today on"),
    ],
)
def test_what_is_wrong_stands_beside_its_box(
    world: World, fields: dict[str, str], words: str
) -> None:
    response = as_technician(world).post(path(world.day(4), "offer/"), offered(world, **fields))
    assert response.status_code == 422
    assert words in text(response)
    assert FreeTime.objects.count() == 0


def test_a_time_of_today_that_is_over_is_refused(world: World) -> None:
    day = world.today
    fields = {"day_day": day.day, "day_month": day.month, "day_year": day.year}
    response = as_technician(world).post(
        path(day, "offer/"), offered(world, **fields, begins="0:00", ends="0:01")
    )
    assert response.status_code == 422
    assert "This time has passed: choose a later one" in text(response)


def test_the_same_time_is_offered_once(world: World) -> None:
    client = as_technician(world)
    client.post(path(world.day(4), "offer/"), offered(world))
    response = client.post(path(world.day(4), "offer/"), offered(world, begins="12"))
    assert response.status_code == 409
    assert "This time is offered already. Choose another time." in text(response)
    assert FreeTime.objects.count() == 1


def test_rooms_and_people_of_other_sites_are_not_offered(world: World) -> None:
    far = Room.objects.create(site=site("Southside"), name="Room 9")
    page = text(as_technician(world).get(path(world.day(4), "offer/")))
    assert "Room 9" not in page
    fields = {"room": str(far.pk), "technician": str(world.elsewhere.pk)}
    response = as_technician(world).post(path(world.day(4), "offer/"), offered(world, **fields))
    assert response.status_code == 422


def test_the_desk_sees_times_and_offers_none(world: World) -> None:
    world.offer(4)
    client = at_desk(world)
    page = text(client.get(path(world.day(4))))
    assert "Free Room 1" in page
    assert "Withdraw" not in page
    assert "Offer free time" not in page
    assert client.get(path(world.day(4), "offer/")).status_code == 404
    assert client.post(f"/free-time/{FreeTime.objects.get().pk}/withdraw/").status_code == 404


# ── Withdrawing ────────────────────────────────────────────────────────────────


def test_a_technician_withdraws_a_time(world: World) -> None:
    world.offer(4)
    client = as_technician(world)
    withdraw = f"/free-time/{FreeTime.objects.get().pk}/withdraw/"
    assert withdraw in client.get(path(world.day(4))).content.decode()
    assert client.get(withdraw).status_code == 405
    assert client.post(withdraw)["Location"] == path(world.day(4))
    assert FreeTime.objects.count() == 0
    assert "The time is withdrawn." in text(client.get(path(world.day(4))))


def test_a_time_with_a_booking_in_it_stays(world: World) -> None:
    world.booked(world.approved(), 4)
    client = as_technician(world)
    assert "Withdraw" not in text(client.get(path(world.day(4))))
    response = client.post(f"/free-time/{FreeTime.objects.get().pk}/withdraw/")
    assert response.status_code == 409
    assert "A treatment is booked in this time." in text(response)
    assert FreeTime.objects.count() == 1


def test_another_sites_time_is_none(world: World) -> None:
    world.offer(4)
    client = Client()
    client.force_login(world.elsewhere)
    assert client.post(f"/free-time/{FreeTime.objects.get().pk}/withdraw/").status_code == 404
