"""A private PostgreSQL, made of a base backup and wound forward to a moment. It listens to nobody
but us, is written to no certain disk, and is gone with everything it held when we are done."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import psycopg2

from clinic.backups.errors import BackupFailed
from clinic.backups.feeding import Feeder
from clinic.backups.programs import (
    Account,
    account,
    first_fault,
    held_back,
    in_child,
    programs,
    surroundings,
)

SUPERUSER = "postgres"
PREFIX = "scalpwise-restore-"
SOCKETS = Path("/tmp")  # noqa: S108 - a socket's path may hold 107 bytes; only we may enter its folder
SECONDS_TO_STOP = 30
WAITING = "FATAL:  the database system is"  # what it tells us while it recovers
TOO_EARLY = "recovery ended before configured recovery target"
LAST = re.compile(r"last completed transaction was at log time (.+)")
ENTRY = "local all all trust\n"  # its socket lies in a folder that only this account may enter


@dataclass(frozen=True, slots=True)
class Recovered:
    """`last`: when the last transaction in it was written; empty for none since the backup."""

    server: dict[str, Any]
    last: str


@contextmanager
def private_folder(work: Path | None, owner: Account | None) -> Iterator[Path]:
    """For the server's files as they were, open: only its account may look, and it goes again."""
    place = work or Path(tempfile.gettempdir())
    for each in (place, SOCKETS):
        sweep(each)
    try:
        folder = Path(tempfile.mkdtemp(prefix=f"{PREFIX}{os.getpid()}-", dir=place))
    except OSError as problem:
        raise BackupFailed(f"{place} cannot be worked in: {problem.strerror}.") from None
    try:
        if owner:
            os.chown(folder, owner.uid, owner.gid)
            _check_reached(folder, owner)
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _check_reached(folder: Path, owner: Account) -> None:
    """Only the system itself can tell whether an account may walk down to a folder."""
    tried = subprocess.run(  # noqa: S603 - by its fixed name
        ["test", "-w", str(folder)],  # noqa: S607
        cwd="/",
        check=False,
        **owner.of_process(),
    )
    if tried.returncode != 0:
        raise BackupFailed(
            f"The account that PostgreSQL runs as may not enter {folder.parent}."
            " Name another place with --work."
        )


def sweep(place: Path) -> None:
    """Take away what a restore left that was killed without a word."""
    for left in place.glob(f"{PREFIX}*"):
        number = left.name.removeprefix(PREFIX).partition("-")[0]
        if number.isdigit() and not Path(f"/proc/{number}").exists():
            shutil.rmtree(left, ignore_errors=True)


def data_folder(folder: Path, owner: Account | None) -> Path:
    data = folder / "data"
    data.mkdir(mode=0o700)
    if owner:
        os.chown(data, owner.uid, owner.gid)
    return data


def verify(data: Path, version: int, owner: Account | None) -> None:
    """Each file against the server's own list of what it sent."""
    done = subprocess.run(  # noqa: S603 - a program of PostgreSQL's
        [str(programs(version) / "pg_verifybackup"), "--exit-on-error", "--quiet", str(data)],
        capture_output=True,
        text=True,
        check=False,
        env=surroundings(),
        **(owner.of_process() if owner else {}),
    )
    if done.returncode != 0:
        why = first_fault(done.stderr, "pg_verifybackup")
        raise BackupFailed(f"The backup is not what the server sent: {why}")


@contextmanager
def recovered(
    folder: Path, version: int, *, piece: Callable[[str], bytes | None], to: datetime | None
) -> Iterator[Recovered]:
    """The server in `folder`/data, wound forward to `to`, else as far as the archive goes."""
    owner, data = account(), folder / "data"
    socket = Path(
        tempfile.mkdtemp(prefix=f"{PREFIX}{os.getpid()}-", dir="/tmp")
    )  # may hold 107 bytes
    with ExitStack() as stack:
        stack.callback(shutil.rmtree, socket, ignore_errors=True)
        if owner:
            os.chown(socket, owner.uid, owner.gid)
        feeder = Feeder(folder, data, piece, owner)
        options = _options(folder, socket, feeder.restore_command, to)
        with held_back():
            process = _launch(programs(version), folder, options, owner)
            stack.callback(_stop, process)
        server = {"host": str(socket), "user": SUPERUSER}
        with feeder:
            _wait(process, server, folder / "log", feeder, to)
        yield Recovered(server, _last(folder / "log"))


def _options(folder: Path, socket: Path, command: str, to: datetime | None) -> dict[str, str]:
    """Nothing of the old server's settings: above all, it archives nothing."""
    for name, content in (("empty.conf", ""), ("hba.conf", ENTRY)):
        (folder / name).write_text(content)
        (folder / name).chmod(0o644)
    # Emptied as they are, so that they stay the account's own.
    for name in ("postgresql.auto.conf", "recovery.signal"):
        (folder / "data" / name).write_text("")
    target = {}
    if to is not None:
        target = {"recovery_target_time": to.isoformat(), "recovery_target_action": "promote"}
    return {
        "config_file": str(folder / "empty.conf"),
        "hba_file": str(folder / "hba.conf"),
        "ident_file": str(folder / "empty.conf"),
        "listen_addresses": "",
        "unix_socket_directories": str(socket),
        "unix_socket_permissions": "0700",
        "restore_command": command,
        "hot_standby": "off",  # else it asks for as much room as the old server had
        "archive_mode": "off",
        "fsync": "off",
        "full_page_writes": "off",
        "max_wal_size": "128MB",
        "timezone": "UTC",
        "log_timezone": "UTC",
        "log_error_verbosity": "terse",
        "log_min_error_statement": "panic",
        **target,
    }


def _launch(
    place: Path, folder: Path, options: dict[str, str], owner: Account | None
) -> subprocess.Popen[bytes]:
    with (folder / "log").open("ab") as log:
        return subprocess.Popen(  # noqa: S603 - a program of PostgreSQL's
            [
                *(str(place / "postgres"), "-D", str(folder / "data")),
                *(f"--{name}={value}" for name, value in options.items()),
            ],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            cwd=folder,
            env=surroundings(),
            start_new_session=True,  # Ctrl+C reaches us alone; we stop it
            preexec_fn=in_child(),  # noqa: PLW1509 - no thread of ours is running yet
            **(owner.of_process() if owner else {}),
        )


def _stop(process: subprocess.Popen[bytes]) -> None:
    """At once: nothing of it is kept."""
    process.send_signal(signal.SIGQUIT)
    try:
        process.wait(SECONDS_TO_STOP)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _wait(
    process: subprocess.Popen[bytes],
    server: dict[str, Any],
    log: Path,
    feeder: Feeder,
    to: datetime | None,
) -> None:
    """It lets us in once it has arrived."""
    while process.poll() is None:
        with suppress(psycopg2.OperationalError):
            psycopg2.connect(**server, dbname="postgres").close()
            break
        time.sleep(0.1)
    if feeder.fault:
        raise feeder.fault
    if process.poll() is None:
        return
    said = log.read_text(errors="replace")
    if TOO_EARLY in said:
        raise BackupFailed(_too_early(_last(log), feeder.missing, to))
    grave = "\n".join(line for line in said.splitlines() if WAITING not in line)
    raise BackupFailed(f"The backup did not start: {first_fault(grave, 'postgres')}")


def _too_early(last: str, missing: list[str], to: Any) -> str:
    until = f"Its last change is of {last}" if last else "It holds no change after the backup"
    lacks = next((name for name in reversed(missing) if not name.endswith(".history")), "")
    return (
        f"The archive does not reach {to}. {until}; {lacks} is missing."
        " Leave --to out to restore as far as it goes."
    )


def _last(log: Path) -> str:
    found = LAST.findall(log.read_text(errors="replace"))
    return str(found[-1]) if found else ""
