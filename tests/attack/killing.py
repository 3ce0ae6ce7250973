"""Kills an act at one of its statements, and tells what the database then holds.

Everything runs inside the transaction of a test, where each transaction of the act is a savepoint:
what an act leaves behind outside of its own transactions stays in sight, and is undone afterwards.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from django.apps import apps
from django.db import OperationalError, connection, models, transaction

from tests.attack.acts import Act, Call
from tests.attack.stage import Stage

BRACKETS = ("SAVEPOINT", "RELEASE", "ROLLBACK")
CHANGES = ("INSERT", "UPDATE", "DELETE", "SELECT SCALPWISE_SEAL")
Shape = dict[str, tuple[int, int]]

# Different each time the same thing is done: moments, keys, secrets, and what is made of them.
VOLATILE = (
    models.DateTimeField,
    models.UUIDField,
    models.AutoField,
    models.BinaryField,
    models.ForeignKey,
)
VOLATILE_NAMES = {
    *(
        "reference",
        "references",
        "token_hash",
        "request_id",
        "canonical",
        "hash",
        "sealed",
        "password",
    ),
    *("session_key", "session_data", "detail", "data", "before", "after", "row_id", "record"),
    *("subject_id", "content", "sha256", "terms", "value", "changed", "seal", "previous"),
    *("shown", "size", "windows", "names"),
}


class Killed(BaseException):
    """The process is gone: nothing in the code catches this."""


# ── What stands in the database ────────────────────────────────────────────────


def exactly() -> Shape:
    """Table by table: how many rows, and a sum over all that stands in them."""
    return _look(_every_row())


def shape() -> Shape:
    """The same without what differs each time the same thing is done."""
    return _look(_every_row_without_moments())


def _look(sql: str) -> Shape:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return {table: (rows, whole) for table, rows, whole in cursor.fetchall()}


def _tables() -> list[type[models.Model]]:
    found = apps.get_models(include_auto_created=True)
    return [model for model in found if model._meta.managed and not model._meta.proxy]


@cache
def _every_row() -> str:
    return " UNION ALL ".join(_count(model, "t::text") for model in _tables())


@cache
def _every_row_without_moments() -> str:
    return " UNION ALL ".join(_count(model, _stable(model)) for model in _tables())


def _count(model: type[models.Model], text: str) -> str:
    table = model._meta.db_table
    hashed = f"coalesce(sum(('x' || md5({text}))::bit(32)::bigint), 0)"
    return f"SELECT '{table}', count(*), {hashed} FROM \"{table}\" t"


def _stable(model: type[models.Model]) -> str:
    kept = [
        f't."{one.column}"::text'
        for one in model._meta.concrete_fields
        if not isinstance(one, VOLATILE) and one.column not in VOLATILE_NAMES
    ]
    return f"concat_ws('|', {', '.join([*kept, chr(39) * 2])})"


def differing(one: Shape, other: Shape) -> list[str]:
    return sorted(table for table in one if one[table] != other[table])


# ── One run of an act ──────────────────────────────────────────────────────────


@dataclass
class Run:
    """What an act did: its statements, and how often something of it became final.

    `kill_at`: the number of the statement at which it ends; None lets it come to its end.
    """

    kill_at: int | None = None
    after: bool = True
    statements: list[str] = field(default_factory=list)
    final: int = 0
    stood: list[Shape] = field(default_factory=list)
    _depth: int = 0
    _dirty: bool = False

    def of(self, call: Call) -> None:
        with connection.execute_wrapper(self):
            call()

    def __call__(self, execute: Any, sql: Any, params: Any, many: bool, context: Any) -> Any:
        text = sql if isinstance(sql, str) else sql.as_string(context["connection"].connection)
        if text.startswith(BRACKETS):
            result = execute(sql, params, many, context)
            self._bracket(text)
            return result
        here = len(self.statements)
        self.statements.append(text)
        if here == self.kill_at and not self.after:
            raise OperationalError("server closed the connection unexpectedly")
        result = execute(sql, params, many, context)
        changes = text.lstrip().upper().startswith(CHANGES)
        self._dirty |= changes and context["cursor"].rowcount > 0
        if self._depth == 0:
            self._end_of_transaction()
        if here == self.kill_at:
            raise Killed
        return result

    def _bracket(self, sql: str) -> None:
        if sql.startswith("SAVEPOINT"):
            self._depth += 1
        elif sql.startswith("RELEASE"):
            self._depth -= 1
            if self._depth == 0:
                self._end_of_transaction()
        elif self._depth == 1:
            self._dirty = False  # all of it was taken back

    def _end_of_transaction(self) -> None:
        if self._dirty:
            self._dirty = False
            self.final += 1
            if self.kill_at is None:
                self.stood.append(shape())

    def writes_at(self) -> list[int]:
        return [
            number
            for number, sql in enumerate(self.statements)
            if sql.lstrip().upper().startswith(CHANGES)
        ]


@contextmanager
def undone() -> Iterator[None]:
    """Whatever happens in here did not happen."""
    before = transaction.savepoint()
    try:
        yield
    finally:
        transaction.savepoint_rollback(before)
        transaction.set_rollback(False)


def whole(act: Act, stage: Stage) -> Run:
    """The act from its beginning to its end."""
    run = Run()
    with undone():
        run.of(act.make(stage))
    return run


def faults(
    act: Act, stage: Stage, complete: Run, number: int, *, after: bool, again: bool = False
) -> list[str]:
    """What is wrong when the act is killed at this statement; `again`: and when its person then
    does it once more."""
    run = Run(kill_at=number, after=after)
    with undone():
        call = act.make(stage)
        before = exactly()
        with suppress(Killed, OperationalError):
            run.of(call)
        transaction.set_rollback(False)  # a save outside of the act's own transactions asked for it
        expected, found = (before, exactly()) if run.final == 0 else _so_far(run, complete)
        wrong = differing(expected, found)
        if again and not wrong and run.final == 0:
            call()
            wrong = [f"{table}, done again" for table in differing(complete.stood[-1], shape())]
        how = "after" if after else "before"
        return [f"{act.name} {how} statement {number}: {table}" for table in wrong]


def _so_far(run: Run, complete: Run) -> tuple[Shape, Shape]:
    return complete.stood[run.final - 1], shape()
