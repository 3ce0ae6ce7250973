"""What erasing somebody's record stands on: guards asleep for a moment, the history without values.

All of it as the owner of the tables and inside one transaction, which nobody sees until it is over.
The history of rows is sealed, so a change that loses its values is listed (`ErasedChange`) under a
sealed event that holds the hash of what is left: verify_audit tells it from a forgery.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from django.contrib.sessions.models import Session
from django.db import connection, models
from django.db.models import Q
from psycopg2 import sql

from clinic.errors import NotAllowed
from clinic.models import Event, RowChange, SentForm
from clinic.sessions import SessionStore
from clinic.verifying import CHANGE_TEXT

WAITS = "10s"  # for whoever is writing just then
MESSAGES = "_messages"  # Django's key in a session
HISTORY = RowChange._meta.db_table

OWNS = """
SELECT bool_and(pg_has_role(current_user, relowner, 'MEMBER')) FROM pg_class
WHERE relnamespace = 'public'::regnamespace AND relname = ANY(%s)
"""
WITH_VALUES = """
SELECT c.id FROM unnest(%s::text[], %s::text[]) erased (table_name, row_id)
JOIN clinic_rowchange c USING (table_name, row_id)
WHERE c.before IS NOT NULL OR c.after IS NOT NULL ORDER BY c.id
"""
HASH_OF_ALL = sql.SQL("""
SELECT encode(sha256(coalesce(string_agg(
    sha256(convert_to({change}, 'UTF8')), ''::bytea ORDER BY c.id), '')), 'hex')
FROM clinic_rowchange c WHERE c.id = ANY(%s)
""").format(change=CHANGE_TEXT)
LIST = sql.SQL("""
INSERT INTO clinic_erasedchange (change_id, event_id, digest)
SELECT c.id, %s, sha256(convert_to({change}, 'UTF8'))
FROM clinic_rowchange c WHERE c.id = ANY(%s)
""").format(change=CHANGE_TEXT)


@dataclass(frozen=True, slots=True)
class Emptied:
    """The changes whose values are gone, and the SHA-256 over the hashes of what is left."""

    changes: tuple[int, ...]
    sha256: str


def check_owner(tables: Sequence[str]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(OWNS, [list(tables)])
        (owns,) = cursor.fetchone()
    if not owns:
        raise NotAllowed(
            "Only the owner of the tables can erase.", "Set DATABASE_OWNER_URL to the owner's."
        )


def lock_tables(tables: Sequence[str]) -> None:
    """Everybody can go on reading; who writes waits until this transaction is over."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL lock_timeout = %s", [WAITS])
        names = sql.SQL(", ").join(sql.Identifier(table) for table in tables)
        cursor.execute(sql.SQL("LOCK TABLE {} IN SHARE ROW EXCLUSIVE MODE").format(names))


@contextmanager
def guards_asleep(tables: Sequence[str]) -> Iterator[None]:
    """Guards refuse even the owner. They wake with this block, or with the transaction's end."""
    _set_guards(tables, "DISABLE")
    yield
    _set_guards(tables, "ENABLE")


def _set_guards(tables: Sequence[str], state: str) -> None:
    with connection.cursor() as cursor:
        # What is still to be checked at the end would keep the tables from being altered; foreign
        # keys stay awake, so that nothing is left that points nowhere.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        alter = sql.SQL("ALTER TABLE {} {} TRIGGER USER")
        each = [alter.format(sql.Identifier(table), sql.SQL(state)) for table in tables]
        cursor.execute(sql.SQL("; ").join(each))
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def remove(rows: Mapping[type[models.Model], Sequence[object]]) -> dict[str, int]:
    """Rows by their keys; how many went, by table. Only while the tables' guards are asleep."""
    gone = {}
    with connection.cursor() as cursor:
        for model, keys in rows.items():
            meta = model._meta
            assert meta.pk is not None  # noqa: S101 - each model has one
            statement = sql.SQL("DELETE FROM {} WHERE {} = ANY(%s)").format(
                sql.Identifier(meta.db_table), sql.Identifier(meta.pk.column or "")
            )
            cursor.execute(statement, [list(keys)])
            gone[meta.db_table] = cursor.rowcount
    return {table: count for table, count in gone.items() if count}


def empty_history(rows: Mapping[type[models.Model], Sequence[object]]) -> Emptied:
    """Take the values out of every change of these rows."""
    named = [(model._meta.db_table, str(key)) for model, keys in rows.items() for key in keys]
    with connection.cursor() as cursor:
        cursor.execute(WITH_VALUES, [[table for table, _ in named], [key for _, key in named]])
        changes = [change for (change,) in cursor.fetchall()]
        with guards_asleep([HISTORY]):
            cursor.execute(
                "UPDATE clinic_rowchange SET before = NULL, after = NULL WHERE id = ANY(%s)",
                [changes],
            )
        cursor.execute(HASH_OF_ALL, [changes])
        (sha256,) = cursor.fetchone()
    return Emptied(tuple(changes), sha256)


def list_emptied(emptied: Emptied, event: Event) -> None:
    """`event` holds their number and hash; from now on verify_audit knows why they are empty."""
    with connection.cursor() as cursor:
        cursor.execute(LIST, [event.pk, list(emptied.changes)])


def forget_in_passing(references: Iterable[str]) -> None:
    """What names somebody for a few minutes or days only: forms that came in, by their address,
    and messages for the next page, which lie sealed in sessions and cannot be told apart."""
    named = Q()
    for reference in references:
        named |= Q(address__contains=reference) | Q(location__contains=reference)
    SentForm.objects.filter(named).delete()
    for session in Session.objects.all():
        said = SessionStore().decode(session.session_data)
        if said.pop(MESSAGES, None) is not None:
            Session.objects.filter(pk=session.pk).update(session_data=SessionStore().encode(said))


def forget_statistics(tables: Sequence[str]) -> None:
    """PostgreSQL's planner keeps samples of values; these are taken anew."""
    with connection.cursor() as cursor:
        for table in (*tables, HISTORY):
            cursor.execute(sql.SQL("ANALYZE {}").format(sql.Identifier(table)))
