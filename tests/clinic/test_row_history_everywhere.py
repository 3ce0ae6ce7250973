"""Every table of ours, found from the models, and every way of writing into it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from functools import partial
from typing import Any

import pytest
from django.db import DatabaseError, connection, models, transaction

from clinic import row_history
from clinic.actions.invitations import make_link
from clinic.models import RowChange
from consultations.models import (
    Erasure,
    ImpactRun,
    LegalHold,
    LooksWrong,
    PatientPair,
    ReadMark,
    Summary,
)
from sideeffects.actions import load, record_approval
from sideeffects.models import ImportedFolder, Proposal, Trial
from tests.catalogue import STARTER, starter, starter_json
from tests.clinic.review_rows import behind_the_review
from tests.conftest import AsOwner
from tests.consultations.test_tables_by_sql import everything
from tests.consultations.world import World, key

# What the next value of a column is, by its type.
OTHER_VALUE = {
    models.CharField: "{} || 'x'",
    models.TextField: "{} || 'x'",
    models.BooleanField: "NOT {}",
    models.DateField: "{} + 1",
    models.DateTimeField: "coalesce({} + interval '1 second', now())",
}
# Columns that only change together.
TOGETHER = {
    "consultations_letter": "withdrawn_at = now(), withdrawn_by_id = recorded_by_id,"
    " withdrawn_reason = 'x'",
    "consultations_impactrun": "fault = 'x'",  # how far it has come is no history
    "consultations_lookswrong": "settled_at = now(), settled_by_id = noted_by_id,"
    " settled_how = 'x'",
    "consultations_clarification": "ended_at = now(), ended_by_id = asked_by_id, answered = true",
    "consultations_hold": "ended_at = now(), ended_how = 'x'",
    "consultations_letterreceived": "judged_at = now(), judged_by_id = recorded_by_id,"
    " judged_reason = 'x', outcome = 'refused'",
    "consultations_letterrequest": "closed_at = now(), closed_by_id = asked_by_id,"
    " closed_how = 'x'",
    "consultations_patchtest": "withdrawn_at = now(), withdrawn_by_id = recorded_by_id,"
    " withdrawn_reason = 'x'",
    "consultations_patchtestreading": "withdrawn_at = now(), withdrawn_by_id = read_by_id,"
    " withdrawn_reason = 'x'",
    "consultations_secondlook": "answered_at = now(), answered_by_id = asked_by_id,"
    " verdict = 'refused', answer_words = 'x'",
    "sideeffects_trial": "stopped_at = now(), stopped_by_id = started_by_id",
}


@pytest.fixture
def full(world: World, as_owner: AsOwner) -> World:
    """At least one row in every table."""
    load(STARTER, by=None)
    everything(world)
    make_link(world.desk, by=None)
    world.offer(40)
    other = world.patient(first_name="Ade", phone="", birth_date=date(1950, 1, 2))
    PatientPair.objects.create(first=world.person, second=other, told_apart_by=world.desk)
    record_approval(world.edition, name="Dr A", role="GP", by=world.lead)
    _beside_the_draft(world)
    behind_the_review(world)
    _of_rights(world, as_owner)
    summary = Summary.objects.latest("pk")
    ReadMark.objects.get_or_create(
        consultation=summary.consultation, summary=summary, item="x", read_by=world.lead
    )
    return world


def _of_rights(world: World, as_owner: AsOwner) -> None:
    """What only the owner of the tables writes down."""
    with as_owner():
        LegalHold.objects.create(patient=world.person, kind="set", reason="x", said_by=world.lead)
        Erasure.objects.create(
            patient_key=key(), reference="P-000000", erased_on=world.today, reason="x"
        )


def _beside_the_draft(world: World) -> None:
    """What the catalogue desk keeps: of each kind one."""
    frozen = {"canonical": starter_json(), "hash": starter().hash}
    edition, summary = world.edition, Summary.objects.latest("pk")
    Trial.objects.create(**frozen, rule="x", base=edition, started_by=world.lead)
    ImportedFolder.objects.create(**frozen, imported_by=world.lead, created_key=key())
    Proposal.objects.create(
        **frozen, base=edition, note="x", proposed_by=world.lead, created_key=key()
    )
    ImpactRun.objects.create(
        **frozen, live=edition, wanted=1, started_by=world.lead, created_key=key()
    )
    LooksWrong.objects.create(
        rule="x", summary=summary, words="x", noted_by=world.lead, created_key=key()
    )


@pytest.fixture
def world(db: None) -> World:
    return World()


@contextmanager
def undone() -> Iterator[None]:
    """Whatever happens inside is rolled back."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def sql(statement: str, *values: Any) -> int:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, values)
        return int(cursor.rowcount)


def assignments(model: type[models.Model]) -> list[str]:
    """What may be tried to change a row: each column by itself, or those that go together."""
    table = model._meta.db_table
    if table in TOGETHER:
        return [TOGETHER[table]]
    return [
        f'"{field.column}" = ' + OTHER_VALUE[type(field)].format(f'"{field.column}"')
        for field in model._meta.concrete_fields
        if type(field) in OTHER_VALUE and not field.choices
    ]


def change_by_sql(model: type[models.Model], pk: int) -> None:
    """The first change that constraints and guards let the web role make."""
    for assignment in assignments(model):
        try:
            if sql(f"UPDATE {model._meta.db_table} SET {assignment} WHERE id = %s", pk):
                return
        except DatabaseError:
            continue
    raise AssertionError(f"{model._meta.label}: no column can be changed")


def trace(model: type[models.Model], pk: int, act: Callable[[], object]) -> RowChange | None:
    """The one change of this row that an act leaves in the history."""
    known = RowChange.objects.latest("pk").pk
    act()
    found = RowChange.objects.filter(pk__gt=known, table_name=model._meta.db_table, row_id=str(pk))
    return found[0] if len(found) == 1 else None


def test_every_row_came_into_the_history(full: World) -> None:
    for model in row_history.tracked():
        rows = {str(pk) for pk in model._base_manager.values_list("pk", flat=True)}
        added = RowChange.objects.filter(table_name=model._meta.db_table, operation="insert")
        told = list(added.values_list("row_id", flat=True))
        assert rows, f"{model._meta.label} needs a row for this test"
        assert sorted(rows) == sorted(told), model._meta.label
        copied = added.filter(after__isnull=False).exists()
        assert copied is not row_history.never_changes(model), model._meta.label


Way = Callable[[], object]


def ways_of_orm(model: type[models.Model], changed: models.Model, names: list[str]) -> list[Way]:
    """To save, to update and to write in bulk what `changed` has in these columns."""
    values = {name: getattr(changed, name) for name in names}
    rows = model._base_manager.filter(pk=changed.pk)
    return [
        partial(changed.save, update_fields=names),
        partial(rows.update, **values),
        partial(model._base_manager.bulk_update, [changed], names),
    ]


def test_every_way_of_changing_a_row_leaves_its_trace(full: World) -> None:
    changing = [model for model in row_history.tracked() if not row_history.never_changes(model)]
    assert len(changing) > 15
    for model in changing:
        pk = model._base_manager.latest("pk").pk
        with undone():
            by_sql = trace(model, pk, partial(change_by_sql, model, pk))
            assert by_sql is not None, model._meta.label
            changed = model._base_manager.get(pk=pk)
        columns = by_sql.after or {}
        fields = [field for field in model._meta.concrete_fields if field.column in columns]
        for way in ways_of_orm(model, changed, [field.attname for field in fields]):
            with undone():
                found = trace(model, pk, way)
                assert found is not None, f"{model._meta.label} by {way}"
                assert (found.before, found.after) == (by_sql.before, by_sql.after)
                assert found.operation == "update"


def test_what_the_owner_does_past_the_other_guards_leaves_its_trace(
    full: World, as_owner: AsOwner
) -> None:
    with as_owner():
        sql("SET CONSTRAINTS ALL IMMEDIATE")
        for model in row_history.tracked():
            table, pk = model._meta.db_table, model._base_manager.latest("pk").pk
            with undone():
                sql(f"ALTER TABLE {table} DISABLE TRIGGER USER")
                for trigger in model._meta.triggers:  # type: ignore[attr-defined]
                    if isinstance(trigger, row_history.RowHistory):
                        sql(f"ALTER TABLE {table} ENABLE TRIGGER {trigger.get_pgid(model())}")
                sql("SET CONSTRAINTS ALL DEFERRED")
                delete = partial(sql, f"DELETE FROM {table} WHERE id = %s", pk)
                found = trace(model, pk, delete)
                assert found is not None, model._meta.label
                assert (found.operation, found.after) == ("delete", None)
                assert (found.before or {})["id"] == pk


def test_of_many_answers_only_the_one_that_changed_is_kept(world: World) -> None:
    draft = world.answered()
    assert len(draft.answers) > 20
    sql(
        "UPDATE consultations_consultation SET version = version + 1,"
        """ answers = (answers || '{"keloid_history": "yes", "new": 1}') - 'diabetes' """
        "WHERE id = %s",
        draft.pk,
    )
    change = RowChange.objects.latest("pk")
    assert change.before == {
        "version": draft.version,
        "answers": {"keloid_history": "no", "diabetes": draft.answers["diabetes"]},
    }
    assert change.after == {
        "version": draft.version + 1,
        "answers": {"keloid_history": "yes", "new": 1},
    }


def test_an_answer_that_is_no_object_any_more_is_kept_whole(world: World) -> None:
    draft = world.draft()
    sql(
        "UPDATE consultations_consultation SET version = version + 1, answers = '[]' WHERE id = %s",
        draft.pk,
    )
    change = RowChange.objects.latest("pk")
    assert (change.before or {})["answers"] == draft.answers
    assert (change.after or {})["answers"] == []
