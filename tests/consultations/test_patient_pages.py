"""Finding, adding and telling apart people at the desk; starting a consultation for one."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest
from django.test import Client

from clinic.models import Event
from clinic.models.user import Role
from consultations.forms.patients import person_typed
from consultations.models import Patient, PatientPair
from tests.consultations.desk_pages import as_desk, text
from tests.consultations.world import World, key
from tests.people import person, site

TODAY = date(2026, 11, 21)


@pytest.fixture
def desk(world: World) -> Client:
    return as_desk(world.desk)


def typed(**fields: Any) -> dict[str, Any]:
    return {
        "key": str(key()),
        "first_name": "Kay",
        "last_name": "Brown",
        "birth_date_day": "2",
        "birth_date_month": "feb",
        "birth_date_year": "1990",
        "phone": "07700 900 123",
        **fields,
    }


# ── Finding ────────────────────────────────────────────────────────────────────


def test_the_rows_name_the_person_and_end_with_the_way_to_add(world: World, desk: Client) -> None:
    person_ = world.person
    body = desk.post("/patients/find/rows/", {"q": "ade"}).content.decode()
    assert f'data-url="/patients/{person_.reference}/"' in body
    assert "ADEYEMI, Tunde" in body
    assert "phone ends 0471" in body
    last = body.rindex("<li")
    assert "None of these. Add a new patient." in body[last:]
    assert "data-other" in body[last:]


def test_at_most_eight_rows_come(world: World, desk: Client) -> None:
    for number in range(10):
        world.patient(first_name=f"Ann{number}", birth_date=date(1950 + number * 3, 1, 1), phone="")
    body = desk.post("/patients/find/rows/", {"q": "adeyemi"}).content.decode()
    assert body.count('role="option"') == 9


def test_without_script_there_is_a_page_of_results(world: World, desk: Client) -> None:
    assert world.person
    words = text(desk.post("/patients/find/", {"q": "adeyemi"}))
    assert "1 match" in words
    assert "None of these. Add a new patient" in words
    nobody = text(desk.post("/patients/find/", {"q": "adexqz"}))
    assert "No patient matches “adexqz”" in nobody
    assert "Check the spelling, or add a new patient." in nobody
    assert "Type a name" in text(desk.post("/patients/find/", {"q": ""}))
    assert "Find a patient" in text(desk.get("/patients/find/"))


def test_nobody_finds_the_patients_of_another_site(world: World) -> None:
    reference = world.person.reference
    far = as_desk(person(Role.FRONT_DESK, "far", site=site("Southside")))
    assert "ADEYEMI" not in far.post("/patients/find/rows/", {"q": "adeyemi"}).content.decode()
    for page in ("", "start/", "correct/"):
        assert far.get(f"/patients/{reference}/{page}").status_code == 404


def test_a_search_is_logged_by_who_was_shown_and_never_by_what_was_typed(
    world: World, desk: Client
) -> None:
    reference = world.person.reference
    desk.post("/patients/find/rows/", {"q": "adeyemi"})
    event = Event.objects.get(action="patients.found")
    assert event.detail == {"shown": [reference]}


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("tunde adeyemi", {"first_name": "Tunde", "last_name": "Adeyemi"}),
        ("Adeyemi, Tunde", {"first_name": "Tunde", "last_name": "Adeyemi"}),
        ("ade", {"first_name": "", "last_name": "Ade"}),
        ("McKay", {"first_name": "", "last_name": "McKay"}),
        ("14/3/87", {"birth_date": date(1987, 3, 14)}),
        ("07700 900471", {"phone": "07700900471"}),
        ("0471", {}),
        ("", {}),
    ],
)
def test_what_was_typed_is_carried_over(words: str, found: dict[str, Any]) -> None:
    assert person_typed(words, TODAY) == found


# ── Adding ─────────────────────────────────────────────────────────────────────


def test_the_form_begins_with_what_was_searched_for(desk: Client) -> None:
    body = desk.post("/patients/add/", {"q": "kay brown"}).content.decode()
    assert 'value="Kay"' in body
    assert 'value="Brown"' in body
    assert "Check" not in text(desk.get("/patients/add/"))


def test_a_person_is_added_once_however_often_it_is_sent(world: World, desk: Client) -> None:
    form = typed()
    first, second = (desk.post("/patients/add/", form) for _ in range(2))
    added = Patient.objects.get()
    assert first["Location"] == second["Location"] == f"/patients/{added.reference}/"
    assert added.birth_date == date(1990, 2, 2)
    assert added.site == world.site


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"birth_date_month": ""}, "Date of birth needs a month"),
        ({"birth_date_day": "31"}, "31 feb 1990 is not a date"),
        ({"birth_date_year": "2090"}, "Date of birth must be in the past"),
        ({"first_name": ""}, "First name is missing"),
        ({"phone": "ask"}, "Mobile phone: write numbers only"),
        ({"phone": "12345"}, "Mobile phone: check how many numbers it has"),
        ({"email": "kay"}, "Email needs a form such as name@example.org"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(
    desk: Client, fields: dict[str, str], says: str
) -> None:
    response = desk.post("/patients/add/", typed(**fields))
    assert response.status_code == 422
    assert says in text(response)
    assert 'value="Brown"' in response.content.decode()
    assert "<title>Error: Add a patient" in response.content.decode()


def test_a_refusal_stands_above_the_form(desk: Client) -> None:
    response = desk.post("/patients/add/", typed(birth_date_year="1901"))
    assert response.status_code == 409
    assert "The date of birth is over 120 years ago." in text(response)


# ── Is this the same person? ───────────────────────────────────────────────────


def alike() -> dict[str, Any]:
    return typed(
        first_name="Tunde",
        last_name="Adeyemi",
        birth_date_day="14",
        birth_date_month="3",
        birth_date_year="1987",
        phone="07700 900 471",
        email="",
    )


def test_somebody_alike_is_compared_first(world: World, desk: Client) -> None:
    known = world.patient(first_name="Babatunde", email="b@example.org")
    response = desk.post("/patients/add/", alike())
    words = text(response)
    assert "Is this the same person?" in words
    assert "Tunde Adeyemi ADEYEMI, Babatunde" in words
    assert "b@example.org" in words
    assert f'href="/patients/{known.reference}/"' in response.content.decode()
    assert " checked" not in response.content.decode()
    assert Patient.objects.count() == 1
    assert Event.objects.get(action="patients.compared").detail == {"shown": [known.reference]}


def test_different_people_are_noted_and_never_asked_about_again(world: World, desk: Client) -> None:
    known = world.patient(first_name="Babatunde")
    before = (known.first_name, known.phone)
    page = desk.post("/patients/add/", alike()).content.decode()
    form = page[page.index('action="/patients/add/"') :]
    boxes = dict(re.findall(r'name="(\w+)" value="([^"]*)"', form))
    assert boxes["told_apart_from"] == known.reference
    response = desk.post("/patients/add/", boxes)
    assert response.status_code == 302
    assert Patient.objects.count() == 2
    assert PatientPair.objects.count() == 1
    known.refresh_from_db()
    assert (known.first_name, known.phone) == before


# ── One patient ────────────────────────────────────────────────────────────────


def test_the_patients_page_shows_who_it_is_and_the_form_under_way(
    world: World, desk: Client
) -> None:
    draft = world.draft()
    words = text(desk.get(f"/patients/{draft.patient.reference}/"))
    assert "A form is not finished" in words
    assert "Start another consultation" in words
    assert "Consultations Density planned for" in words


def test_the_record_is_corrected(world: World, desk: Client) -> None:
    page = f"/patients/{world.person.reference}/correct/"
    assert 'value="Adeyemi"' in desk.get(page).content.decode()
    assert desk.post(page, typed(last_name="")).status_code == 422
    assert desk.post(page, typed(birth_date_year="1901")).status_code == 409
    assert desk.post(page, typed(last_name="Adeyemi")).status_code == 302
    world.person.refresh_from_db()
    assert (world.person.first_name, world.person.phone) == ("Kay", "07700 900 123")
