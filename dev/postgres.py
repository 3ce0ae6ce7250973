"""A private PostgreSQL server: its own folder, its own unix socket, no TCP, stopped with us."""

from __future__ import annotations

import contextlib
import ctypes
import fcntl
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO
from urllib.parse import quote

import psycopg2

from dev.places import Account, data_folder, postgres_account, remove_folder
from dev.postgres_programs import PostgresUnavailableError, find_programs

DATABASE = "scalpwise"
ADMIN_ROLE = "postgres"
OWNER_ROLE = "scalpwise_owner"
WEB_ROLE = "scalpwise_web"

# What the clinic's own server must have too (safety.md: nothing acknowledged is lost).
SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "fsync": "on",
    "synchronous_commit": "on",
    "full_page_writes": "on",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "max_connections": "100",
    "logging_collector": "off",
    # Its log says which constraint refused a row, never the row, nor the statement that wrote it.
    "log_error_verbosity": "terse",
    "log_min_error_statement": "panic",
}

LAST_SOCKET = "socket"  # a file beside the data that names the socket's folder
SECONDS_TO_START = 60
SECONDS_TO_STOP = 30
DIE_WITH_PARENT = 1  # PR_SET_PDEATHSIG of Linux


@dataclass
class PrivatePostgres:
    """One server and its folder. Use it with `with`; leaving stops it."""

    name: str
    settings: dict[str, str] = field(default_factory=dict)
    throwaway: bool = False  # remove the folder when stopping

    def __post_init__(self) -> None:
        self._account: Account | None = postgres_account()
        self._process: subprocess.Popen[bytes] | None = None
        self._lock: IO[str] | None = None
        self._socket = Path()
        self.folder = Path()

    def __enter__(self) -> PrivatePostgres:
        try:
            self.start()
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def url(self, role: str, database: str = DATABASE) -> str:
        """The address in the form that DATABASE_URL takes."""
        return f"postgresql://{role}@{quote(str(self._socket), safe='')}/{database}"

    def start(self) -> None:
        """Make the database on the first start; replace a server that a crash left behind."""
        self._programs = find_programs(self._account)
        self.folder = data_folder(self.name, self._account)
        self._take_lock()
        self._stop_stale()
        if not (self._data / "PG_VERSION").exists():
            self._initialise()
        self._refuse_other_version()
        self._socket = self._short_folder()
        self._launch()
        self._wait_until_ready()
        self._ensure_roles()

    def stop(self) -> None:
        """Stop the server the fast way (open transactions roll back) and remove its socket."""
        if self._process and self._process.poll() is None:
            self._process.send_signal(signal.SIGINT)
            try:
                self._process.wait(SECONDS_TO_STOP)
            except subprocess.TimeoutExpired:
                self._process.send_signal(signal.SIGQUIT)
                self._process.wait(SECONDS_TO_STOP)
        self._process = None
        if self._socket != Path():
            shutil.rmtree(self._socket, ignore_errors=True)
        if self.throwaway and self.folder != Path():
            remove_folder(self.name)
        if self._lock:
            self._lock.close()
            self._lock = None

    @property
    def _data(self) -> Path:
        return self.folder / "data"

    @property
    def _log(self) -> Path:
        return self.folder / "postgres.log"

    def _take_lock(self) -> None:
        """One server a folder. The system lets go of the lock when we end, however we end."""
        self._lock = (self.folder / "lock").open("a")
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            self._lock.close()
            self._lock = None
            raise PostgresUnavailableError(
                f"The database in {self.folder} is in use: Scalpwise already runs from here."
            ) from None

    def _stop_stale(self) -> None:
        """We hold the lock, so a server still in this folder belongs to nobody: stop it."""
        if (self._data / "postmaster.pid").exists():
            self._run("pg_ctl", "stop", "-D", str(self._data), "-m", "fast", "-w", check=False)
            (self._data / "postmaster.pid").unlink(missing_ok=True)
        forget_socket(self.folder)

    def _initialise(self) -> None:
        shutil.rmtree(self._data, ignore_errors=True)
        # Built beside its place and moved there whole: an interrupted start leaves no half.
        half = self.folder / "half"
        shutil.rmtree(half, ignore_errors=True)
        self._run(
            *("initdb", "-D", str(half), "-U", ADMIN_ROLE, "--auth=trust", "--encoding=UTF8"),
            *("--locale=C.UTF-8", "--data-checksums", "--no-instructions"),
            *(["--no-sync"] if self.throwaway else []),
        )
        half.rename(self._data)

    def _refuse_other_version(self) -> None:
        made_by = (self._data / "PG_VERSION").read_text().strip()
        running = subprocess.run(
            [str(self._programs / "postgres"), "--version"],
            capture_output=True,
            text=True,
            check=True,
        ).stdout.split()[2]
        if made_by != running.partition(".")[0]:
            raise PostgresUnavailableError(
                f"{self._data} was made by PostgreSQL {made_by}, but {running} is installed. "
                "Install that version again, or remove the demo with `make clean`."
            )

    def _short_folder(self) -> Path:
        """A folder for the socket: its path may hold 107 bytes, so not under `var/`.

        Only this account may enter it, which is why the server need ask for no password.
        """
        folder = Path(tempfile.mkdtemp(prefix="scalpwise-", dir="/tmp"))
        if self._account:
            os.chown(folder, self._account.uid, self._account.gid)
        (self.folder / LAST_SOCKET).write_text(str(folder))
        return folder

    def _launch(self) -> None:
        options = {**SETTINGS, **self.settings, "unix_socket_directories": str(self._socket)}
        arguments = [f"--{key}={value}" for key, value in options.items()]
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                [str(self._programs / "postgres"), "-D", str(self._data), *arguments],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd=self.folder,
                start_new_session=True,  # Ctrl+C reaches us alone; we stop it after the site
                preexec_fn=die_with_parent(),  # noqa: PLW1509 - we start it before any thread
                env=_environment(),
                user=self._account.uid if self._account else None,
                group=self._account.gid if self._account else None,
                extra_groups=[] if self._account else None,
            )

    def _wait_until_ready(self) -> None:
        give_up = time.monotonic() + SECONDS_TO_START
        while time.monotonic() < give_up:
            if self._process is None or self._process.poll() is not None:
                break
            with contextlib.suppress(psycopg2.OperationalError):
                psycopg2.connect(self.url(ADMIN_ROLE, "postgres")).close()
                return
            time.sleep(0.05)
        tail = "\n".join(self._log.read_text(errors="replace").splitlines()[-5:])
        raise PostgresUnavailableError(
            f"PostgreSQL did not start; its log {self._log} ends:\n{tail}"
        )

    def _ensure_roles(self) -> None:
        """The owner migrates; the web role reads and writes what it was granted, no more."""
        connection = psycopg2.connect(self.url(ADMIN_ROLE, "postgres"))
        connection.autocommit = True
        with contextlib.closing(connection), connection.cursor() as cursor:
            cursor.execute("SELECT rolname FROM pg_roles")
            roles = {name for (name,) in cursor.fetchall()}
            for role in {OWNER_ROLE, WEB_ROLE} - roles:
                cursor.execute(f"CREATE ROLE {role} LOGIN")
            cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE])
            if not cursor.fetchone():
                cursor.execute(f"CREATE DATABASE {DATABASE} OWNER {OWNER_ROLE}")
                cursor.execute(f"REVOKE ALL ON DATABASE {DATABASE} FROM PUBLIC")
                cursor.execute(f"GRANT CONNECT ON DATABASE {DATABASE} TO {WEB_ROLE}")

    def _run(self, program: str, *arguments: str, check: bool = True) -> None:
        done = subprocess.run(
            [str(self._programs / program), *arguments],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            cwd=self.folder,
            check=False,
            text=True,
            env=_environment(),
            user=self._account.uid if self._account else None,
            group=self._account.gid if self._account else None,
            extra_groups=[] if self._account else None,
        )
        if check and done.returncode != 0:
            raise PostgresUnavailableError(f"{program} failed: {done.stdout.strip()}")


def forget_socket(folder: Path) -> None:
    """Remove the socket's folder that a killed server left in /tmp."""
    last = folder / LAST_SOCKET
    if last.exists():
        shutil.rmtree(last.read_text(), ignore_errors=True)


def _environment() -> dict[str, str]:
    """Nothing of ours leaks into the server: no secrets, no PG* variables, no language."""
    return {"PATH": os.environ.get("PATH", ""), "LC_ALL": "C.UTF-8"}


def die_with_parent() -> Callable[[], None] | None:
    """On Linux the system itself stops the server when we are killed without a word."""
    if not sys.platform.startswith("linux"):
        return None
    prctl = ctypes.CDLL(None).prctl

    def ask() -> None:
        prctl(DIE_WITH_PARENT, signal.SIGINT)

    return ask
