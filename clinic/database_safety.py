"""Is this database safe for a real clinic? Asked before the first page, by the deploy check and by
/readyz."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import DatabaseError, connections

# Else PostgreSQL writes patients' rows into its own log with every row that it refuses.
DISCREET = {
    "log_error_verbosity": ("terse",),
    "log_min_error_statement": ("panic",),
    "log_statement": ("none", "ddl"),
    "log_parameter_max_length_on_error": ("0",),
}
# What was answered with "Saved" is on the disk, whole, and a disk that lies is found out.
DURABLE = {
    "fsync": ("on",),
    "full_page_writes": ("on",),
    "synchronous_commit": ("on", "remote_apply"),
    "data_checksums": ("on",),
}


def unsafe(alias: str = "default") -> list[str]:
    """What is wrong with the connection, one line each: who we are, and does it keep its word."""
    with connections[alias].cursor() as cursor:
        return [*_wrong_role(cursor), *wrong_settings(cursor, {**DURABLE, **DISCREET})]


def _wrong_role(cursor: Any) -> list[str]:
    found: list[str] = []
    cursor.execute("SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user")
    if cursor.fetchone() != (False,):
        found.append("The web role of DATABASE_URL is a superuser.")
    cursor.execute(
        "SELECT EXISTS (SELECT FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
        " WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p')"
        " AND pg_has_role(current_user, c.relowner, 'MEMBER'))"
    )
    if cursor.fetchone() != (False,):
        found.append("The web role of DATABASE_URL owns tables; only the owner role may.")
    return found


def wrong_settings(cursor: Any, wanted: dict[str, tuple[str, ...]]) -> list[str]:
    """Each setting of the server that has none of its allowed values, one line each."""
    cursor.execute(
        "SELECT name, current_setting(name) FROM unnest(%s::text[]) AS name", [list(wanted)]
    )
    return [
        f"PostgreSQL has {name} {value}; it must be {wanted[name][0]}."
        for name, value in cursor.fetchall()
        if value not in wanted[name]
    ]


def refuse_unsafe_start() -> None:
    """Called by the web server: in production nothing is served from an unsafe database."""
    if not settings.PRODUCTION:
        return
    try:
        problems = unsafe()
    except DatabaseError:
        raise SystemExit("Scalpwise cannot start: the database does not answer.") from None
    finally:
        connections.close_all()
    if problems:
        raise SystemExit(f"Scalpwise cannot start: {problems[0]}")
