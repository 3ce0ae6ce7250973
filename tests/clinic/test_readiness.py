"""/readyz: ready means that work can be saved and kept; strangers may ask as often as they like."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Any

import psycopg2
import pytest
from django.db import connection
from django.test import Client
from pytest_django import Settings

from clinic import readiness
from clinic.readiness import look, not_ready_because
from dev.postgres import ADMIN_ROLE

pytestmark = pytest.mark.django_db


@contextmanager
def administrator(database: str = "postgres") -> Iterator[Any]:
    """The administrator of the server, who alone may change its settings."""
    host = connection.settings_dict["HOST"]
    opened = psycopg2.connect(host=host, user=ADMIN_ROLE, dbname=database)
    with closing(opened):
        opened.autocommit = True
        with opened.cursor() as cursor:
            yield cursor


@contextmanager
def the_server_with(name: str, value: str) -> Iterator[None]:
    with administrator() as cursor:
        cursor.execute(f"ALTER SYSTEM SET {name} = '{value}'")
        cursor.execute("SELECT pg_reload_conf()")
        wait_until(cursor, name, value)
        try:
            yield
        finally:
            cursor.execute(f"ALTER SYSTEM RESET {name}")
            cursor.execute("SELECT pg_reload_conf()")
            wait_until(cursor, name, "")


def wait_until(cursor: Any, name: str, value: str) -> None:
    give_up = time.monotonic() + 10
    while time.monotonic() < give_up:
        cursor.execute("SELECT current_setting(%s)", [name])
        if (value and cursor.fetchone() == (value,)) or (
            not value and cursor.fetchone()[0] != "on"
        ):
            return
        time.sleep(0.02)


@pytest.fixture(autouse=True)
def nobody_looked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(readiness, "_seen", (time.monotonic() - 1.5, ("starting",)))


def test_ready_when_everything_is_in_order(client: Client) -> None:
    answer = client.get("/readyz")
    assert (answer.status_code, answer.content) == (200, b"ready\n")


def test_a_database_that_does_not_answer(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(connection.settings_dict, "PORT", "1")
    answer = client.get("/readyz")
    assert (answer.status_code, answer.content) == (503, b"not ready\ndatabase\n")


def test_a_server_that_takes_no_writing(monkeypatch: pytest.MonkeyPatch) -> None:
    read_only = "-c role=scalpwise_web -c default_transaction_read_only=on"
    monkeypatch.setitem(connection.settings_dict["OPTIONS"], "options", read_only)
    assert look() == ("read_only",)


def test_a_row_that_cannot_be_written(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(readiness, "WRITE", "UPDATE clinic_event SET action = 'x'")  # may not
    assert look() == ("writing",)


def test_a_disk_on_which_no_table_can_grow() -> None:
    """PostgreSQL refuses the file as a full disk does; a row would still find its place."""
    with the_server_with("temp_file_limit", "64kB"):
        assert look() == ("writing",)
    assert look() == ()


def test_code_that_is_newer_than_the_tables(monkeypatch: pytest.MonkeyPatch) -> None:
    newer = readiness._migrations() | {("clinic", "9999_of_tomorrow")}
    monkeypatch.setattr(readiness, "_migrations", lambda: newer)
    assert look() == ("migrations",)


def test_tables_newer_than_the_code_are_ready(monkeypatch: pytest.MonkeyPatch) -> None:
    """While an upgrade is under way, the older code serves on."""
    older = frozenset(each for each in readiness._migrations() if each[0] != "consultations")
    monkeypatch.setattr(readiness, "_migrations", lambda: older)
    assert look() == ()


def test_a_server_that_may_lose_what_was_saved(settings: Settings) -> None:
    settings.PRODUCTION = True  # the tests' own server has fsync off
    assert look() == ("durability",)


def test_a_standby_that_should_be_there_and_is_not() -> None:
    with the_server_with("synchronous_standby_names", "second"):
        assert look() == ("standby",)
    assert look() == ()


@pytest.mark.parametrize(
    ("lived", "reasons"), [(30, ()), (90, ("seals",))], ids=["started lately", "had the time"]
)
def test_seals_that_wait_too_long(
    monkeypatch: pytest.MonkeyPatch, lived: float, reasons: tuple[str, ...]
) -> None:
    monkeypatch.setattr(readiness, "OLDEST_WAITING", "SELECT 61")
    monkeypatch.setattr(readiness, "_started", time.monotonic() - lived)
    assert look() == reasons


def test_an_archive_that_takes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """The view as PostgreSQL shows it after the archive refused once, and after it took some."""
    for failed, taken, reasons in [
        ("now()", "NULL", ("archive",)),
        ("now()", "now() - interval '1 min'", ("archive",)),
        ("now()", "now() + interval '1 min'", ()),
        ("NULL", "NULL", ()),
    ]:
        view = f"(SELECT ({failed})::timestamptz last_failed_time, ({taken})::timestamptz"
        view += " last_archived_time) pg_stat_archiver"
        asked = readiness.ARCHIVE_FAILS.replace("current_setting('archive_mode')", "'on'")
        with monkeypatch.context() as patch:
            patch.setattr(readiness, "ARCHIVE_FAILS", asked.replace("pg_stat_archiver", view))
            assert look() == reasons


def test_it_looks_once_a_second_however_many_ask(monkeypatch: pytest.MonkeyPatch) -> None:
    looks = list[int]()

    def slow_look() -> tuple[str, ...]:
        looks.append(1)
        time.sleep(0.2)
        return ("database",)

    monkeypatch.setattr(readiness, "look", slow_look)
    threads = [threading.Thread(target=not_ready_because) for _ in range(50)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert looks == [1]
    assert not_ready_because() == ("database",)


def test_who_looks_for_ever_sees_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(readiness, "_seen", (time.monotonic() - 11, ()))
    with readiness._looking:
        assert not_ready_because() == ("database",)


def test_no_connection_is_left_open() -> None:
    for _ in range(5):
        assert look() == ()
    with administrator() as cursor:
        cursor.execute("SELECT count(*) FROM pg_stat_activity WHERE query LIKE '%readyz%'")
        assert cursor.fetchone()[0] <= 1  # the last one may still be going
