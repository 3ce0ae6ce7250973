"""The desk's day: counts that lead to lists, who comes today, and what stays constant."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from clinic.models import Event
from clinic.models.user import Role
from consultations.actions.sending import reopen
from consultations.models import Booking, Clarification, Hold
from tests.consultations.desk_pages import DeskPages, as_desk, text
from tests.consultations.world import World, key
from tests.people import person, site


@pytest.fixture
def desk(world: World) -> Client:
    return as_desk(world.desk)


def queries(client: Client, path: str, data: dict[str, Any] | None = None) -> int:
    with CaptureQueriesContext(connection) as counted:
        response = client.post(path, data) if data is not None else client.get(path)
    assert response.status_code == 200
    return len(counted)


def test_an_empty_day_says_what_to_do(desk: Client) -> None:
    words = text(desk.get("/desk/"))
    assert "No one is booked today Find a patient to start a form." in words
    assert "To do at the desk" not in words


def test_each_count_leads_to_its_list(world: World, desk: Client) -> None:
    draft = world.draft()
    words = text(desk.get("/desk/"))
    assert "1 form to finish" in words
    assert "ready to book" not in words
    listed = desk.get("/desk/forms/")
    assert "ADEYEMI, Tunde" in text(listed)
    assert f'href="/c/{draft.reference}/health/"' in listed.content.decode()


def test_a_form_to_finish_says_how_far_it_is(world: World, desk: Client) -> None:
    begun = DeskPages(world.desk, world.draft())
    begun.answer("gate_bleeding", "yes")
    begun.answer("takes_any_medicines", "no")
    open_ = text(begun.get("health/"))
    assert (counted := re.search(r"2 of \d+ answered", open_))
    assert f"Draft {counted.group()}" in text(desk.get("/desk/forms/"))
    private = DeskPages(world.desk, world.answered(diabetes=None))
    private.private({"gate_carried_infections": "no", "gate_wellbeing": "no"})
    assert (further := re.search(r"\d+ of \d+ answered", text(private.get("health/"))))
    assert f"Draft {further.group()}" in text(desk.get("/desk/forms/"))


def test_only_drafts_say_how_far_they_are(world: World, desk: Client) -> None:
    approved = world.approved()
    ready = text(desk.get("/desk/ready/"))
    assert "ADEYEMI" in ready
    assert "answered" not in ready
    world.booked(approved, 30)
    reopen(approved, reason="The date was wrong", by=world.desk)
    assert re.search(r"Being corrected \d+ of \d+ answered", text(desk.get("/desk/held-bookings/")))


def test_who_is_ready_to_book_and_who_is_booked(world: World, desk: Client) -> None:
    consultation = world.approved()
    assert "1 person ready to book" in text(desk.get("/desk/"))
    assert "ADEYEMI, Tunde" in text(desk.get("/desk/ready/"))
    world.booked(consultation, 30)
    assert "ready to book" not in text(desk.get("/desk/"))


def test_what_the_desk_has_to_chase_or_ask_is_counted(world: World, desk: Client) -> None:
    consultation = world.examined()
    world.decided(consultation, "on_hold", hold_for="a letter from the GP")
    world.held_until(20)
    Hold.objects.filter(owner=Role.FRONT_DESK).get()
    sent = world.sent()
    assert "1 person to hear from" in text(desk.get("/desk/"))
    Clarification.objects.create(
        consultation=sent,
        own_words="Which dose?",
        due=world.day(3),
        asked_by=world.technician,
        created_key=key(),
    )
    assert "2 people to hear from" in text(desk.get("/desk/"))
    assert "ADEYEMI, Tunde" in text(desk.get("/desk/waiting/"))


def test_a_booking_that_fell_to_hold_is_counted(world: World, desk: Client) -> None:
    consultation = world.approved()
    world.booked(consultation, 30)
    reopen(consultation, reason="The date was wrong", by=world.desk)
    words = text(desk.get("/desk/"))
    assert "1 booking on hold" in words
    assert "1 form to finish" in words
    assert "Being corrected" in text(desk.get("/desk/held-bookings/"))


def test_who_comes_today_with_where_they_stand(world: World, desk: Client) -> None:
    consultation = world.approved(planned=0)
    assert consultation.review
    Booking.objects.create(
        consultation=consultation,
        review=consultation.review,
        technician=world.technician,
        room=world.room,
        day=world.today,
        starts_at=world.at(0, 11),
        ends_at=world.at(0, 14),
        booked_by=world.desk,
        created_key=key(),
    )
    words = text(desk.get("/desk/"))
    assert "11:00 ADEYEMI, Tunde Density Some technician, Room 1 Approved" in words
    assert Event.objects.filter(action="desk.opened").first().detail == {  # type: ignore[union-attr]
        "shown": [consultation.reference]
    }


@pytest.mark.parametrize("kind", ["forms", "waiting", "ready", "holds-ended", "held-bookings"])
def test_an_empty_list_says_so(desk: Client, kind: str) -> None:
    assert "Nothing left here" in text(desk.get(f"/desk/{kind}/"))


def test_a_list_that_is_not_ours_is_not_there(desk: Client) -> None:
    assert desk.get("/desk/everything/").status_code == 404


def test_a_long_list_has_pages(world: World, desk: Client) -> None:
    for _ in range(30):
        world.draft()
    first = desk.get("/desk/forms/")
    assert first.content.decode().count("/health/") == 25
    following = first.context["next_url"]
    assert desk.get(following).content.decode().count("/health/") == 5


def test_no_level_stands_on_any_page_of_the_desk(world: World, desk: Client) -> None:
    consultation = world.sent(oral_retinoid="current")
    pages = ["/desk/", "/desk/forms/", f"/patients/{consultation.patient.reference}/"]
    pages += [f"/c/{consultation.reference}/{page}" for page in ("", "sent/", "plan/", "reopen/")]
    for page in pages:
        body = desk.get(page).content.decode()
        assert 'class="lvl' not in body
        assert "Hold" not in text(desk.get(page))


def test_the_day_is_logged_with_whom_it_showed(desk: Client) -> None:
    desk.get("/desk/")
    assert Event.objects.get(action="desk.opened").detail == {"shown": []}


def test_pages_cost_the_same_however_many_rows_they_show(world: World, desk: Client) -> None:
    pages = ["/desk/", "/desk/forms/"]
    one = world.draft()
    few = [queries(desk, page) for page in pages]
    few.append(queries(desk, "/patients/find/rows/", {"q": "adeyemi"}))
    for number in range(12):
        other = world.patient(first_name=f"Ann{number}", phone="", birth_date=_born(number))
        world.draft(patient=other)
    many = [queries(desk, page) for page in pages]
    many.append(queries(desk, "/patients/find/rows/", {"q": "adeyemi"}))
    assert many == few
    assert max(many) <= 14
    assert one


def _born(number: int) -> date:
    return date(1950 + number, 1 + number % 12, 3)


def test_the_questions_cost_the_same_however_many_are_answered(world: World) -> None:
    desk = DeskPages(world.desk, world.draft())
    page = f"{desk.path}/health/"
    few = queries(desk.client, page)
    world.fill(desk.fresh(), gate_heart="yes", gate_immune="yes", gate_bleeding="yes")
    assert queries(desk.client, page) == few
    assert few <= 10


def test_saving_an_answer_is_light(world: World) -> None:
    desk = DeskPages(world.desk, world.draft())
    desk.answer("has_tattoos", "no")
    with CaptureQueriesContext(connection) as counted:
        assert desk.answer("lesion_changing", "no").status_code == 200
    statements = [q["sql"] for q in counted if "SAVEPOINT" not in q["sql"]]
    assert len(statements) <= 8, "\n".join(statements)


def test_other_sites_find_nothing_here(world: World) -> None:
    reference = world.sent().reference
    far = as_desk(person(Role.FRONT_DESK, "far", site=site("Southside")))
    for page in ("", "health/", "private/", "check/", "sent/", "reopen/", "plan/"):
        assert far.get(f"/c/{reference}/{page}").status_code == 404
    for page in ("answer/", "note/", "send/", "private/", "health/"):
        assert far.post(f"/c/{reference}/{page}", {"version": 1}).status_code == 404


@pytest.mark.parametrize("role", [Role.MANAGER, Role.AUDITOR, Role.ADMIN])
def test_other_roles_find_no_desk(world: World, role: str) -> None:
    client = as_desk(person(role))
    for page in ("/desk/", "/patients/find/", f"/c/{world.sent().reference}/"):
        assert client.get(page).status_code == 404
