"""Two patients at each of two sites, alike but for one word: it stands in every box of theirs."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import IntegrityError, connection, models, transaction

from clinic import grants
from clinic.at_rest import lock_for
from clinic.models import SentForm
from clinic.sealing import seal_waiting
from consultations.actions.documents import PURPOSE
from consultations.models import (
    Consultation,
    Document,
    ImpactRun,
    LegalHold,
    LooksWrong,
    OutgoingMessage,
    Patient,
    ReadMark,
    ReviewLock,
    Summary,
)
from consultations.outgoing import Letter
from consultations.whole_record import links, rows_of
from dev.postgres import WEB_ROLE
from tests.attack.full_clinic import TECHNICAL
from tests.catalogue import starter_json
from tests.clinic.review_rows import behind_the_review
from tests.conftest import _act_as
from tests.consultations.test_tables_by_sql import everything
from tests.consultations.world import World, key
from tests.people import person, site


@dataclass
class Cases:
    """`other` is at the same site as `patient`, `there` at another one."""

    world: World
    elsewhere: World
    patient: Patient
    other: Patient
    there: Patient


@contextmanager
def owner() -> Iterator[None]:
    """With the owner's rights, as the commands that erase."""
    connection.ensure_connection()
    _act_as("NONE")
    try:
        yield
    finally:
        _act_as(WEB_ROLE)


def cases() -> Cases:
    world, elsewhere = World(), World(site=site("Southside"))
    elsewhere.__dict__["edition"] = world.edition
    for role in ("front_desk", "technician", "clinic_lead"):
        name = {"front_desk": "desk", "clinic_lead": "lead"}.get(role, role)
        elsewhere.__dict__[name] = person(role, f"{name}.south", site=elsewhere.site)
    patient, other = whole(world, "Qwertone", 9), whole(world, "Qwerttwo", 10)
    there = whole(elsewhere, "Qwertfar", 11)
    seal_waiting()
    return Cases(world, elsewhere, patient, other, there)


def whole(world: World, word: str, years: int) -> Patient:
    """A row in every table that can lead to a patient, of so many years ago. Everybody of a site
    is alike."""
    alike = Patient.objects.filter(site=world.site).values_list("reference", flat=True)
    patient = world.patient(
        last_name=word, email=f"{word}@example.com", told_apart_from=list(alike)
    )
    world.__dict__["person"] = patient
    Patient.objects.filter(pk=patient.pk).update(first_name=f"{word}son")
    everything(world)
    behind_the_review(world)
    summary = Summary.objects.filter(consultation__patient=patient).latest("pk")
    case = summary.consultation
    ReadMark.objects.get_or_create(consultation=case, summary=summary, item="x", read_by=world.lead)
    LooksWrong.objects.create(
        rule="x", summary=summary, words=word, noted_by=world.lead, created_key=key()
    )
    ReviewLock.objects.create(consultation=case, held_by=world.lead)
    _mentions(world, case)
    with owner():
        _fill(patient, word, f"interval '{years} years'")
    return patient


def _mentions(world: World, case: Consultation) -> None:
    """Where no foreign key leads: a replay that kept the case, a form that came in."""
    kept = {"case": case.pk, "outcome": "stricter", "before": "clear", "after": "hold"}
    ImpactRun.objects.create(
        live=world.edition,
        canonical=starter_json(),
        hash=hashlib.sha256(starter_json().encode()).hexdigest(),
        wanted=1,
        changed=[kept],
        started_by=world.lead,
        created_key=key(),
    )
    SentForm.objects.create(
        key=key(), actor=world.lead, address=f"/consultations/{case.reference}/", body="x"
    )


def _fill(patient: Patient, word: str, ago: str) -> None:
    """The word into every text of theirs, past all guards; everything was long ago."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        LegalHold.objects.create(
            patient=patient, kind="lifted", reason="x", said_by=patient.created_by
        )
        for model, keys in rows_of(patient).items():
            for field in model._meta.concrete_fields:
                value = _filled(field, word, ago)
                if value:
                    _write(model, f'"{field.column}"', value, keys)
        _files_and_mails(patient, word)
        cursor.execute("SET LOCAL session_replication_role = origin")


def _write(model: type[models.Model], column: str, value: str, keys: list[Any]) -> None:
    """In every row; where a row must leave it empty, only in those that have something there."""
    for given in ("", f" AND {column}::text NOT IN ('', '[]', '{{}}')"):
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(
                    f"UPDATE {model._meta.db_table} SET {column} = {value}"
                    f' WHERE "{model._meta.pk.column}" = ANY(%s){given}',
                    [keys],
                )
        except IntegrityError:
            continue
        return


def _filled(field: Any, word: str, ago: str) -> str:
    name = field.column
    if isinstance(field, models.DateTimeField):
        return f'"{name}" - {ago}'
    if name in ("day", "consultation_date"):
        return f'("{name}" - {ago})::date'
    if isinstance(field, models.JSONField):
        added = f"CASE jsonb_typeof(\"{name}\") WHEN 'array' THEN '[\"{word}\"]' ELSE"
        return f'"{name}" || ({added} \'{{"{word}": "{word}"}}\' END)::jsonb'
    given = field.choices or field.is_relation or field.name in TECHNICAL or field.generated
    if given or isinstance(field, ArrayField) or not isinstance(field, models.CharField):
        return f"'{word}'" if type(field) is models.TextField and not given else ""
    return f"left('{word} ' || id, {field.max_length})" if name not in ("email", "phone") else ""


def _files_and_mails(patient: Patient, word: str) -> None:
    content = f"a scan of {word}".encode()
    Document.objects.filter(consultation__patient=patient).update(
        content=lock_for(PURPOSE).encrypt(content),
        sha256=hashlib.sha256(content).hexdigest(),
        size=len(content),
    )
    letter = Letter(f"{word}@example.com", "A message", f"Dear {word}")
    OutgoingMessage.objects.filter(consultation__patient=patient).update(sealed=letter.sealed())


def found(word: str, *, samples: bool = True) -> dict[str, int]:
    """In how many rows of which table it stands, in any column, and in the planner's samples."""
    counts = {}
    with owner(), connection.cursor() as cursor:
        for table in grants.by_table():
            cursor.execute(
                f'SELECT count(*) FROM "{table}" t WHERE t::text ILIKE %s', [f"%{word}%"]
            )
            counts[table] = cursor.fetchone()[0]
        cursor.execute(
            "SELECT count(*) FROM pg_stats WHERE concat(most_common_vals, histogram_bounds)"
            " ILIKE %s",
            [f"%{word}%"],
        )
        counts["pg_stats"] = cursor.fetchone()[0] if samples else 0
    return {table: count for table, count in counts.items() if count}


def everything_as_text(but: tuple[str, ...] = ()) -> dict[str, str]:
    """A hash of every table's rows."""
    hashes = {}
    with connection.cursor() as cursor:
        for table in grants.by_table():
            if table in but:
                continue
            cursor.execute(
                f"SELECT md5(coalesce(string_agg(t::text, chr(10) ORDER BY t::text), ''))"
                f' FROM "{table}" t'
            )
            hashes[table] = cursor.fetchone()[0]
    return hashes


def tables_reached() -> set[str]:
    return {model._meta.db_table for model in links()}


def ago(years: float) -> str:
    return f"interval '{int(years * 365.25)} days'"


def aged(patient: Patient, years: float, born: date | None = None) -> Patient:
    """As if everything had been so long ago."""
    with owner(), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(
            f"UPDATE consultations_patient SET created_at = now() - {ago(years)},"
            " birth_date = coalesce(%s, birth_date) WHERE id = %s",
            [born, patient.pk],
        )
        cursor.execute(
            f"UPDATE consultations_consultation SET started_at = started_at - {ago(years)},"
            f" sent_at = sent_at - {ago(years)},"
            f" consultation_date = consultation_date - {ago(years)} WHERE patient_id = %s",
            [patient.pk],
        )
        cursor.execute(
            f"UPDATE consultations_answerchange SET set_at = set_at - {ago(years)}"
            " WHERE consultation_id IN"
            " (SELECT id FROM consultations_consultation WHERE patient_id = %s)",
            [patient.pk],
        )
        cursor.execute("SET LOCAL session_replication_role = origin")
    return Patient.objects.select_related("site").get(pk=patient.pk)
