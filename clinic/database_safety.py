"""Is this database safe for a real clinic? Asked before the first page and by the deploy check."""

from __future__ import annotations

from django.conf import settings
from django.db import DatabaseError, connections

# Else PostgreSQL writes patients' rows into its own log with every row that it refuses.
DISCREET = {
    "log_error_verbosity": ("terse",),
    "log_min_error_statement": ("panic",),
    "log_statement": ("none", "ddl"),
    "log_parameter_max_length_on_error": ("0",),
}
DURABLE = {"fsync": ("on",), "synchronous_commit": ("on", "remote_apply")}


def unsafe(alias: str = "default") -> list[str]:
    """What is wrong with the connection, one line each: who we are, and does it keep its word."""
    found: list[str] = []
    with connections[alias].cursor() as cursor:
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
        for name, allowed in {**DURABLE, **DISCREET}.items():
            cursor.execute("SELECT current_setting(%s)", [name])
            (value,) = cursor.fetchone()
            if value not in allowed:
                found.append(f"PostgreSQL has {name} {value}; it must be {allowed[0]}.")
    return found


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
