"""Starting a consultation: which treatment, when, and whether the person is old enough then."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.test import Client

from consultations.models import Consultation, Patient
from tests.consultations.desk_pages import as_desk, plan, text
from tests.consultations.world import World


@pytest.fixture
def desk(world: World) -> Client:
    return as_desk(world.desk)


def test_starting_twice_is_one_consultation(world: World, desk: Client) -> None:
    assert world.edition
    form, page = plan(world.day(30)), f"/patients/{world.person.reference}/start/"
    first, second = desk.post(page, form), desk.post(page, form)
    started = Consultation.objects.get()
    assert first["Location"] == second["Location"] == f"/c/{started.reference}/health/"
    assert started.planned_date == world.day(30)


def test_the_page_suggests_a_day_and_no_treatment(world: World, desk: Client) -> None:
    body = desk.get(f"/patients/{world.person.reference}/start/").content.decode()
    assert " checked" not in body
    assert f'value="{world.day(28).day}"' in body


@pytest.mark.parametrize(
    ("days", "fields", "says"),
    [
        (-1, {}, "Planned day has passed: choose a day from today on"),
        (400, {}, "Planned day is over a year away: choose a day within a year"),
        (30, {"treatment": ""}, "Treatment: pick one"),
        (30, {"planned_date_month": "13"}, "Planned day needs the month as a number or a name"),
    ],
)
def test_a_plan_that_cannot_be_says_why(
    world: World, desk: Client, days: int, fields: dict[str, str], says: str
) -> None:
    page = f"/patients/{world.person.reference}/start/"
    response = desk.post(page, plan(world.day(days), **fields))
    assert response.status_code == 422
    assert says in text(response)


@pytest.fixture
def nearly_18(world: World) -> Patient:
    """Eighteen in thirty days."""
    birthday = world.day(30)
    years = {"year": birthday.year - 18, "day": min(birthday.day, 28)}
    return world.patient(birth_date=birthday.replace(**years))


def _eighteenth(patient: Patient) -> date:
    return patient.birth_date.replace(year=patient.birth_date.year + 18)


def test_somebody_too_young_on_the_planned_day_gets_a_page_of_its_own(
    world: World, desk: Client, nearly_18: Patient
) -> None:
    assert world.edition
    page = f"/patients/{nearly_18.reference}/start/"
    response = desk.post(page, plan(_eighteenth(nearly_18) - timedelta(days=1)))
    assert response.status_code == 200
    words = text(response)
    assert "Tunde will be 17 on" in words
    assert "We treat people aged 18 or over." in words
    assert "Choose a later day" in words
    assert Consultation.objects.count() == 0


def test_age_is_judged_on_the_planned_day(world: World, desk: Client, nearly_18: Patient) -> None:
    assert world.edition
    response = desk.post(f"/patients/{nearly_18.reference}/start/", plan(_eighteenth(nearly_18)))
    assert response.status_code == 302


def test_somebody_far_too_young_is_asked_to_call_again(world: World, desk: Client) -> None:
    assert world.edition
    child = world.patient(birth_date=world.today - timedelta(days=365 * 12))
    words = text(desk.post(f"/patients/{child.reference}/start/", plan(world.today)))
    assert "Tunde is" in words
    assert "Call us again nearer that day." in words
