"""The trail is sealed apart from the requests that write it, and nobody waits for the sealer."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from hashlib import sha256

import pytest
from django.db import DatabaseError, connection, transaction

from clinic import audit, sealing
from clinic.models import Event, Seal, Unsealed
from clinic.sealing import seal_once, seal_waiting, seconds_waited
from clinic.verifying import breaks
from tests.conftest import AsOwner
from tests.people import site


def run(statement: str) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def in_another_session(act: Callable[[], object]) -> threading.Thread:
    def acting() -> None:
        try:
            act()
        finally:
            connection.close()

    thread = threading.Thread(target=acting)
    thread.start()
    return thread


@pytest.mark.django_db
def test_each_seal_holds_the_one_before() -> None:
    audit.record("signed_in", actor=None)
    site("Southside", town="York")
    assert seal_waiting() == 2
    first, second = Seal.objects.order_by("number")
    assert (first.number, first.kind, second.number, second.kind) == (1, "event", 2, "change")
    assert bytes(first.hash) == sha256(bytes(first.digest)).digest()
    assert bytes(second.hash) == sha256(bytes(first.hash) + bytes(second.digest)).digest()
    assert not Unsealed.objects.exists()
    assert seal_waiting() == 0


@pytest.mark.django_db
def test_the_text_that_is_sealed_does_not_depend_on_the_session() -> None:
    audit.record("signed_in", actor=None, detail={"b": 1, "a": "ü"})
    seal_waiting()
    for setting in ("TimeZone = 'Asia/Tokyo'", "DateStyle = 'German'", "extra_float_digits = -10"):
        run(f"SET LOCAL {setting}")
        assert list(breaks()) == []


@pytest.mark.django_db(transaction=True)
def test_who_commits_late_is_sealed_late_and_not_missed() -> None:
    begun, go_on = threading.Event(), threading.Event()

    def slow() -> None:
        with transaction.atomic():
            audit.record("slow", actor=None)
            begun.set()
            go_on.wait()

    thread = in_another_session(slow)
    begun.wait()
    audit.record("quick", actor=None)
    assert seal_waiting() == 1
    go_on.set()
    thread.join()
    assert seal_waiting() == 1
    sealed = [Event.objects.get(pk=seal.record).action for seal in Seal.objects.all()]
    assert sealed == ["quick", "slow"]
    assert Event.objects.earliest("pk").action == "slow"  # numbered first, committed last
    assert list(breaks()) == []


@pytest.mark.django_db(transaction=True)
def test_two_sealers_never_wait_for_each_other() -> None:
    audit.record("signed_in", actor=None)
    with transaction.atomic():
        run("SELECT scalpwise_seal(1)")
        audit.record("signed_out", actor=None)
        found: list[int] = []
        thread = in_another_session(lambda: found.append(seal_waiting()))
        thread.join()
        assert found == [0]
    assert seal_waiting() == 1


@pytest.mark.django_db
def test_more_than_fits_into_one_round(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sealing, "EACH_TIME", 2)
    for _ in range(5):
        audit.record("signed_in", actor=None)
    assert seal_waiting() == 5


@pytest.mark.django_db
def test_nothing_waits_but_what_has_no_seal() -> None:
    assert seconds_waited() == 0
    audit.record("signed_in", actor=None)
    assert 0 < seconds_waited() < 30
    seal_waiting()
    assert seconds_waited() == 0


WAYS_ROUND = {
    "write a seal": "INSERT INTO clinic_seal (number, kind, record, digest, hash)"
    " VALUES (2, 'event', 7, '', '')",
    "change a seal": "UPDATE clinic_seal SET digest = ''",
    "remove a seal": "DELETE FROM clinic_seal",
    "empty the seals": "TRUNCATE clinic_seal",
    "leave the list": "DELETE FROM clinic_unsealed",
    "empty the list": "TRUNCATE clinic_unsealed",
    "write history": "INSERT INTO clinic_rowchange (table_name, row_id, operation, request_id,"
    " purpose, role) VALUES ('x', '1', 'insert', '', '', '')",
    "change history": "UPDATE clinic_rowchange SET after = NULL",
    "remove history": "DELETE FROM clinic_rowchange",
    "empty history": "TRUNCATE clinic_rowchange CASCADE",
    "drop history": "DROP TABLE clinic_rowchange",
    "switch a trigger off": "ALTER TABLE clinic_site DISABLE TRIGGER ALL",
    "switch all triggers off": "SET session_replication_role = replica",
    "drop a trigger": "DROP TRIGGER pgtrigger_row_history_b975f ON clinic_site",
    "replace a function": "CREATE OR REPLACE FUNCTION public.scalpwise_keep_row() RETURNS trigger"
    " LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'",
    "pose as a function": "CREATE FUNCTION pg_temp.scalpwise_seal(integer) RETURNS integer"
    " LANGUAGE sql AS 'SELECT 1'",
    "pose as a table": "CREATE TEMPORARY TABLE clinic_unsealed (kind text, record bigint)",
    "call a guard": "SELECT scalpwise_await_seal()",
    "wind a counter back": "SELECT setval('clinic_rowchange_id_seq', 1)",
}


@pytest.mark.django_db
@pytest.mark.parametrize("statement", WAYS_ROUND.values(), ids=WAYS_ROUND.keys())
def test_the_web_role_cannot_touch_seals_and_history(statement: str) -> None:
    site()
    seal_waiting()
    with pytest.raises(DatabaseError):
        run(statement)
    assert list(breaks()) == []


@pytest.mark.django_db
@pytest.mark.parametrize("table", ["clinic_seal", "clinic_rowchange"])
def test_the_owner_is_stopped_by_the_triggers(table: str, as_owner: AsOwner) -> None:
    site()
    seal_waiting()
    with as_owner():
        for verb in (
            f"DELETE FROM {table}",
            f"UPDATE {table} SET {'hash' if table == 'clinic_seal' else 'role'} = ''",
            f"TRUNCATE {table} CASCADE",
        ):
            with pytest.raises(DatabaseError, match=r"never (changed|emptied)"):
                run(f"SET CONSTRAINTS ALL IMMEDIATE; {verb}")


# ── The thread of the web server ───────────────────────────────────────────────


@pytest.mark.django_db(transaction=True)
def test_a_round_seals_and_lets_its_connection_go() -> None:
    audit.record("signed_in", actor=None)
    seal_once()
    assert connection.connection is None
    assert Seal.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_round_that_fails_is_logged_and_not_the_end(
    as_owner: AsOwner, caplog: pytest.LogCaptureFixture
) -> None:
    audit.record("signed_in", actor=None)
    with as_owner():
        run("ALTER FUNCTION scalpwise_seal(integer) RENAME TO scalpwise_seal_away")
    try:
        seal_once()
    finally:
        with as_owner():
            run("ALTER FUNCTION scalpwise_seal_away(integer) RENAME TO scalpwise_seal")
    assert "The audit trail could not be sealed" in caplog.messages
    seal_once()
    assert Seal.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_sealing_late_is_an_alarm(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """Another sealer that hangs keeps everybody else from sealing."""
    monkeypatch.setattr(sealing, "LATEST_SECONDS", 0)

    def late() -> None:
        audit.record("signed_in", actor=None)
        seal_once()

    with transaction.atomic():
        run("SELECT scalpwise_seal(1)")
        thread = in_another_session(late)
        thread.join()
    (line,) = [each for each in caplog.records if each.levelno == logging.ERROR]
    assert line.msg == "Part of the audit trail has waited too long for its seal"


@pytest.mark.django_db(transaction=True)
def test_the_thread_seals_by_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    ended = threading.Event()
    monkeypatch.setattr(sealing, "SECONDS_BETWEEN", 0.01)
    audit.record("signed_in", actor=None)
    thread = sealing.start_sealing(ended)
    while not Seal.objects.exists():
        time.sleep(0.01)
    assert thread.daemon
    ended.set()
    thread.join()


# ── Many writers at once (safety.md, D22) ──────────────────────────────────────


def write_at_once(writers: int, each: int) -> float:
    """Events a second, each in its own transaction, with a sealer at work all the time."""
    ended = threading.Event()
    sealer = sealing.start_sealing(ended)
    started = time.monotonic()
    threads = [
        in_another_session(lambda: [audit.record("signed_in", actor=None) for _ in range(each)])
        for _ in range(writers)
    ]
    for thread in threads:
        thread.join()
    took = time.monotonic() - started
    ended.set()
    sealer.join()
    seal_waiting()
    return writers * each / took


def all_sealed_once(count: int) -> bool:
    return Seal.objects.count() == Event.objects.count() == count and list(breaks()) == []


@pytest.mark.django_db(transaction=True)
def test_many_writers_and_no_false_break(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sealing, "SECONDS_BETWEEN", 0.01)
    write_at_once(writers=8, each=25)
    assert all_sealed_once(200)


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_sixteen_writers_of_a_thousand_events(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sealing, "SECONDS_BETWEEN", 0.05)
    rate = write_at_once(writers=16, each=1_000)
    print(f"{rate:.0f} events a second")
    assert all_sealed_once(16_000)
    assert rate >= 500
