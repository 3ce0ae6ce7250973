"""Disks that go wrong under the clinic's PostgreSQL: a small one that fills up, one that fails.

What a service manager does for a clinic is done here: a PostgreSQL that has ended is started again.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

import psycopg2
import pytest

from dev.postgres import ADMIN_ROLE, PrivatePostgres

ROOM = 48 * 1024 * 1024  # what is free on the small disk before it fills up
PIECE = 64 * 1024
SECONDS_BETWEEN_STARTS = 5
SOURCE = Path(__file__).with_name("fsync_fails.c")


# ── PostgreSQL as a service ────────────────────────────────────────────────────


@dataclass
class Service:
    """Starts PostgreSQL again where it has ended, as systemd would; `starts`: how often."""

    database: PrivatePostgres
    starts: int = 0
    _last: float = field(default_factory=time.monotonic)
    _log_began: int = 0

    def __post_init__(self) -> None:
        self._log_began = self.database._log.stat().st_size

    def keep_running(self) -> None:
        process, now = self.database._process, time.monotonic()
        assert process is not None
        if process.poll() is None or now < self._last + SECONDS_BETWEEN_STARTS:
            return
        self.starts, self._last = self.starts + 1, now
        self.database._launch()

    def said(self, word: str) -> list[str]:
        """The lines of its log with this word, since we look after it."""
        log = self.database._log.read_bytes()[self._log_began :].decode(errors="replace")
        return [line.partition("] ")[2] or line for line in log.splitlines() if word in line]


def _stopped(database: PrivatePostgres) -> None:
    process = database._process
    assert process is not None
    if process.poll() is None:
        process.send_signal(2)  # open transactions roll back
        process.wait(60)


def _started(database: PrivatePostgres) -> None:
    database._launch()
    database._wait_until_ready()


# ── A small disk ───────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class SmallDisk:
    place: Path

    @property
    def _ballast(self) -> Path:
        return self.place / "ballast"

    def fill(self) -> None:
        """To the last byte; called again, it takes what has become free meanwhile."""
        with suppress(OSError), self._ballast.open("ab", buffering=0) as ballast:
            while ballast.write(bytes(PIECE)):
                pass

    def free(self) -> None:
        self._ballast.unlink(missing_ok=True)

    def left(self) -> int:
        found = os.statvfs(self.place)
        return found.f_bavail * found.f_frsize


@contextmanager
def small_disk(database: PrivatePostgres, part: str) -> Iterator[SmallDisk]:
    """This part of the data folder ("": all of it) lies on a small disk of its own meanwhile."""
    place = database._data / part
    beside = database.folder / "beside"
    _stopped(database)
    place.rename(beside)
    try:
        with _mounted(place, beside):
            _copied(beside, place)
            _started(database)
            try:
                yield SmallDisk(place)
            finally:
                _stopped(database)
                SmallDisk(place).free()
                _emptied(beside)
                _copied(place, beside)
    finally:
        place.rmdir()
        beside.rename(place)
        _started(database)


@contextmanager
def _mounted(place: Path, like: Path) -> Iterator[None]:
    place.mkdir()
    owner, used = like.stat(), _used(like)
    options = f"size={used + ROOM},mode=0700,uid={owner.st_uid},gid={owner.st_gid}"
    try:
        _system("mount", "-t", "tmpfs", "-o", options, "clinic", str(place))
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("nobody may mount a small disk here: run it as root, on Linux")
    try:
        yield
    finally:
        _system("umount", str(place))


def _used(folder: Path) -> int:
    return int(_system("du", "-sB1", str(folder)).split()[0])


def _emptied(folder: Path) -> None:
    for inside in folder.iterdir():
        shutil.rmtree(inside) if inside.is_dir() else inside.unlink()


def _copied(source: Path, target: Path) -> None:
    _system("cp", "-a", f"{source}/.", str(target))


def _system(program: str, *words: str) -> str:
    found = shutil.which(program) or program
    return subprocess.run([found, *words], capture_output=True, text=True, check=True).stdout


def write_much(database: PrivatePostgres) -> None:
    """As when somebody loads a great table: PostgreSQL's log grows by half a piece."""
    _tried(database, "SELECT pg_logical_emit_message(true, 'x', repeat('x', 8000000))")


def to_the_disk(database: PrivatePostgres) -> None:
    """What PostgreSQL still holds in memory, now."""
    _tried(database, "CHECKPOINT")


def _tried(database: PrivatePostgres, sql: str) -> None:
    with (
        suppress(psycopg2.Error),
        closing(psycopg2.connect(database.url(ADMIN_ROLE))) as opened,
        opened.cursor() as cursor,
    ):
        opened.autocommit = True
        cursor.execute(sql)


# ── A disk that fails ──────────────────────────────────────────────────────────


@dataclass(frozen=True)
class FailingDisk:
    folder: Path

    def fail_once(self, part: str) -> None:
        """`part`: EIO_WAL or EIO_DATA."""
        (self.folder / part).touch()

    def failed(self, part: str) -> bool:
        return not (self.folder / part).exists()


@contextmanager
def failing_disk(database: PrivatePostgres) -> Iterator[FailingDisk]:
    """PostgreSQL runs with fsync_fails.c before its C library."""
    compiler = shutil.which("cc")
    if compiler is None:
        pytest.skip("a disk cannot be made to fail here: there is no C compiler")
    with TemporaryDirectory(prefix="failing-", dir="/tmp") as name:
        folder, programs = Path(name), database._programs
        folder.chmod(0o777)  # PostgreSQL, which is somebody else, uses the files up
        library = folder / "fsync_fails.so"
        _system(compiler, "-shared", "-fPIC", "-o", str(library), str(SOURCE), "-ldl")
        names = [f"{part}={folder / part}" for part in ("EIO_WAL", "EIO_DATA")]
        words = ["exec", "env", f"LD_PRELOAD={library}", *names, str(programs / "postgres")]
        script = folder / "postgres"
        script.write_text(f'#!/bin/sh\n{" ".join(words)} "$@"\n')
        script.chmod(0o755)
        _stopped(database)
        database._programs = folder
        _started(database)
        try:
            yield FailingDisk(folder)
        finally:
            database._programs = programs
            _stopped(database)
            _started(database)
