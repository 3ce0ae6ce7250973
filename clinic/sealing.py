"""Seals the event log and the history of rows, apart from the requests that write them.

PostgreSQL does the sealing (the function scalpwise_seal, clinic/migrations/0004_seals.py): the web
role may call it, and can neither write nor change a seal.
"""

from __future__ import annotations

import logging
import threading

import pgtrigger
from django.db import DatabaseError, connection, models, transaction

from clinic.background import Job, start_background
from clinic.triggers import SharedGuard

SECONDS_BETWEEN = 30
LATEST_SECONDS = 60  # safety.md, R28
DEADLINE_SECONDS = 20
EACH_TIME = 1_000

log = logging.getLogger(__name__)

# On the list, the older a record the smaller its number, but for what commits late.
OLDEST_WAITING = """
SELECT extract(epoch FROM clock_timestamp() - least(
    (SELECT at FROM clinic_event WHERE id =
        (SELECT record FROM clinic_unsealed WHERE kind = 'event' ORDER BY id LIMIT 1)),
    (SELECT at FROM clinic_rowchange WHERE id =
        (SELECT record FROM clinic_unsealed WHERE kind = 'change' ORDER BY id LIMIT 1))
))
"""


class WaitsForSeal(SharedGuard):
    """Each new event is put on the sealer's list, in its own transaction: the sealer sees it once
    it is committed, however late, and so misses nothing and waits for nobody."""

    name = "waits_for_seal"
    when = pgtrigger.After
    operation = pgtrigger.Insert

    def call(self, model: models.Model) -> str:
        return "public.scalpwise_await_seal('event')"


def seal_waiting() -> int:
    """Seal what waits, some at a time; how many were sealed. Stops when another one is sealing."""
    total = 0
    while sealed := _seal_some():
        total += sealed
        if sealed < EACH_TIME:
            break
    return total


def _seal_some() -> int:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = %s", [DEADLINE_SECONDS * 1000])
        cursor.execute("SELECT scalpwise_seal(%s)", [EACH_TIME])
        (sealed,) = cursor.fetchone()
    return sealed or 0


def seconds_waited() -> float:
    """How long the oldest record on the list has been waiting; 0 when nothing waits."""
    with connection.cursor() as cursor:
        cursor.execute(OLDEST_WAITING)
        (seconds,) = cursor.fetchone()
    return float(seconds or 0)


def start_sealing(ended: threading.Event | None = None) -> threading.Thread:
    """Sealing alone, in a thread of this process, until `ended`."""
    return start_background(ended, [Job("sealing", seal_once, SECONDS_BETWEEN)])


def seal_once() -> None:
    """One round. A fault of the database is logged and the next round tries again."""
    try:
        seal_waiting()
        if seconds_waited() > LATEST_SECONDS:
            log.error("Part of the audit trail has waited too long for its seal")
    except DatabaseError:
        log.exception("The audit trail could not be sealed")
    finally:
        connection.close()
