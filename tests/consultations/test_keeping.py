"""Who may not be erased, until when, and who decides; holds on a record."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from clinic.models import Event
from consultations.actions.booking import cancel
from consultations.actions.legal_holds import set_hold
from consultations.keeping import kept_until, whose_period_is_over
from consultations.models import Erasure, LegalHold, Patient
from tests.consultations.rights_cases import aged, owner
from tests.consultations.world import World
from tests.people import person

pytestmark = pytest.mark.django_db
WHY = "Asked for in a letter."


@pytest.fixture
def world() -> World:
    return World()


def command(name: str, patient: Patient, *options: str, by: str = "clinic-lead") -> str:
    out = StringIO()
    given = ("--by", by, "--because", WHY) if "--because" not in options else ("--by", by)
    with owner():
        call_command(name, patient.reference, *given, *options, stdout=out, stderr=out)
    return out.getvalue()


# ── Refusals, each with its reason ─────────────────────────────────────────────


def with_a_booking(world: World) -> None:
    world.booked(world.approved(), 30)
    aged(world.person, 9)


def with_a_draft(world: World) -> None:
    world.draft()


def with_what_was_sent_today(world: World) -> None:
    world.sent()


def on_hold(world: World) -> None:
    aged(world.person, 9)
    with owner():
        set_hold(world.person, reason="A claim is open.", by=world.lead)


def too_early(world: World) -> None:
    world.examined()
    aged(world.person, 7.9)


REFUSED: dict[str, tuple[Callable[[World], None], tuple[str, ...], str]] = {
    "a booking ahead": (with_a_booking, (), "has a booking on .* Cancel it first"),
    "a draft of today": (with_a_draft, (), "was worked on in the last 24 hours"),
    "sent today": (with_what_was_sent_today, (), "was worked on in the last 24 hours"),
    "a hold": (
        on_hold,
        ("--before-its-time",),
        "On legal hold since .*, set by Some clinic-lead: A claim is open",
    ),
    "too early": (too_early, (), "must be kept until .* --before-its-time"),
    "named": (too_early, ("--because", "Tunde wants it"), "without the patient's name"),
    "no reason": (too_early, ("--because", " "), "Write why the patient is erased"),
}


@pytest.mark.parametrize(("make", "options", "sentence"), REFUSED.values(), ids=REFUSED.keys())
def test_what_forbids_it(
    world: World, make: Callable[[World], None], options: tuple[str, ...], sentence: str
) -> None:
    assert world.lead
    make(world)
    with pytest.raises(CommandError, match=sentence):
        command("erase_patient", world.person, *options)
    assert Patient.objects.filter(pk=world.person.pk).exists()
    assert not Erasure.objects.exists()


@pytest.mark.parametrize("role", ["front_desk", "technician", "manager", "auditor"])
def test_only_who_is_responsible_decides(world: World, role: str) -> None:
    person(role, "somebody")
    with pytest.raises(CommandError, match="somebody may not decide this"):
        command("erase_patient", aged(world.person, 9), by="somebody")


def test_an_administrator_may(world: World) -> None:
    person("admin")
    assert "is erased" in command("erase_patient", aged(world.person, 9), by="admin")


def test_the_web_role_cannot(world: World) -> None:
    patient = aged(world.person, 9)
    assert world.lead
    for name in ("erase_patient", "legal_hold"):
        with pytest.raises(CommandError, match="Only the owner of the tables can"):
            call_command(name, patient.reference, "--by", "clinic-lead", "--because", WHY)
    assert Patient.objects.filter(pk=patient.pk).exists()


def test_in_production_nobody_is_erased_without_the_list(world: World, settings: Any) -> None:
    patient = aged(world.person, 9)
    settings.PRODUCTION = True
    assert world.lead
    with pytest.raises(CommandError, match="Set ERASURE_LIST"):
        command("erase_patient", patient)


def test_a_list_that_cannot_be_written_stops_it(
    world: World, settings: Any, tmp_path: Path
) -> None:
    settings.ERASURE_LIST = str(tmp_path / "none" / "erased.jsonl")
    assert world.lead
    with pytest.raises(CommandError, match="list of erasures cannot be written"):
        command("erase_patient", aged(world.person, 9))
    assert Patient.objects.filter(pk=world.person.pk).exists()


def test_a_cancelled_booking_and_a_reason_let_it_go_before_its_time(world: World) -> None:
    case = world.approved()
    cancel(world.booked(case, 30), reason="Asked for.", by=world.desk)
    assert world.lead
    command("erase_patient", world.person, "--before-its-time")
    assert Erasure.objects.get().before_its_time is True


# ── Until when ─────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("born", "until"),
    [
        (date(1987, 3, 14), date(2028, 5, 3)),  # eight years
        (date(2005, 3, 14), date(2030, 3, 14)),  # fifteen then: until 25
        (date(2002, 12, 1), date(2028, 12, 1)),  # seventeen then: until 26
    ],
)
def test_eight_years_and_longer_for_minors(world: World, born: date, until: date) -> None:
    patient = aged(world.person, 0, born)
    patient.created_at = datetime(2020, 5, 3, 12, tzinfo=UTC)
    assert kept_until(patient, date(2026, 11, 22)) == until


def test_whose_time_is_over(world: World) -> None:
    world.sent()
    other = world.patient(first_name="Ada", last_name="Ware", phone="", birth_date=date(1950, 1, 2))
    assert list(whose_period_is_over(world.today)) == []
    aged(other, 8.1)
    aged(world.person, 7.9)
    assert list(whose_period_is_over(world.today)) == [other]


def test_the_command_erases_those_and_says_who_may_not_go(world: World) -> None:
    kept = aged(world.person, 9)
    gone = world.patient(first_name="Ada", last_name="Ware", phone="", birth_date=date(1950, 1, 2))
    gone = aged(gone, 9)
    out = StringIO()
    with owner():
        set_hold(kept, reason="A claim.", by=world.lead)
        with pytest.raises(CommandError, match="Say with --by"):
            call_command("retention", "--erase")
        call_command("retention", "--erase", "--by", "clinic-lead", stdout=out, stderr=out)
    assert f"{kept.reference} cannot be erased. On legal hold" in out.getvalue()
    assert out.getvalue().endswith("Erased 1 of 2.\n")
    assert list(Patient.objects.all()) == [kept]


# ── Holds ──────────────────────────────────────────────────────────────────────


def test_a_hold_is_set_shown_and_lifted(world: World) -> None:
    patient = world.person
    client = Client()
    client.force_login(world.lead)
    page = f"/records/{patient.reference}/"
    assert b"legal hold" not in client.get(page).content
    assert "is now on legal hold" in command("legal_hold", patient)
    for reader in (world.lead, world.auditor):
        client.force_login(reader)
        shown = client.get(page).content.decode()
        assert "On legal hold since" in shown
        assert f"set by Some clinic-lead: {WHY}" in shown
    with pytest.raises(CommandError, match="is on legal hold already"):
        command("legal_hold", patient)
    assert "is no longer on legal hold" in command("legal_hold", patient, "--lift")
    with pytest.raises(CommandError, match="is not on legal hold"):
        command("legal_hold", patient, "--lift")
    assert b"On legal hold since" not in client.get(page).content
    assert [hold.kind for hold in LegalHold.objects.all()] == ["set", "lifted"]
    said = Event.objects.filter(action__startswith="legal_hold.").values_list("action", flat=True)
    assert sorted(said) == ["legal_hold.lifted", "legal_hold.set"]
    aged(patient, timedelta(days=3300).days / 365.25)
    assert "is erased" in command("erase_patient", patient)
