"""Erasing a patient: all of theirs goes, nothing of anybody else; the trail stays whole (D35)."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from django.test import Client
from pytest_django import DjangoDbBlocker

from clinic import standing_guards
from clinic.models import ErasedChange, Event, RowChange, SentForm, Site
from clinic.sealing import seal_waiting
from clinic.verifying import breaks
from clinic.verifying_erased import counts
from consultations.actions.erasing import erase_again, erase_patient
from consultations.erasure_list import keys_in
from consultations.models import Erasure, ImpactRun, Patient, PatientPair
from consultations.whole_record import references_of, rows_of
from tests.consultations.rights_cases import (
    Cases,
    cases,
    everything_as_text,
    found,
    owner,
    tables_reached,
)
from tests.consultations.rights_forged import FORGED

pytestmark = pytest.mark.django_db
WHY = "Asked for in a letter of 3 May."


@pytest.fixture(scope="module")
def filled(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Cases]:
    """Built once; each test works in a savepoint of it."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield cases()
        transaction.set_rollback(True)


@pytest.fixture
def listed(tmp_path: Path, settings: Any) -> Path:
    settings.ERASURE_LIST = str(tmp_path / "erased.jsonl")
    return tmp_path / "erased.jsonl"


def erase(case: Cases, patient: Patient | None = None) -> Erasure:
    with owner():
        stone = erase_patient(patient or case.patient, reason=WHY, by=case.world.lead)
    seal_waiting()
    return stone


# ── What goes, and what stays ──────────────────────────────────────────────────


def test_the_case_has_a_row_in_every_table_that_leads_to_a_patient(filled: Cases) -> None:
    for patient in (filled.patient, filled.other, filled.there):
        rows = {model._meta.db_table for model in rows_of(patient)}
        assert tables_reached() - rows <= {"consultations_patientpair"}
    assert found("Qwertone")["consultations_patient"] == 1
    assert found("Qwertone")["clinic_rowchange"] > 0


def test_no_word_of_theirs_is_left_in_any_column_of_any_table(filled: Cases) -> None:
    others = (found("Qwerttwo", samples=False), found("Qwertfar", samples=False))
    references = references_of(filled.patient)
    erase(filled)
    assert found("Qwertone") == {}
    assert (found("Qwerttwo", samples=False), found("Qwertfar", samples=False)) == others
    for reference in references:
        assert found(reference).keys() <= {"clinic_event", "consultations_erasure"}


def test_nothing_of_anybody_else_goes(filled: Cases) -> None:
    kept = [rows_of(patient) for patient in (filled.other, filled.there)]
    for rows in kept:
        rows.pop(PatientPair, None)
    erase(filled)
    for patient, rows in zip((filled.other, filled.there), kept, strict=True):
        assert rows_of(patient) == rows


def test_what_no_key_leads_to_is_found_too(filled: Cases) -> None:
    erase(filled)
    assert sum(len(run.changed) for run in ImpactRun.objects.all()) == 2
    assert SentForm.objects.count() == 2


def test_the_stone_says_that_somebody_was_erased_and_not_who(filled: Cases, listed: Path) -> None:
    references = references_of(filled.patient)
    stone = erase(filled)
    assert stone.patient_key == filled.patient.created_key
    assert (stone.references, stone.reason, stone.erased_by) == (references, WHY, filled.world.lead)
    assert stone.rows["consultations_patient"] == 1
    (line,) = [json.loads(line) for line in listed.read_text().splitlines()]
    assert line["patient"] == str(filled.patient.created_key)
    assert listed.stat().st_mode & 0o777 == 0o600
    event = Event.objects.get(action="patient.erased")
    assert event.detail["rows"] == sum(stone.rows.values())
    assert "Qwertone" not in f"{stone.__dict__} {line} {event.detail}"


def test_the_addresses_answer_as_if_there_had_never_been_anybody(filled: Cases) -> None:
    reference, case = references_of(filled.patient)[:2]
    client = Client()
    client.force_login(filled.world.lead)
    for address in (f"/patients/{reference}/", f"/c/{case}/"):
        assert client.get(address).status_code == 200, address
    erase(filled)
    for address in (f"/patients/{reference}/", f"/c/{case}/"):
        assert client.get(address).status_code == 404, address


def test_nobody_gets_the_reference_again(filled: Cases) -> None:
    references = references_of(filled.patient)
    erase(filled)
    with connection.cursor() as cursor, pytest.raises(IntegrityError, match="somebody else’s once"):
        cursor.execute(
            "INSERT INTO consultations_patient (reference, site_id, first_name, last_name,"
            " birth_date, phone, email, created_at, created_by_id, created_key)"
            " SELECT %s, site_id, 'A', 'B', birth_date, '', '', now(), created_by_id, %s"
            " FROM consultations_patient WHERE id = %s",
            [references[0], uuid.uuid4(), filled.other.pk],
        )


# ── The trail ──────────────────────────────────────────────────────────────────


def test_the_trail_stays_whole_and_says_how_many_were_erased(filled: Cases) -> None:
    assert list(breaks()) == []
    erase(filled)
    assert list(standing_guards.problems()) == []
    assert list(breaks()) == []
    out = StringIO()
    call_command("verify_audit", stdout=out)
    changes, erasures = counts()
    assert (erasures, changes) == (1, ErasedChange.objects.count())
    assert f"1 record erased; {changes} row changes hold no values any more." in out.getvalue()
    erase(filled, filled.other)
    assert (list(breaks()), counts()[1]) == ([], 2)


def test_what_waited_for_its_seal_is_erased_as_well(filled: Cases) -> None:
    Patient.objects.filter(pk=filled.patient.pk).update(phone="07700 900 999")
    erase(filled)
    assert list(breaks()) == []


def forge(statement: str, *values: Any) -> None:
    with owner(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(statement, values)
        cursor.execute("SET LOCAL session_replication_role = origin")


@pytest.mark.parametrize(("statement", "lines"), FORGED.values(), ids=FORGED.keys())
def test_an_erasure_hides_no_forgery(filled: Cases, statement: str, lines: tuple[str, ...]) -> None:
    Site.objects.update(town="Hull")
    erase(filled)
    forge(statement)
    said = list(breaks())
    for line in lines:
        assert any(line in each for each in said), said


def test_every_summary_still_comes_out_the_same(filled: Cases) -> None:
    erase(filled)
    erase(filled, filled.other)
    erase_there = filled.there
    with owner():
        erase_patient(erase_there, reason=WHY, by=filled.elsewhere.lead)
    draft = filled.world.fill(filled.world.draft(patient=filled.world.patient()))
    filled.world.send(draft, unanswered_confirmed=True)
    out = StringIO()
    call_command("reproduce_summary", "--all", stdout=out)
    assert "1 summaries are the same" in out.getvalue()


# ── Whole or not at all ────────────────────────────────────────────────────────


class Killed(Exception):
    pass


@pytest.mark.parametrize("step", [5, pytest.param(1, marks=pytest.mark.slow)])
def test_killed_at_any_statement_it_leaves_everything_as_it_was(
    filled: Cases, listed: Path, step: int
) -> None:
    """At every fifth here; at each one in the long runs (D4)."""
    before = everything_as_text()
    count = 0

    def fault_after(left: int) -> Any:
        def run(execute: Any, sql: Any, params: Any, many: bool, context: Any) -> Any:
            nonlocal left, count
            count += 1
            left -= 1
            if left == 0:
                raise Killed
            return execute(sql, params, many, context)

        return run

    with owner(), transaction.atomic(), connection.execute_wrapper(fault_after(-1)):
        erase_patient(filled.patient, reason=WHY, by=filled.world.lead)
        transaction.set_rollback(True)
    listed.write_text("")
    statements = count
    assert statements > 60
    for k in range(1, statements + 1, step):
        faulty = connection.execute_wrapper(fault_after(k))
        with pytest.raises(Killed), owner(), transaction.atomic(), faulty:
            erase_patient(filled.patient, reason=WHY, by=filled.world.lead)
    assert everything_as_text() == before
    assert list(standing_guards.problems()) == []
    assert list(breaks()) == []


# ── An older backup ────────────────────────────────────────────────────────────


def test_a_restored_database_is_erased_again_by_the_list(filled: Cases, listed: Path) -> None:
    """The restored one has the patient again; whoever came later has the same id there."""
    savepoint = transaction.savepoint()
    erase(filled)
    keys = keys_in(listed)
    transaction.savepoint_rollback(savepoint)  # the older backup
    assert Patient.objects.filter(pk=filled.patient.pk).exists()
    with owner():
        assert erase_again([*keys, str(uuid.uuid4())]) == 1
        assert erase_again(keys) == 0
    seal_waiting()
    assert found("Qwertone") == {}
    assert Patient.objects.filter(pk=filled.other.pk).exists()
    assert list(breaks()) == []
    assert Erasure.objects.get().erased_by is None
    assert len(keys_in(listed)) == 1


def test_the_history_of_those_who_stay_keeps_its_values(filled: Cases) -> None:
    erase(filled)
    changes = RowChange.objects.filter(
        table_name="consultations_patient", row_id=str(filled.other.pk)
    )
    assert all(change.after for change in changes)


def test_the_command_says_what_it_did(filled: Cases) -> None:
    out = StringIO()
    reference = filled.patient.reference
    with owner():
        call_command(
            "erase_patient", reference, "--by", "clinic-lead", "--because", WHY, stdout=out
        )
    assert f"{reference} is erased" in out.getvalue()
    assert "ERASURE_LIST is not set" in out.getvalue()
    with pytest.raises(CommandError, match="There is no patient"):
        call_command("erase_patient", reference, "--by", "clinic-lead", "--because", WHY)
