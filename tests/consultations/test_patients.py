"""Finding people by whatever was typed."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from clinic.models.user import Role
from consultations.models import Patient
from tests.consultations.world import World
from tests.people import person


def names(world: World, typed: str) -> list[str]:
    found = Patient.objects.visible_to(world.desk).find(typed, world.today)
    return [match.full_name for match in found]


@pytest.fixture
def people(world: World) -> dict[str, Patient]:
    rows = {
        "tunde": ("Tunde", "Adéyemi", date(1987, 3, 14), "+44 7700 900471"),
        "kay": ("Kay", "Brown", date(1990, 2, 2), "07700 900222"),
        "siobhan": ("Siobhán", "O’Brien", date(1979, 7, 7), "0113 496 0000"),
        "lukasz": ("Łukasz", "Smith-Jones", date(1979, 7, 8), ""),
        "smyth": ("Will", "Smyth", date(1991, 1, 1), ""),
    }
    return {
        name: world.patient(first_name=first, last_name=last, birth_date=born, phone=phone)
        for name, (first, last, born, phone) in rows.items()
    }


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("ade", ["Tunde Adéyemi"]),
        ("ADEY", ["Tunde Adéyemi"]),
        ("tu", ["Tunde Adéyemi"]),
        ("adeyemi tunde", ["Tunde Adéyemi"]),
        ("tun ade", ["Tunde Adéyemi"]),
        ("adeyemy", ["Tunde Adéyemi"]),
        ("smith", ["Łukasz Smith-Jones", "Will Smyth"]),
        ("smyth", ["Will Smyth", "Łukasz Smith-Jones"]),
        ("lukasz", ["Łukasz Smith-Jones"]),
        ("jones", ["Łukasz Smith-Jones"]),
        ("siobhan", ["Siobhán O’Brien"]),
        ("obrien", ["Siobhán O’Brien"]),
        ("o'brien", ["Siobhán O’Brien"]),
        ("14031987", ["Tunde Adéyemi"]),
        ("14/3/87", ["Tunde Adéyemi"]),
        ("471", ["Tunde Adéyemi"]),
        ("07700 900471", ["Tunde Adéyemi"]),
        ("+447700900471", ["Tunde Adéyemi"]),
        ("900471", ["Tunde Adéyemi"]),
        ("adeyemi 14/3/87", ["Tunde Adéyemi"]),
        ("adeyemi 2/2/90", []),
        ("brown 0222", ["Kay Brown"]),
        ("brown 471", []),
        ("zz", []),
        ("a", []),
    ],
)
def test_finding_somebody(
    world: World, people: dict[str, Patient], typed: str, found: list[str]
) -> None:
    assert names(world, typed) == found


def test_finding_by_reference_of_patient_or_consultation(
    world: World, people: dict[str, Patient]
) -> None:
    consultation = world.draft(patient=people["kay"])
    assert names(world, people["tunde"].reference) == ["Tunde Adéyemi"]
    assert names(world, people["tunde"].reference[2:].lower()) == ["Tunde Adéyemi"]
    assert names(world, consultation.reference) == ["Kay Brown"]


def test_a_name_that_could_be_a_reference_is_still_a_name(world: World) -> None:
    world.patient(first_name="Thomas", last_name="Hopper")
    assert names(world, "thomas") == ["Thomas Hopper"]


def test_eight_at_most_the_most_alike_first(world: World) -> None:
    for number in range(10):
        world.patient(
            first_name=f"Ann{'abcdefghij'[number]}",
            last_name="Leeds",
            birth_date=date(1980, 1, 1) + timedelta(days=number),
            phone="",
        )
    world.patient(first_name="Ann", last_name="Lee", birth_date=date(1970, 1, 1), phone="")
    found = names(world, "ann lee")
    assert len(found) == 8
    assert found[0] == "Ann Lee"


def test_a_row_tells_what_the_desk_needs_and_no_more(
    world: World, people: dict[str, Patient]
) -> None:
    world.draft(patient=people["tunde"])
    (match,) = Patient.objects.visible_to(world.desk).find("tunde", world.today)
    assert match.list_name == "ADÉYEMI, Tunde"
    assert match.phone_end == "0471"
    assert match.last_seen == world.today
    assert match.age_on(date(2026, 3, 13)) == 38
    assert match.age_on(date(2026, 3, 14)) == 39
    assert not match.similar


@pytest.mark.parametrize(
    ("other", "similar"),
    [
        ({"first_name": "Tina", "last_name": "ADEYEMI"}, True),
        ({"first_name": "Kim", "birth_date": date(1987, 3, 14)}, True),
        ({"first_name": "Kim", "last_name": "Adeyemi"}, False),
    ],
)
def test_another_patient_has_a_similar_name(
    world: World, other: dict[str, Any], similar: bool
) -> None:
    tunde = world.patient()
    world.patient(
        **{"last_name": "Diaz", "birth_date": date(1999, 9, 9), "phone": "", **other},
        told_apart_from=[tunde.reference],
    )
    people = Patient.objects.visible_to(world.desk).with_similar()
    assert vars(people.get(pk=tunde.pk))["similar"] is similar


def test_it_takes_one_statement(world: World, people: dict[str, Patient]) -> None:
    for typed in ("smith", "14/3/87", "471"):
        with CaptureQueriesContext(connection) as asked:
            names(world, typed)
        assert len(asked) == 1


def test_other_sites_and_roles_find_nobody(world: World, people: dict[str, Patient]) -> None:
    for who in (
        world.elsewhere,
        person(Role.AUDITOR, "elsewhere", site=world.elsewhere.site),
        *(person(role) for role in (Role.MANAGER, Role.ADMIN)),
        person(Role.FRONT_DESK, "left", is_active=False),
    ):
        assert Patient.objects.visible_to(who).find("ade", world.today) == []
