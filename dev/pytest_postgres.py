"""pytest's plugin that gives the tests a PostgreSQL of their own, made new and thrown away.

pytest-django reads the settings before any conftest.py, so the server starts here. The tests
never touch the database of `make run`, nor one named by DATABASE_URL.
"""

from __future__ import annotations

import atexit
import contextlib
import os
import re
import secrets
import signal
from collections.abc import Generator
from pathlib import Path

import psycopg2
import pytest

from dev.places import VAR, remove_folder
from dev.postgres import ADMIN_ROLE, OWNER_ROLE, WEB_ROLE, PrivatePostgres, forget_socket
from dev.postgres_programs import PostgresUnavailableError

PREFIX = "test-postgres-"

# The one setting that differs from a clinic's server: these databases live for one run, so that
# no power cut can lose anything, and creating a test database writes a thousand files.
THROWAWAY = {"fsync": "off"}


@pytest.hookimpl(wrapper=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> Generator[None, object, object]:
    _sweep()
    server = PrivatePostgres(f"{PREFIX}{os.getpid()}", settings=THROWAWAY, throwaway=True)
    early_config.add_cleanup(server.stop)
    atexit.register(server.stop)
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        server.start()
    except PostgresUnavailableError as problem:
        raise pytest.UsageError(str(problem)) from None
    _prepare(server)
    os.environ.update(
        SCALPWISE_ENV="test",
        SECRET_KEY=secrets.token_urlsafe(50),
        DATABASE_URL=server.url(WEB_ROLE),
        DATABASE_OWNER_URL=server.url(OWNER_ROLE),
    )
    for name in (
        "SCALPWISE_DEMO",
        "SCALPWISE_NO_SECOND_FACTOR",
        "SCALPWISE_AS_OWNER",
        "SECRET_KEY_FILE",
        "DEBUG",
    ):
        os.environ.pop(name, None)
    return (yield)


def _prepare(server: PrivatePostgres) -> None:
    """In tests the owner may also create databases, act as the web role and empty tables."""
    connection = psycopg2.connect(server.url(ADMIN_ROLE, "postgres"))
    connection.autocommit = True
    with contextlib.closing(connection), connection.cursor() as cursor:
        cursor.execute(f"ALTER ROLE {OWNER_ROLE} CREATEDB")
        cursor.execute(f"GRANT {WEB_ROLE} TO {OWNER_ROLE}")
        cursor.execute(f"GRANT SET ON PARAMETER session_replication_role TO {OWNER_ROLE}")


def _sweep() -> None:
    """Remove what a killed run left: the folder carries the number of its process."""
    for left in VAR.glob(f"{PREFIX}*"):
        number = re.fullmatch(rf"{PREFIX}(\d+)", left.name)
        if number and not Path(f"/proc/{number.group(1)}").exists():
            forget_socket(left)
            remove_folder(left.name)
