"""Is what was erased from the history what the erasures say, and no more?

A change that lost its values does not fit its seal any more. It is listed under a sealed event,
which holds the number of its changes and the hash of all that is left of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db import connection
from psycopg2 import sql

from clinic.retention import tables_of_records

ERASED = "patient.erased"

# What the event says beside what is listed for it.
BESIDE_ITS_EVENT = """
SELECT e.id, e.detail->>'changes', e.detail->>'sha256', count(x.change_id),
    encode(sha256(coalesce(string_agg(x.digest, ''::bytea ORDER BY x.change_id), '')), 'hex')
FROM clinic_event e LEFT JOIN clinic_erasedchange x ON x.event_id = e.id
WHERE e.action = %s
GROUP BY e.id ORDER BY e.id
"""
UNCOVERED = """
SELECT x.change_id FROM clinic_erasedchange x JOIN clinic_event e ON e.id = x.event_id
WHERE e.action <> %s ORDER BY x.change_id
"""
WITH_VALUES = """
SELECT c.id FROM clinic_erasedchange x JOIN clinic_rowchange c ON c.id = x.change_id
WHERE c.before IS NOT NULL OR c.after IS NOT NULL ORDER BY c.id
"""
TABLES = """
SELECT c.table_name, min(c.id) FROM clinic_erasedchange x JOIN clinic_rowchange c
ON c.id = x.change_id GROUP BY c.table_name ORDER BY c.table_name
"""
STILL_THERE = """
SELECT c.id FROM clinic_erasedchange x JOIN clinic_rowchange c ON c.id = x.change_id
WHERE c.table_name = {name} AND EXISTS (SELECT FROM {table} t WHERE t.id::text = c.row_id)
ORDER BY c.id
"""


def counts() -> tuple[int, int]:
    """How many changes hold no values any more, and by how many erasures."""
    (found,) = _rows("SELECT count(*), count(DISTINCT event_id) FROM clinic_erasedchange")
    return found


def breaks_of_erased() -> Iterator[str]:
    """What is wrong with the erasures, one sentence each."""
    for event, changes, sha256, listed, made in _rows(BESIDE_ITS_EVENT, ERASED):
        if (changes, sha256) != (str(listed), made):
            yield (
                f"Event {event} erased {changes or 'an unknown number of'} row changes;"
                f" the {listed} that are listed for it are not the same."
            )
    for (change,) in _rows(UNCOVERED, ERASED):
        yield f"Row change {change} is listed as erased, and no erasure covers it."
    for (change,) in _rows(WITH_VALUES):
        yield f"Row change {change} is listed as erased and holds values."
    yield from _breaks_of_tables()


def _breaks_of_tables() -> Iterator[str]:
    """Only the rows of a record are erased, and then they are gone: what else lost its values in
    the history was hidden by somebody."""
    of_records = tables_of_records()
    for table, first in _rows(TABLES):
        if table not in of_records:
            yield f"Row change {first} of {table} is listed as erased; that table has no records."
            continue
        names = {"name": sql.Literal(table), "table": sql.Identifier(table)}
        for (change,) in _rows(sql.SQL(STILL_THERE).format(**names)):
            yield f"Row change {change} is listed as erased, and its row of {table} is still there."


def _rows(query: Any, *values: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(query, values or None)
        found: list[tuple[Any, ...]] = cursor.fetchall()
    return found
