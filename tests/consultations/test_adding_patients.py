"""Adding people once, telling them apart, correcting them."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from clinic.errors import NotAllowed
from clinic.models import Event
from clinic.models.user import Role
from consultations.actions.patients import add_patient, correct_patient, tell_apart
from consultations.errors import Alike, KeyReused
from consultations.models import AnswerChange, Patient, PatientPair
from tests.consultations.world import World, key
from tests.people import person, site

TUNDE: dict[str, Any] = {
    "first_name": "Tunde",
    "last_name": "Adeyemi",
    "birth_date": date(1987, 3, 14),
    "phone": "07700 900 471",
    "email": "Tunde@Example.org",
}


def test_adding_somebody(world: World) -> None:
    patient = add_patient(world.desk, key=key(), **TUNDE)
    assert (patient.full_name, patient.list_name) == ("Tunde Adeyemi", "ADEYEMI, Tunde")
    assert patient.email == "tunde@example.org"
    assert patient.site == world.site
    assert patient.reference.startswith("P-")
    event = Event.objects.get(action="patient.added")
    assert (event.subject_id, event.actor) == (patient.reference, world.desk)


def test_the_same_form_twice_is_one_person(world: World) -> None:
    form = key()
    first = add_patient(world.desk, key=form, **TUNDE)
    assert add_patient(world.desk, key=form, **TUNDE) == first
    with pytest.raises(KeyReused):
        add_patient(world.desk, key=form, **{**TUNDE, "first_name": "Tina"})
    assert Patient.objects.count() == 1


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ({}, ("birth_date", "phone", "email")),
        ({"first_name": "Babatunde", "phone": "", "email": ""}, ("birth_date",)),
        ({"first_name": "Adeyemi Tunde", "phone": "", "email": ""}, ("birth_date",)),
        (
            {"first_name": "Kay", "last_name": "Brown", "birth_date": date(1990, 1, 1),
             "phone": "+44 7700 900471", "email": ""},
            ("phone",),
        ),
        (
            {"first_name": "Kay", "last_name": "Brown", "birth_date": date(1990, 1, 1),
             "phone": "", "email": "TUNDE@example.org "},
            ("email",),
        ),
    ],
)  # fmt: skip
def test_somebody_like_this_is_on_file(
    world: World, typed: dict[str, Any], why: tuple[str, ...]
) -> None:
    tunde = add_patient(world.desk, key=key(), **TUNDE)
    with pytest.raises(Alike) as refused:
        add_patient(world.desk, key=key(), **{**TUNDE, **typed})
    (candidate,) = refused.value.candidates
    assert candidate.match.reference == tunde.reference
    assert candidate.why == why


@pytest.mark.parametrize(
    "typed",
    [
        {"first_name": "Kim", "last_name": "Wu", "phone": "", "email": ""},
        {"birth_date": date(1987, 3, 15), "phone": "", "email": ""},
        {"birth_date": date(1987, 3, 15), "phone": "-", "email": " "},
    ],
)
def test_somebody_else_is_no_duplicate(world: World, typed: dict[str, Any]) -> None:
    add_patient(world.desk, key=key(), **TUNDE)
    assert add_patient(world.desk, key=key(), **{**TUNDE, **typed}).pk


def test_told_apart_the_pair_is_written_down(world: World) -> None:
    tunde = add_patient(world.desk, key=key(), **TUNDE)
    twin = add_patient(
        world.desk,
        key=key(),
        **{**TUNDE, "first_name": "Taiwo"},
        told_apart_from=[tunde.reference],
    )
    pair = PatientPair.objects.get()
    assert (pair.first, pair.second, pair.told_apart_by) == (tunde, twin, world.desk)


def test_telling_apart_afterwards(world: World) -> None:
    tunde = world.patient()
    kay = world.patient(first_name="Kay", birth_date=date(1990, 1, 1), phone="")
    tell_apart(kay, other=tunde, by=world.desk)
    tell_apart(tunde, other=kay, by=world.desk)
    assert PatientPair.objects.count() == 1
    assert Event.objects.filter(action="patient.told_apart").count() == 1
    with pytest.raises(NotAllowed, match="one and the same"):
        tell_apart(kay, other=kay, by=world.desk)
    with pytest.raises(NotAllowed, match="another site"):
        tell_apart(kay, other=tunde, by=world.elsewhere)


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("first_name", "  ", "first name"),
        ("last_name", "", "last name"),
        ("last_name", "x" * 81, "at most 80"),
        ("birth_date", date(2999, 1, 1), "future"),
        ("birth_date", date(1850, 1, 1), "120 years"),
    ],
)
def test_what_cannot_be_a_person(world: World, field: str, value: Any, sentence: str) -> None:
    with pytest.raises(NotAllowed, match=sentence):
        add_patient(world.desk, key=key(), **{**TUNDE, field: value})
    with pytest.raises(NotAllowed, match=sentence):
        correct_patient(world.patient(), by=world.desk, **{field: value})


@pytest.mark.parametrize("role", [Role.MANAGER, Role.AUDITOR, Role.ADMIN])
def test_others_add_nobody(world: World, role: Role) -> None:
    with pytest.raises(NotAllowed, match="another role"):
        add_patient(person(role), key=key(), **TUNDE)


# ── Correcting ─────────────────────────────────────────────────────────────────


def test_correcting_a_name(world: World) -> None:
    patient = correct_patient(world.patient(), by=world.desk, last_name="Adeyemo", phone="")
    assert (patient.last_name, patient.phone, patient.first_name) == ("Adeyemo", "", "Tunde")
    event = Event.objects.get(action="patient.corrected")
    assert event.detail == {"fields": ["last_name", "phone"]}
    (found,) = Patient.objects.visible_to(world.desk).find("adeyemo", world.today)
    assert found.id == patient.pk


def test_correcting_nothing_writes_nothing(world: World) -> None:
    patient = world.patient()
    correct_patient(patient, by=world.desk, last_name="Adeyemi ")
    assert not Event.objects.filter(action="patient.corrected").exists()


def test_a_new_birth_date_is_written_into_drafts(world: World) -> None:
    draft = world.draft()
    sent = world.sent()
    correct_patient(world.person, by=world.desk, birth_date=date(1988, 3, 14))
    assert world.fresh(draft).answers["date_of_birth"] == "1988-03-14"
    change = AnswerChange.objects.filter(consultation=draft).latest("pk")
    assert (change.question, change.value, change.version) == ("date_of_birth", "1988-03-14", 2)
    assert world.fresh(sent).answers["date_of_birth"] == "1987-03-14"


def test_another_site_corrects_nobody(world: World) -> None:
    with pytest.raises(NotAllowed):
        correct_patient(world.patient(), by=world.elsewhere, phone="1")


# ── The table itself ───────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("born", "day", "age"),
    [
        (date(2008, 2, 29), date(2026, 2, 28), 17),
        (date(2008, 2, 29), date(2026, 3, 1), 18),
        (date(2008, 2, 29), date(2028, 2, 29), 20),
        (date(2008, 11, 21), date(2026, 11, 21), 18),
    ],
)
def test_age_in_whole_years(world: World, born: date, day: date, age: int) -> None:
    assert Patient(birth_date=born).age_on(day) == age


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE consultations_patient SET reference = 'P-000000'",
        "UPDATE consultations_patient SET site_id = site_id + 1",
        "UPDATE consultations_patient SET first_name = ''",
    ],
)
def test_what_the_table_refuses(world: World, statement: str) -> None:
    world.patient()
    with (
        pytest.raises(IntegrityError),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)


def test_a_pair_is_kept_once_in_order(world: World) -> None:
    tunde = world.patient()
    with pytest.raises(IntegrityError), transaction.atomic():
        PatientPair.objects.create(first=tunde, second=tunde, told_apart_by=world.desk)


def test_they_say_who_they_are(world: World) -> None:
    tunde = world.patient()
    assert str(tunde) == "Tunde Adeyemi"
    assert str(PatientPair(first=tunde, second=tunde)) == f"{tunde.pk} and {tunde.pk}"
    assert site("Southside") != tunde.site
