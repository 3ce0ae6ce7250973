"""Queries asked with nearly every request: Django writes their SQL once in each process, and
PostgreSQL plans them once in each connection.

Writing the SQL of one row with its neighbour takes Django four times what asking takes; planning
a page of the review list takes PostgreSQL twice what reading it takes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Generic, TypeVar, cast

from django.db import DEFAULT_DB_ALIAS, connection, connections, models
from django.db.models import Expression, QuerySet
from django.db.models.query import ModelIterable, get_related_populators
from django.db.transaction import TransactionManagementError
from psycopg2.sql import SQL, Identifier

Row = TypeVar("Row")


class Given(Expression):
    """Stands in a query for a value that is told each time it is asked."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name

    def as_sql(self, _compiler: object, _connection: object) -> Any:
        return "%s", (self,)


@dataclass(frozen=True)
class _Written:
    sql: str
    params: tuple[Any, ...]
    converters: tuple[tuple[int, Sequence[Callable[..., Any]], Any], ...]
    make: Callable[[Sequence[Any]], Any]
    locks: bool

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Of the values it is told, each once."""
        return tuple(dict.fromkeys(part.name for part in self.params if isinstance(part, Given)))

    def numbered(self, cursor: Any) -> str:
        """The SQL with $1, $2 for what it is told; what never changes is written out."""
        parts = [
            f"${self.names.index(part.name) + 1}"
            if isinstance(part, Given)
            else cursor.mogrify("%s", [part]).decode()
            for part in self.params
        ]
        return self.sql % tuple(parts)


class FixedQuery(Generic[Row]):
    """`build` gives the queryset, of objects or of `values_list`, with a `Given` for each value
    that changes. It is called once; what it asks must not depend on anything else. One plan serves
    all values: for what reads by an index whatever is asked."""

    def __init__(self, build: Callable[[], QuerySet[Any, Row]]) -> None:
        self._build = build

    @cached_property
    def _queryset(self) -> QuerySet[Any, Row]:
        return self._build()

    def rows(self, **given: Any) -> list[Row]:
        """The rows, as the queryset would give them. Values are of the columns' own Python types.

        Raises `TransactionManagementError` for a query that locks, outside of a transaction.
        """
        # As a queryset, so that what watches querysets (the tests, for N+1) sees this one too.
        found = QuerySet[Any, Row](query=self._queryset.query)
        found._iterable_class = lambda _found: self._asked(given)  # type: ignore[assignment]
        return list(found)

    def first(self, **given: Any) -> Row | None:
        return next(iter(self.rows(**given)), None)

    def _asked(self, given: dict[str, Any]) -> Iterator[Row]:
        written = self._written
        if written.locks and not connection.in_atomic_block:
            raise TransactionManagementError("A query that locks belongs into a transaction.")
        with connection.cursor() as cursor:
            cursor.execute(self._prepared(), [given[name] for name in written.names])
            found = cursor.fetchall()
        for row in found:
            yield written.make(self._converted(row))

    def _prepared(self) -> str:
        """The statement that asks it, once this connection of PostgreSQL has its plan."""
        ready = _ready_here()
        if self not in ready:
            name = f"fixed_query_{len(ready) + 1}"
            with connection.wrap_database_errors, connection.connection.cursor() as cursor:
                asked = SQL(self._written.numbered(cursor))
                cursor.execute(SQL("PREPARE {} AS {}").format(Identifier(name), asked))
            values = ", ".join(["%s"] * len(self._written.names))
            ready[self] = f"EXECUTE {name} ({values})"
        return ready[self]

    def _converted(self, row: Sequence[Any]) -> Sequence[Any]:
        if not self._written.converters:
            return row
        values = list(row)
        for place, converters, column in self._written.converters:
            for convert in converters:
                values[place] = convert(values[place], column, connection)
        return values

    @cached_property
    def _written(self) -> _Written:
        queryset = self._queryset
        compiler = queryset.query.get_compiler(using=queryset.db)
        sql, params = compiler.as_sql()
        columns = [column for column, _sql, _alias in compiler.select[: compiler.col_count]]
        converters = compiler.get_converters(columns)
        makes_objects = issubclass(queryset._iterable_class, ModelIterable)
        return _Written(
            sql=sql,
            params=tuple(params),
            converters=tuple((place, *each) for place, each in converters.items()),
            make=_maker(compiler, queryset.db) if makes_objects else tuple,
            locks=queryset.query.select_for_update,
        )


def _ready_here() -> dict[FixedQuery[Any], str]:
    """What this thread's connection of PostgreSQL has planned; a new one has planned nothing."""
    here: Any = connections[DEFAULT_DB_ALIAS]
    of, ready = getattr(here, "fixed_queries", (None, {}))
    if of is not here.connection:
        ready = {}
        here.fixed_queries = here.connection, ready
    return cast(dict[FixedQuery[Any], str], ready)


def _maker(compiler: Any, alias: str) -> Callable[[Sequence[Any]], models.Model]:
    """What makes an object of a row, with its neighbours of `select_related`."""
    info, select = compiler.klass_info, compiler.select
    kind = cast(type[models.Model], info["model"])
    start, end = info["select_fields"][0], info["select_fields"][-1] + 1
    names = [column.target.attname for column, _sql, _alias in select[start:end]]
    neighbours = get_related_populators(info, select, alias)  # type: ignore[call-arg]  # Django 6

    def make(row: Sequence[Any]) -> models.Model:
        found = kind.from_db(alias, names, row[start:end])
        for neighbour in neighbours:
            neighbour.populate(row, found)
        return found

    return make
