"""Carrying a recovered database into its new place: all of it in one transaction, or nothing."""

from __future__ import annotations

import subprocess
from contextlib import closing
from pathlib import Path
from typing import Any

import psycopg2

from clinic.backups.errors import BackupFailed
from clinic.backups.programs import first_fault, parts_of, programs, started, surroundings

INTO = "--into"
OURS = "clinic_event"  # every database of Scalpwise has this table
DATABASES = "SELECT datname FROM pg_database WHERE datallowconn AND NOT datistemplate ORDER BY 1"
IS_OURS = "SELECT to_regclass('public.clinic_event') IS NOT NULL"
# What belongs to an extension stands there before anybody's first table.
TAKEN = """
SELECT format('%I.%I', n.nspname, c.relname) FROM pg_class c
JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
AND c.relkind IN ('r', 'p', 'v', 'm', 'f', 'S')
AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = c.oid AND d.deptype = 'e')
ORDER BY c.relkind = 'r' DESC, 1 LIMIT 1
"""
MAY = "SELECT pg_has_role(datdba, 'USAGE') FROM pg_database WHERE datname = current_database()"


def check_target(address: str) -> None:
    """Empty, and ours to fill. Asked first, and again when everything is ready to go in."""
    parts = parts_of(INTO, address)
    if taken := _rows(parts, TAKEN):
        raise BackupFailed(
            f"The database of {INTO} is not empty: it has {taken[0][0]}. Nothing was changed."
        )
    if not _rows(parts, MAY)[0][0]:
        raise BackupFailed(f"The role of {INTO} does not own that database.")


def database_in(server: dict[str, Any], wanted: str) -> str:
    """Which database of a server is Scalpwise's."""
    names = [name for (name,) in _rows({**server, "dbname": "postgres"}, DATABASES)]
    ours = [name for name in names if _rows({**server, "dbname": name}, IS_OURS)[0][0]]
    if wanted:
        ours = [name for name in ours if name == wanted]
    if len(ours) != 1:
        raise BackupFailed(
            f"The backup holds several: {', '.join(ours)}. Name one with --database."
            if ours
            else f"The backup holds no database of Scalpwise{f' named {wanted}' if wanted else ''}."
        )
    return str(ours[0])


def carry(server: dict[str, Any], database: str, address: str, version: int, folder: Path) -> None:
    """Through a file: what was written only in part must not be put in as if it were all."""
    dump, place = folder / "dump", programs(version)
    with dump.open("wb") as out:
        _run(
            [str(place / "pg_dump"), "--format=custom", "--compress=0", "--no-password"],
            surroundings({**server, "dbname": database}),
            stdout=out,
        )
    check_target(address)
    parts = parts_of(INTO, address)
    with dump.open("rb") as source:
        _run(
            [
                *(str(place / "pg_restore"), "--single-transaction", "--exit-on-error"),
                *("--no-owner", "--no-acl", "--no-password", "--dbname", parts["dbname"]),
            ],
            surroundings(parts),
            stdin=source,
        )
    dump.unlink()


def has_role(address: str, role: str) -> bool:
    found = _rows(parts_of(INTO, address), "SELECT 1 FROM pg_roles WHERE rolname = %s", role)
    return bool(found)


def _run(command: list[str], environment: dict[str, Any], **pipes: Any) -> None:
    with started(command, env=environment, stderr=subprocess.PIPE, text=True, **pipes) as process:
        _, said = process.communicate()
    if process.returncode != 0:
        name = Path(command[0]).name
        raise BackupFailed(f"{name} ended: {first_fault(said, name)}")


def _rows(parts: dict[str, Any], question: str, *values: str) -> list[tuple[Any, ...]]:
    try:
        connection = psycopg2.connect(**{"connect_timeout": "10", **parts})
    except psycopg2.OperationalError as problem:
        why = str(problem).strip().splitlines()[0]
        raise BackupFailed(f"The database does not answer: {why}") from None
    with closing(connection), connection.cursor() as cursor:
        cursor.execute(question, values or None)
        return list(cursor.fetchall())
