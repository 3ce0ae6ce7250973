"""What the gate rests on cannot be rewritten, removed or emptied, and its guards stay."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.db import DatabaseError, IntegrityError, connection, transaction

from consultations.actions.ground import once
from consultations.actions.letters import record_letter
from consultations.actions.sending import look_again
from consultations.actions.steps import step_done
from tests.conftest import AsOwner
from tests.consultations.by_sql import insert, sql
from tests.consultations.with_steps import FAMILY, first_step
from tests.consultations.world import World, key

# ── What the gate rests on cannot be rewritten ─────────────────────────────────

FOREVER = ("summary", "review", "answerchange", "steptick", "readmark", "reopening")
KEPT = ("consultation", "patient", "booking", "letter", "task")


@pytest.mark.parametrize("table", FOREVER)
def test_what_was_written_is_never_changed(world: World, as_owner: AsOwner, table: str) -> None:
    everything(world)
    for verb in (f"UPDATE consultations_{table} SET id = id", f"DELETE FROM consultations_{table}"):
        with pytest.raises(DatabaseError, match="permission denied"):
            sql(verb)
        with as_owner(), pytest.raises(IntegrityError, match="never changed or removed"):
            sql(verb)


@pytest.mark.parametrize("table", KEPT)
def test_what_is_on_file_is_never_removed(world: World, as_owner: AsOwner, table: str) -> None:
    everything(world)
    with pytest.raises(DatabaseError, match="permission denied"):
        sql(f"DELETE FROM consultations_{table}")
    with as_owner(), pytest.raises(IntegrityError, match="never removed"):
        sql(f"DELETE FROM consultations_{table}")


@pytest.mark.parametrize("table", (*FOREVER, *KEPT))
def test_no_table_is_emptied(world: World, as_owner: AsOwner, table: str) -> None:
    with pytest.raises(DatabaseError, match="permission denied"):
        sql(f"TRUNCATE consultations_{table} CASCADE")
    with as_owner(), pytest.raises(IntegrityError, match="never emptied"):
        sql(f"TRUNCATE consultations_{table} CASCADE")


def everything(world: World) -> None:
    """At least one row in every table."""
    consultation = world.examined(
        **FAMILY, gate_bleeding="yes", anticoagulant="stopped_without_advice",
        takes_any_medicines="yes", medicines_list="x",
    )  # fmt: skip
    record_letter(
        consultation,
        contraindication="keloid_history",
        letter_date=world.today,
        author="x",
        says="safe",
        by=world.technician,
        key=key(),
    )
    step = first_step(world, consultation)
    step_done(consultation, step, on_date=world.today, by=world.technician)
    world.decided(consultation, "on_hold", hold_for="x")
    look_again(consultation, reason="x", by=world.technician)
    insert(world, world.approved())
    sql(
        "INSERT INTO consultations_task (consultation_id, action, finding_key, words, created_at,"
        " note) VALUES (%s, 'x', 'x', 'x', now(), '')",
        [consultation.pk],
    )


@pytest.mark.parametrize(
    "statement",
    [
        "ALTER TABLE consultations_booking DISABLE TRIGGER ALL",
        "ALTER TABLE consultations_booking DISABLE TRIGGER USER",
        "SET session_replication_role = replica",
        "DROP FUNCTION scalpwise_booking_refusal(bigint, bigint, date)",
        "CREATE OR REPLACE FUNCTION public.scalpwise_booking_refusal(bigint, bigint, date) "
        "RETURNS text LANGUAGE sql AS 'SELECT NULL::text'",
        "CREATE TEMP TABLE consultations_review (id bigint)",
        "ALTER TABLE consultations_booking DROP CONSTRAINT booking_room_once",
        "ALTER ROLE scalpwise_web SUPERUSER",
        "DROP TABLE consultations_booking",
    ],
)
def test_the_web_role_cannot_take_the_guards_away(world: World, statement: str) -> None:
    with pytest.raises(DatabaseError):
        sql(statement)


def test_the_door_of_the_trigger_package_stays_shut(world: World) -> None:
    """The package's own triggers can be ignored by setting a variable; ours cannot."""
    held = world.examined()
    world.decided(held, "on_hold", hold_for="x")
    every = "SELECT set_config('pgtrigger.ignore', array_agg(tgname)::text, true) FROM pg_trigger"
    with pytest.raises(IntegrityError), transaction.atomic():
        sql(every)
        insert(world, held)


def test_the_database_holds_exactly_the_guards_that_the_models_declare(world: World) -> None:
    declared = {
        (model._meta.db_table, compiled.hash)
        for model in apps.get_app_config("consultations").get_models()
        for trigger in getattr(model._meta, "triggers", ())
        for compiled in (trigger.compile(model),)
    }
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgrelid::regclass::text, obj_description(oid, 'pg_trigger') FROM pg_trigger"
            " WHERE tgname LIKE 'pgtrigger_%' AND tgrelid::regclass::text LIKE 'consultations_%'"
            " AND tgenabled = 'O'"
        )
        assert set(cursor.fetchall()) == declared
    assert len(declared) > 30


@pytest.mark.django_db
def test_other_errors_of_the_database_are_not_taken_for_a_second_click() -> None:
    with pytest.raises(IntegrityError, match="something else"), once("answer_change_key"):
        raise IntegrityError("something else")
