"""Taking a base backup: the whole server, while it works, straight into an encrypted file."""

from __future__ import annotations

import fcntl
import re
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import psycopg2
import pyrage
from django.utils import timezone
from psycopg2.extras import PhysicalReplicationConnection
from psycopg2.sql import SQL, Identifier

from clinic.backups.bases import SEALED, Base, leftovers, name_at
from clinic.backups.errors import BackupFailed
from clinic.backups.keys import recipient
from clinic.backups.programs import first_fault, parts_of, programs, started, surroundings
from clinic.backups.streams import Measured, Squeezed
from clinic.backups.writing import sweep_parts, written_whole

ADDRESS = "BACKUP_DATABASE_URL"
PLACES = re.compile(
    r"start point: (?P<start>[0-9A-F]+/[0-9A-F]+) on timeline (?P<timeline>\d+)"
    r".*end point: (?P<stop>[0-9A-F]+/[0-9A-F]+)",
    re.S,
)
UNITS = {"B": 1, "kB": 1024, "MB": 1024**2, "GB": 1024**3}


@dataclass(frozen=True, slots=True)
class Server:
    """What a server says of itself to a role that may only copy it."""

    system: str
    position: str
    timeline: int
    version: int
    segment_bytes: int


def ask(address: str) -> Server:
    """Also refuses a server that archives nothing: its backups could not be wound forward."""
    try:
        connection = psycopg2.connect(
            **parts_of(ADDRESS, address),
            connection_factory=PhysicalReplicationConnection,
        )
    except psycopg2.OperationalError as problem:
        why = str(problem).strip().splitlines()[0]
        raise BackupFailed(f"The server of {ADDRESS} does not answer: {why}") from None
    with closing(connection), connection.cursor() as cursor:

        def setting(name: str) -> str:
            cursor.execute(SQL("SHOW {}").format(Identifier(name)))
            return str(cursor.fetchone()[0])

        cursor.execute("IDENTIFY_SYSTEM")
        system, timeline, place, _ = cursor.fetchone()
        if setting("archive_mode") == "off":
            raise BackupFailed("The server archives nothing: archive_mode is off.")
        return Server(
            system=system,
            position=place,
            timeline=int(timeline),
            version=int(setting("server_version_num")),
            segment_bytes=_bytes(setting("wal_segment_size")),
        )


def _bytes(said: str) -> int:
    number, unit = re.fullmatch(r"(\d+)(\w+)", said).groups()  # type: ignore[union-attr]
    return int(number) * UNITS[unit]


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """One backup at a time; what a killed one left is taken away."""
    with (folder / "lock").open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise BackupFailed(f"Another backup is at work in {folder}.") from None
        sweep_parts(folder, older=0)
        for left in leftovers(folder):
            left.unlink()
        yield


def take(folder: Path, address: str) -> Base:
    """A new base backup in `folder`, which nobody else is writing to."""
    server, key, now = ask(address), recipient(), timezone.now()
    file = folder / f"{name_at(now)}{SEALED}"
    try:
        with written_whole(file) as out:
            measured = Measured(out)
            plain, said = _stream(server, address, measured, key)
    except OSError as problem:
        raise BackupFailed(f"{file} could not be written: {problem.strerror}.") from None
    places = PLACES.search(said)
    if places is None:
        file.unlink()
        raise BackupFailed("pg_basebackup did not say from where to where it read.")
    base = Base(
        name=name_at(now),
        started=now.isoformat(),
        stopped=timezone.now().isoformat(),
        start=places["start"],
        stop=places["stop"],
        timeline=int(places["timeline"]),
        system=server.system,
        server=server.version,
        segment_bytes=server.segment_bytes,
        plain_bytes=plain,
        bytes=measured.bytes,
        sha256=measured.sha256,
    )
    base.keep_note(folder)
    return base


def _stream(
    server: Server, address: str, out: Measured, key: pyrage.x25519.Recipient
) -> tuple[int, str]:
    """From the server through gzip and age; how many bytes it was, and what the program said."""
    with tempfile.TemporaryFile() as said:
        with started(
            [
                str(programs(server.version // 10_000) / "pg_basebackup"),
                *("--pgdata=-", "--format=tar", "--wal-method=fetch", "--checkpoint=fast"),
                *("--manifest-checksums=SHA256", "--no-password", "--verbose"),
            ],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=said,
            env=surroundings(parts_of(ADDRESS, address)),
        ) as process:
            try:
                plain = _encrypt(process.stdout, out, key)
            finally:
                with suppress(OSError):
                    process.stdout.close()  # type: ignore[union-attr]
            code = process.wait()
        said.seek(0)
        words = said.read().decode(errors="replace")
    if code != 0:
        raise BackupFailed(f"The server was not copied: {first_fault(words, 'pg_basebackup')}")
    return plain, words


def _encrypt(source: IO[bytes] | None, out: Measured, key: pyrage.x25519.Recipient) -> int:
    assert source is not None  # noqa: S101 - it was asked for
    squeezed = Squeezed(source)
    try:
        pyrage.encrypt_io(squeezed, out, [key])
    except pyrage.EncryptError as problem:
        raise (out.fault or BackupFailed(f"The copy was not encrypted: {problem}.")) from None
    return squeezed.plain
