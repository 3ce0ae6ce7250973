"""A database of one's own, named by two addresses: can the site live there? Asked before anything
is made in it, and refused with one line."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Any

import psycopg2

from clinic import environment

WEB, OWNER = "DATABASE_URL", "DATABASE_OWNER_URL"
OLDEST_POSTGRESQL = 15
EXTENSIONS = frozenset({"btree_gist", "pg_trgm", "unaccent"})


class WrongSettingError(Exception):
    """A setting that a person gave cannot be used; the text says why in one line."""


def given_addresses() -> dict[str, str]:
    """Both addresses as they were given, once both databases have let us in."""
    if not os.environ.get(OWNER):
        raise WrongSettingError(
            f"{WEB} is set but {OWNER} is not: the site runs as a role that "
            "owns nothing, so migrations need the address of the role that owns the database."
        )
    with _connected(WEB) as web, _connected(OWNER) as owner:
        why = why_not(web, owner)
    if why:
        raise WrongSettingError(why)
    return {name: os.environ[name] for name in (WEB, OWNER)}


def why_not(
    web: Any,
    owner: Any,
    *,
    oldest: int = OLDEST_POSTGRESQL,
    extensions: frozenset[str] = EXTENSIONS,
) -> str | None:
    """What keeps the site from living here, asked over a connection of each role."""
    web_role, owner_role = web.info.user, owner.info.user
    database = owner.info.dbname
    found = {row[0] for row in _rows(owner, "SELECT name FROM pg_available_extensions")}
    ((owns,),) = _rows(
        owner,
        "SELECT pg_has_role(datdba, 'USAGE') FROM pg_database WHERE datname = current_database()",
    )
    if owner.server_version < oldest * 10_000:
        return f"The server is older than PostgreSQL {oldest}."
    if web_role == owner_role:
        return f"{WEB} and {OWNER} name the same role, {web_role}; the site must own nothing."
    if web.info.dbname != database:
        return f"{WEB} names the database {web.info.dbname}, {OWNER} names {database}."
    if not owns:
        return (
            f"The role of {OWNER} does not own the database. As the server's administrator: "
            f"ALTER DATABASE {database} OWNER TO {owner_role}"
        )
    if lacking := sorted(extensions - found):
        return f"The server lacks {', '.join(lacking)}; install PostgreSQL's contrib modules."
    return None


def _rows(connection: Any, question: str) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(question)
        return list(cursor.fetchall())


@contextmanager
def _connected(name: str) -> Iterator[Any]:
    try:
        place = environment.database(name, os.environ[name])
    except SystemExit as problem:
        raise WrongSettingError(str(problem)) from None
    parts = {
        "dbname": place["NAME"],
        "user": place.get("USER"),
        "password": place.get("PASSWORD"),
        "host": place.get("HOST"),
        "port": place.get("PORT"),
        **(place.get("OPTIONS") or {}),
    }
    known = {part: value for part, value in parts.items() if value}
    try:
        connection = psycopg2.connect(**{"connect_timeout": 10, **known})
    except psycopg2.OperationalError as problem:
        why = str(problem).strip().splitlines()[0]
        raise WrongSettingError(f"The database of {name} does not answer: {why}") from None
    with closing(connection):
        yield connection
