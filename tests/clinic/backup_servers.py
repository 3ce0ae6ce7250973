"""A clinic on a server that archives, and an empty server to restore into."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg2
from django.conf import settings
from django.db import connection

from clinic.backups import keys
from clinic.backups.carrying import carry
from clinic.backups.chain import Archive
from clinic.backups.feeding import Feeder
from clinic.backups.programs import FOLDER, account
from clinic.backups.taking import ADDRESS
from dev.places import postgres_account
from dev.postgres import ADMIN_ROLE, DATABASE, OWNER_ROLE, WEB_ROLE, PrivatePostgres
from dev.postgres_programs import find_programs
from dev.pytest_postgres import PREFIX

BACKUP_ROLE = "scalpwise_backup"
ARCHIVES = {"archive_mode": "on", "wal_level": "replica", "fsync": "off"}
TABLES = """
SELECT c.relname FROM pg_class c WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace
ORDER BY 1
"""
RIGHTS = """
SELECT table_name, privilege_type FROM information_schema.role_table_grants
WHERE grantee = %s ORDER BY 1, 2
"""
SEQUENCES = "SELECT sequencename, coalesce(last_value, 0) FROM pg_sequences ORDER BY 1"


class Archiver(Feeder):
    """Runs the real archive_command for the server, whose account may not reach our Python."""

    def __init__(self, folder: Path, data: Path, wal: Path) -> None:
        super().__init__(folder, data, lambda name: None, account())
        self._wal = wal

    def _answer(self, name: str, target: str) -> int:
        program = [sys.executable, "-m", "clinic.backups.archive"]
        place = [str(self._data / target), str(self._wal / name)]
        return subprocess.run([*program, *place], cwd=settings.BASE_DIR, check=False).returncode


@dataclass
class Clinic:
    """`server` archives into `archive`; `empty` has databases without a table."""

    server: PrivatePostgres
    empty: PrivatePostgres
    archive: Archive
    identity: Path
    environment: dict[str, str]
    databases: int = 0

    def manage(self, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=settings.BASE_DIR,
            env={**self.environment, **environment},
            capture_output=True,
            text=True,
            check=False,
        )

    def backup(self, *arguments: str) -> str:
        done = self.manage("backup", str(self.archive.folder), *arguments)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def target(self) -> str:
        """The address of a new and empty database."""
        self.databases += 1
        name = f"target_{self.databases}"
        rows(self.empty.url(ADMIN_ROLE, "postgres"), f"CREATE DATABASE {name} OWNER {OWNER_ROLE}")
        return self.empty.url(OWNER_ROLE, name)

    def as_owner(self, statement: str, *values: Any) -> list[tuple[Any, ...]]:
        return rows(self.server.url(OWNER_ROLE), statement, *values)

    def past_the_guards(self, statement: str) -> None:
        as_admin = self.server.url(ADMIN_ROLE, DATABASE)
        rows(as_admin, f"SET session_replication_role = replica; {statement}")

    def seal(self) -> None:
        while rows(self.server.url(WEB_ROLE), "SELECT scalpwise_seal(1000)") != [(0,)]:
            pass

    def archive_all(self) -> None:
        """Everything so far is in the archive."""
        as_admin = self.server.url(ADMIN_ROLE, "postgres")
        ((name,),) = rows(as_admin, "SELECT pg_walfile_name(pg_switch_wal())")
        give_up = time.monotonic() + 60
        while not (self.archive.wal / f"{name}.gz.age").exists():
            assert time.monotonic() < give_up, f"{name} was not archived"
            time.sleep(0.02)


def rows(address: str, statement: str, *values: Any) -> list[tuple[Any, ...]]:
    with closing(psycopg2.connect(address)) as open_, open_.cursor() as cursor:
        open_.autocommit = True
        cursor.execute(statement, values or None)
        return list(cursor.fetchall()) if cursor.description else []


def hashes(address: str) -> dict[str, tuple[int, str]]:
    """Of every table: how many rows, and what they say."""
    found: dict[str, tuple[int, str]] = {}
    with closing(psycopg2.connect(address)) as open_, open_.cursor() as cursor:
        cursor.execute(TABLES)
        for (table,) in cursor.fetchall():
            cursor.execute(
                f"SELECT count(*), coalesce(md5(string_agg(row, E'\\n' ORDER BY row)), '')"
                f' FROM (SELECT t::text COLLATE "C" AS row FROM public."{table}" t) each'
            )
            ((count, digest),) = cursor.fetchall()
            found[table] = count, digest
    return found


def begun(clinic: Clinic, work: Path) -> subprocess.Popen[str]:
    """A restore at work."""
    place = ["--work", str(work), "--into", clinic.target()]
    return subprocess.Popen(
        [sys.executable, "manage.py", "restore", str(clinic.archive.folder), *place],
        cwd=settings.BASE_DIR,
        env=clinic.environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )


def servers_in(work: Path) -> list[bytes]:
    """The command lines of programs that work there."""
    found = []
    for process in Path("/proc").glob("[0-9]*/cmdline"):
        with suppress(OSError):
            found.append(process.read_bytes())
    return [line for line in found if str(work).encode() in line]


@contextmanager
def archiving_clinic(folder: Path, *, filled: bool = True) -> Iterator[Clinic]:
    """The tables of the test database, the starter catalogue and two invented patients; or, not
    `filled`, an empty database."""
    identity = folder / "identity"
    public = keys.make(identity)
    archive = Archive(folder / "backups")
    for part in (archive.folder, archive.base_folder, archive.wal):
        part.mkdir()
    with ExitStack() as stack:
        stack.enter_context(_environment({keys.RECIPIENT: public, FOLDER: _programs()}))
        server = stack.enter_context(_server("archiving", ARCHIVES))
        empty = stack.enter_context(_server("empty", {"fsync": "off"}))
        clinic = Clinic(server, empty, archive, identity, _surroundings(server, public, identity))
        _archive_into(clinic, folder, stack)
        if not filled:
            yield clinic
            return
        as_tests = {"host": connection.settings_dict["HOST"], "user": OWNER_ROLE}
        name = str(connection.settings_dict["NAME"])
        carry(as_tests, name, server.url(OWNER_ROLE), server_version(server), folder)
        _fill(clinic)
        yield clinic


def _archive_into(clinic: Clinic, folder: Path, stack: ExitStack) -> None:
    """Let go of before the server stops: it would wait for what it can archive no more."""
    pipes = clinic.server.folder / "pipes"
    pipes.mkdir()
    if owner := account():
        os.chown(pipes, owner.uid, owner.gid)
    archiver = Archiver(pipes, clinic.server.folder / "data", clinic.archive.wal)
    stack.enter_context(archiver)
    as_admin = clinic.server.url(ADMIN_ROLE, "postgres")
    rows(as_admin, f"CREATE ROLE {BACKUP_ROLE} LOGIN REPLICATION")
    rows(as_admin, "ALTER SYSTEM SET archive_command = %s", archiver.restore_command)
    rows(as_admin, "SELECT pg_reload_conf()")
    stack.callback(rows, as_admin, "SELECT pg_reload_conf()")
    stack.callback(rows, as_admin, "ALTER SYSTEM RESET archive_command")


def _fill(clinic: Clinic) -> None:
    as_owner = {"SCALPWISE_AS_OWNER": "1"}
    for arguments in (
        ("grant_web_role",),
        ("load_catalogue", "sideeffects/starter", "--publish"),
        ("seed_demo", "--patients", "2"),
    ):
        done = clinic.manage(*arguments, **(as_owner if len(arguments) == 1 else {}))
        assert done.returncode == 0, done.stderr


def server_version(server: PrivatePostgres) -> int:
    ((said,),) = rows(server.url(ADMIN_ROLE, "postgres"), "SHOW server_version_num")
    return int(said) // 10_000


def _server(name: str, settings_: dict[str, str]) -> PrivatePostgres:
    return PrivatePostgres(f"{PREFIX}{os.getpid()}-{name}", settings=settings_, throwaway=True)


def _programs() -> str:
    return str(find_programs(postgres_account()))


def _surroundings(server: PrivatePostgres, public: str, identity: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("DATABASE")}
    return {
        **kept,
        "DJANGO_SETTINGS_MODULE": "clinic.settings",
        "SCALPWISE_ENV": "development",
        "SCALPWISE_DEMO": "1",
        "DATABASE_URL": server.url(WEB_ROLE),
        "DATABASE_OWNER_URL": server.url(OWNER_ROLE),
        keys.RECIPIENT: public,
        keys.IDENTITY_FILE: str(identity),
        ADDRESS: server.url(BACKUP_ROLE, "postgres"),
    }


@contextmanager
def _environment(values: dict[str, str]) -> Iterator[None]:
    before = {name: os.environ.get(name) for name in values}
    os.environ.update(values)
    try:
        yield
    finally:
        for name, value in before.items():
            os.environ.pop(name, None)
            if value is not None:
                os.environ[name] = value
