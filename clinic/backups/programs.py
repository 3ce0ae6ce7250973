"""PostgreSQL's own programs, the account its server runs as, and addresses as they take them."""

from __future__ import annotations

import ctypes
import os
import pwd
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from clinic import environment
from clinic.backups.errors import BackupFailed

FOLDER = "POSTGRES_PROGRAMS"  # where they are neither in Debian's place nor on the path
ENDING = {signal.SIGINT, signal.SIGTERM}
DIE_WITH_PARENT = 1  # PR_SET_PDEATHSIG of Linux
PRCTL = ctypes.CDLL(None).prctl if sys.platform.startswith("linux") else None


@dataclass(frozen=True, slots=True)
class Account:
    """Whom PostgreSQL runs as when we are root, for whom it refuses to run."""

    uid: int
    gid: int

    def of_process(self) -> dict[str, Any]:
        return {"user": self.uid, "group": self.gid, "extra_groups": []}


def account() -> Account | None:
    """None: as ourselves."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return Account(entry.pw_uid, entry.pw_gid)
    raise BackupFailed("PostgreSQL does not run as root, and there is no account postgres.")


def programs(version: int) -> Path:
    """The folder with the programs of this major version: a copy opens with no other."""
    given = os.environ.get(FOLDER, "").strip()
    places = [Path(given)] if given else [Path(f"/usr/lib/postgresql/{version}/bin")]
    if not given and (found := shutil.which("postgres")):
        places.append(Path(found).resolve().parent)
    for place in places:
        if _version(place / "postgres") == version:
            return place
    raise BackupFailed(
        f"The programs of PostgreSQL {version} are not here (apt-get install postgresql-{version});"
        f" {FOLDER} names their folder where it is another."
    )


def _version(program: Path) -> int:
    if not os.access(program, os.X_OK):
        return 0
    said = subprocess.run(  # noqa: S603 - a program of PostgreSQL's
        [program, "--version"], capture_output=True, text=True, check=False
    ).stdout
    return int(next((word for word in said.split() if word[:1].isdigit()), "0").partition(".")[0])


def parts_of(name: str, address: str) -> dict[str, Any]:
    """An address as psycopg2 and, with PG in front, PostgreSQL's programs take it."""
    found = environment.database(name, address)
    known = {
        "dbname": found["NAME"],
        "user": found.get("USER"),
        "password": found.get("PASSWORD"),
        "host": found.get("HOST"),
        "port": found.get("PORT"),
        **(found.get("OPTIONS") or {}),
    }
    return {part: str(value) for part, value in known.items() if value}


def surroundings(parts: Mapping[str, Any] | None = None) -> dict[str, str]:
    """The environment of a program: English, where to connect, and no secret besides. In it no
    other user reads the password; among a program's arguments everybody would."""
    names = {"dbname": "PGDATABASE", "sslrootcert": "PGSSLROOTCERT"}
    given = {names.get(part, f"PG{part.upper()}"): text for part, text in (parts or {}).items()}
    return {"PATH": os.environ.get("PATH", ""), "LC_ALL": "C.UTF-8", **given}


def first_fault(said: str, program: str) -> str:
    """The first line of what a program complained of. The others may repeat a patient's row."""
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    bad = [line for line in lines if "error:" in line or "FATAL:" in line]
    return (bad or lines or [f"{program} did not say why"])[0][:300]


@contextmanager
def started(command: list[str], **options: Any) -> Iterator[subprocess.Popen[Any]]:
    """A program that ends when we do, and at once where we fail."""
    process = None
    try:
        with held_back():
            process = subprocess.Popen(command, preexec_fn=in_child(), **options)  # noqa: PLW1509, S603 - no thread of ours is running; a program of PostgreSQL's
        yield process
    except BaseException:
        if process:
            process.kill()
            process.wait()
        raise


@contextmanager
def held_back() -> Iterator[None]:
    """Ctrl+C and an order to end wait until a program is started: what a handler raises amid
    a fork, Python swallows, and the order is lost."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, ENDING)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def in_child() -> Callable[[], None]:
    """What was held back for us holds nothing back there. On Linux the system itself stops the
    program when we are killed without a word, even before it could ask for that."""
    parent = os.getpid()

    def ask() -> None:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, ENDING)
        if PRCTL:
            PRCTL(DIE_WITH_PARENT, signal.SIGINT)
        if os.getppid() != parent:
            os._exit(1)

    return ask
