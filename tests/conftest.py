"""What every test may ask for. Queries run with the web role's rights, as in a clinic."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

import hypothesis
import pytest
from django.core.management import call_command
from django.db import connection, transaction
from psycopg2.extensions import TRANSACTION_STATUS_INERROR
from pytest_django import DjangoDbBlocker

from dev.postgres import WEB_ROLE

# The slowest case says nothing on a shared machine, and CI must find the same as the desk did.
hypothesis.settings.register_profile("house", deadline=None, print_blob=True)
hypothesis.settings.register_profile("ci", deadline=None, print_blob=True, derandomize=True)
hypothesis.settings.load_profile("ci" if os.environ.get("CI") == "true" else "house")

AsOwner = Callable[[], AbstractContextManager[None]]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--slow", action="store_true", help="run the slow tests too")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave the slow tests out unless asked: `make attack`, or `make test ARGS=--slow`."""
    if config.getoption("--slow") or "slow" in config.getoption("-m"):
        return
    slow = [item for item in items if item.get_closest_marker("slow")]
    if slow:
        config.hook.pytest_deselected(items=slow)
        items[:] = [item for item in items if item not in slow]


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Migrated as the owner; from now on every connection, in any thread, acts as the web role."""
    with django_db_blocker.unblock():
        call_command("grant_web_role")
        connection.settings_dict["OPTIONS"]["options"] = f"-c role={WEB_ROLE}"
        connection.close()
    yield
    with django_db_blocker.unblock():  # only the owner may drop the test database
        del connection.settings_dict["OPTIONS"]["options"]
        connection.close()


@pytest.fixture(scope="module")
def starter_rows(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """The starter catalogue as rows and as the live edition, loaded once for a whole module.

    Each test of the module works in a savepoint of it; not for tests that need transactions of
    their own.
    """
    from sideeffects.actions import load, publish  # noqa: PLC0415 - after Django's set-up
    from tests.catalogue import STARTER  # noqa: PLC0415

    with django_db_blocker.unblock(), transaction.atomic():
        load(STARTER, by=None)
        publish(by=None)
        yield
        transaction.set_rollback(True)


def pytest_runtest_setup() -> None:
    """Emptying the tables after a test left the connection with the owner's rights."""
    _act_as(WEB_ROLE)


def _act_as(role: str) -> None:
    """On the open connection; a new one begins as the web role by itself."""
    if connection.connection is None:
        return
    if connection.connection.info.transaction_status == TRANSACTION_STATUS_INERROR:
        return
    with connection.connection.cursor() as cursor:
        cursor.execute(f"SET ROLE {role}")


@pytest.fixture
def as_owner(db: None) -> AsOwner:
    """`with as_owner(): …` for the few tests that need the owner's rights."""

    @contextmanager
    def acting() -> Iterator[None]:
        connection.ensure_connection()
        _act_as("NONE")
        try:
            yield
        finally:
            _act_as(WEB_ROLE)

    return acting
