"""Can work be saved here, and kept? What /readyz says, as short coded words and nothing else.

Strangers may ask, as often as they like: one connection at most in each process, one look a
second, and whoever asks meanwhile gets the answer of that look.
"""

from __future__ import annotations

import functools
import threading
import time
from contextlib import closing
from typing import Any

import psycopg2
from django.conf import settings
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from clinic.database_safety import DURABLE, wrong_settings
from clinic.sealing import LATEST_SECONDS, OLDEST_WAITING

# Every word that may be said; docs/operations.md tells what to do about each.
REASONS = (
    *("database", "read_only", "writing", "migrations", "durability"),
    *("archive", "standby", "seals", "starting"),
)
FRESH_SECONDS = 1
DEADLINE_SECONDS = 2
TOO_OLD_SECONDS = 10

# `local`: a look may not wait for a standby that has gone; whether it is there is asked below.
BEGIN = f"""
SET LOCAL statement_timeout = '{DEADLINE_SECONDS}s';
SET LOCAL lock_timeout = '{DEADLINE_SECONDS}s';
SET LOCAL synchronous_commit = local
"""
READ_ONLY = "SELECT pg_is_in_recovery() OR current_setting('transaction_read_only')::boolean"
# On a full disk one more row may still find its place in a page that is there, where no table can
# grow any more. So a sort is made to need a file beside the tables (280 kB, 1 ms).
ROOM = """
SET LOCAL work_mem = '64kB';
SELECT count(*) FROM
    (SELECT repeat('x', 4000) || n FROM generate_series(1, 64) AS n ORDER BY 1) AS sorted
"""
# A row is written and committed, whatever the settings say.
WRITE = """
INSERT INTO clinic_cache (cache_key, value, expires) VALUES ('readyz', '', now())
ON CONFLICT (cache_key) DO UPDATE SET expires = excluded.expires
"""
ARCHIVE_FAILS = """
SELECT current_setting('archive_mode') <> 'off' AND coalesce(
    last_failed_time > coalesce(last_archived_time, '-infinity'), false) FROM pg_stat_archiver
"""
# The web role may not see how far a standby is, only that one is connected.
STANDBY_GONE = """
SELECT current_setting('synchronous_standby_names') <> ''
    AND NOT EXISTS (SELECT FROM pg_stat_replication)
"""

_started = time.monotonic()
_looking = threading.Lock()
_seen: tuple[float, tuple[str, ...]] = (_started - FRESH_SECONDS, ("starting",))


def not_ready_because() -> tuple[str, ...]:
    """Why no work can be saved, a word for each reason; empty when it can."""
    global _seen  # noqa: PLW0603 - one answer for all threads of the process
    at, answer = _seen
    age = time.monotonic() - at
    if age < FRESH_SECONDS:
        return answer
    if not _looking.acquire(blocking=False):  # somebody looks; who looks for so long sees nothing
        return answer if age < TOO_OLD_SECONDS else ("database",)
    try:
        answer = look()
        _seen = (time.monotonic(), answer)
    finally:
        _looking.release()
    return answer


def look() -> tuple[str, ...]:
    try:
        with closing(_connect()) as opened:
            return _reasons(opened)
    except psycopg2.Error:
        return ("database",)


def _connect() -> Any:
    """A connection of its own, so that a deadline of its own holds."""
    wanted = {**connection.get_connection_params(), "connect_timeout": DEADLINE_SECONDS}
    return psycopg2.connect(**wanted)


def _reasons(opened: Any) -> tuple[str, ...]:
    with opened.cursor() as cursor:
        cursor.execute(BEGIN)
        if _is(cursor, READ_ONLY):
            return ("read_only",)
        if _migrations_missing(cursor):
            return ("migrations",)
        wrong = {
            "durability": settings.PRODUCTION and bool(wrong_settings(cursor, _of_the_server())),
            "archive": _is(cursor, ARCHIVE_FAILS),
            "standby": _is(cursor, STANDBY_GONE),
            "seals": _seals_wait(cursor),
        }
        try:
            cursor.execute(ROOM)
            cursor.execute(WRITE)
            opened.commit()
        except psycopg2.Error:
            wrong["writing"] = True
    return tuple(word for word, is_so in wrong.items() if is_so)


def _is(cursor: Any, question: str) -> bool:
    cursor.execute(question)
    return bool(cursor.fetchone()[0])


def _of_the_server() -> dict[str, tuple[str, ...]]:
    """Not how this look commits, which is its own."""
    return {name: values for name, values in DURABLE.items() if name != "synchronous_commit"}


@functools.cache
def _migrations() -> frozenset[tuple[str, str]]:
    """Those of the code, which stays the same as long as the process lives."""
    return frozenset(MigrationLoader(None).disk_migrations)


def _migrations_missing(cursor: Any) -> bool:
    cursor.execute("SELECT app, name FROM django_migrations")
    return not _migrations() <= set(cursor.fetchall())


def _seals_wait(cursor: Any) -> bool:
    """What came while nobody was there to seal it is late only once somebody had the time."""
    cursor.execute(OLDEST_WAITING)
    waited = float(cursor.fetchone()[0] or 0)
    return waited > LATEST_SECONDS and time.monotonic() - _started > LATEST_SECONDS
