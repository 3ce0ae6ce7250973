"""The ground every test stands on: a real PostgreSQL, and the web role's rights."""

from __future__ import annotations

import threading

import pytest
from django.contrib.sessions.models import Session
from django.db import ProgrammingError, connection, transaction
from pytest_django.live_server_helper import LiveServer

from clinic.models import Event, Site
from dev.postgres import OWNER_ROLE, WEB_ROLE
from tests.conftest import AsOwner


def _current_role() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        return str(cursor.fetchone()[0])


def _setting(name: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(f"SHOW {name}")
        return str(cursor.fetchone()[0])


@pytest.mark.django_db
def test_it_is_postgresql_with_what_a_clinic_needs() -> None:
    assert connection.vendor == "postgresql"
    assert _setting("synchronous_commit") == "on"
    assert _setting("data_checksums") == "on"
    assert _setting("listen_addresses") == ""


@pytest.mark.django_db
def test_queries_run_as_the_web_role() -> None:
    assert _current_role() == WEB_ROLE
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolsuper FROM pg_roles WHERE rolname = %s", [WEB_ROLE])
        assert cursor.fetchone() == (False,)


@pytest.mark.django_db
def test_the_web_role_cannot_change_what_only_grows() -> None:
    for statement in (
        "DELETE FROM clinic_event",
        "TRUNCATE clinic_event",
        "DROP TABLE clinic_event",
    ):
        with pytest.raises(ProgrammingError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


@pytest.mark.django_db
def test_it_can_act_as_the_owner_for_a_moment(as_owner: AsOwner) -> None:
    with as_owner():
        assert _current_role() == OWNER_ROLE
    assert _current_role() == WEB_ROLE


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("turn", ["first", "second"])
def test_tables_are_empty_again_after_a_test_that_commits(turn: str) -> None:
    assert _current_role() == WEB_ROLE
    assert not Event.objects.exists()
    assert not Site.objects.exists()
    Site.objects.create(name=turn)
    Event.objects.create(action="test.committed")


@pytest.mark.django_db(transaction=True)
def test_other_threads_are_the_web_role_too() -> None:
    seen: list[str] = []

    def look() -> None:
        seen.append(_current_role())
        connection.close()

    thread = threading.Thread(target=look)
    thread.start()
    thread.join()
    assert seen == [WEB_ROLE]


def test_a_live_server_starts_without_sessions(live_server: LiveServer) -> None:
    assert not Session.objects.exists()
    assert live_server.url.startswith("http://localhost:")
