"""Finding people, adding them once, telling them apart, correcting them."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

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
        *(person(role) for role in (Role.MANAGER, Role.AUDITOR, Role.ADMIN)),
        person(Role.FRONT_DESK, "left", is_active=False),
    ):
        assert Patient.objects.visible_to(who).find("ade", world.today) == []


# ── Adding ─────────────────────────────────────────────────────────────────────


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
    assert names(world, "adeyemo") == ["Tunde Adeyemo"]


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
