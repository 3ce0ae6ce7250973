"""`make run`: the whole demo clinic, from an empty folder to a page that answers.

Every step may be repeated; a second run finds what the first one made and goes on from there.
"""

from __future__ import annotations

import logging
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

from dev.database import WrongSettingError
from dev.environment import database, secret_key_file
from dev.places import ROOT, VAR
from dev.postgres import die_with_parent
from dev.postgres_programs import PostgresUnavailableError
from dev.processes import stop

HOST = "127.0.0.1"
LOG = VAR / "run.log"
STARTER = "sideeffects/starter"
WORKERS = 2
SERVER_OPTIONS = (
    *("--interface", "wsgi", "--no-ws"),
    *("--workers", str(WORKERS), "--blocking-threads", "4"),
    "--respawn-failed-workers",  # else the end of one worker is the end of all
)
SECONDS_TO_ANSWER = 60
SECONDS_TO_STOP = 15


class NotStartedError(Exception):
    """A step of the start failed; the text says which."""


def main() -> int:
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        port = wanted_port()
        with ExitStack() as stack:
            with step("Starting the database"):
                addresses = stack.enter_context(database())
            return run(port, addresses)
    except (PostgresUnavailableError, WrongSettingError, NotStartedError) as problem:
        print(f"\n{problem}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nStopped.")
        return 0


def run(port: int, addresses: dict[str, str]) -> int:
    os.environ.update(
        addresses,
        DJANGO_SETTINGS_MODULE="clinic.settings",
        SCALPWISE_ENV="development",
        SCALPWISE_DEMO="1",
        SCALPWISE_NO_SECOND_FACTOR="1",
        SECRET_KEY_FILE=str(secret_key_file()),
    )
    with step("Updating the tables"):
        manage_as_owner("migrate", "--noinput", "--verbosity", "0")
        manage_as_owner("grant_web_role")
    sign_ins = prepare()
    with serving(port) as server:
        print(
            f"\nScalpwise answers on http://{HOST}:{port}/\n\n"
            f"Demo sign-ins:\n{sign_ins}\n\n"
            f"Log: {LOG.relative_to(ROOT)}    Stop: Ctrl+C\n",
            flush=True,
        )
        server.wait()
    raise NotStartedError(f"The server stopped by itself. Its log is {LOG}.")


def wanted_port() -> int:
    given = os.environ.get("PORT") or "8000"
    if not given.isdigit() or not 0 < int(given) < 65536:
        raise WrongSettingError(f"PORT is {given}; it must be a number from 1 to 65535.")
    port = int(given)
    with closing(socket.socket()) as knock:
        knock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            knock.bind((HOST, port))
        except OSError as problem:
            raise WrongSettingError(
                f"Port {port} cannot be used ({problem.strerror}). "
                f"Choose another: make run PORT={port + 1}"
            ) from None
    return port


@contextmanager
def step(words: str) -> Iterator[None]:
    """Say what is happening before it happens, and how long it took."""
    print(f"{words} ...".ljust(42), end="", flush=True)
    started = time.monotonic()
    yield
    print(f"{time.monotonic() - started:5.1f} s", flush=True)


def manage_as_owner(*arguments: str) -> None:
    done = subprocess.run(
        [sys.executable, str(ROOT / "manage.py"), *arguments],
        cwd=ROOT,
        env={**os.environ, "SCALPWISE_AS_OWNER": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        raise NotStartedError(f"manage.py {arguments[0]} failed:\n{done.stdout.strip()}")


def prepare() -> str:
    """Catalogue, demo clinic and static files, with the web role's rights; gives the sign-ins."""
    import django  # noqa: PLC0415 - Django reads its settings when it is imported
    from django.core.management import call_command  # noqa: PLC0415
    from django.db import connections  # noqa: PLC0415

    django.setup()
    logging.disable(logging.INFO)
    if not has_edition():
        with step("Loading the starter catalogue"):
            call_command("load_catalogue", STARTER, publish=True, verbosity=0)
    with step("Filling the demo clinic"):
        call_command("seed_demo", verbosity=0)
    with step("Collecting the static files"):
        call_command("collectstatic", interactive=False, verbosity=0)
    connections.close_all()

    from clinic import demo  # noqa: PLC0415 - needs the settings too

    return "\n".join(
        f"  {person.username:<12}{demo.PASSWORD}    {person.role.label}" for person in demo.STAFF
    )


def has_edition() -> bool:
    """Loading again would undo what the demo's manager changed since."""
    from sideeffects.models import Edition  # noqa: PLC0415 - needs Django's settings

    return Edition.objects.filter(number=1).exists()


@contextmanager
def serving(port: int) -> Iterator[subprocess.Popen[bytes]]:
    """The production server, until the `with` ends; ready when the first page has answered."""
    with LOG.open("ab") as log:
        server = subprocess.Popen(
            [
                *(str(Path(sys.executable).parent / "granian"), *SERVER_OPTIONS),
                *("--host", HOST, "--port", str(port), "clinic.wsgi:application"),
            ],
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,  # Ctrl+C reaches us alone; we stop it before the database
            preexec_fn=die_with_parent(),  # noqa: PLW1509 - no thread of ours is running yet
        )
    try:
        with step("Starting the server"):
            wait_for_page(server, port)
        yield server
    finally:
        stop(server, seconds=SECONDS_TO_STOP)


def wait_for_page(server: subprocess.Popen[bytes], port: int) -> None:
    give_up = time.monotonic() + SECONDS_TO_ANSWER
    while time.monotonic() < give_up and server.poll() is None:
        try:
            with urlopen(f"http://{HOST}:{port}/", timeout=10):
                return
        except HTTPError as problem:
            raise NotStartedError(f"The first page fails ({problem.code}); see {LOG}.") from None
        except (URLError, ConnectionError, TimeoutError):
            time.sleep(0.1)
    raise NotStartedError(f"The server does not answer; see {LOG}.")


if __name__ == "__main__":
    sys.exit(main())
