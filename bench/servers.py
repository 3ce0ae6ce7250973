"""The product and the rulers, served in the same way, on a PostgreSQL that is only there for us."""

from __future__ import annotations

import itertools
import os
import secrets
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path

import psycopg2

from bench.visitor import HOST, Visitor
from dev.places import ROOT, VAR
from dev.postgres import ADMIN_ROLE, OWNER_ROLE, WEB_ROLE, PrivatePostgres, die_with_parent
from dev.processes import stop
from dev.run import SERVER_OPTIONS

RULERS_DATABASE = "rulers"
SECONDS_TO_ANSWER = 60
SECONDS_TO_STOP = 15


class NoServerError(Exception):
    """A server did not start; the text says which and where its log is."""


@dataclass(frozen=True, slots=True)
class Site:
    """Something that can be served: its WSGI application, its environment, its first page."""

    name: str
    application: str
    environment: dict[str, str]
    first_page: str


@dataclass(slots=True)
class Server:
    site: Site
    port: int
    pid: int
    seconds_to_first_page: float

    def visitor(self) -> Visitor:
        return Visitor(self.port)


_numbers = itertools.count(1)  # goal 16 has a server of its own beside the clinic that is measured


@contextmanager
def postgres() -> Iterator[PrivatePostgres]:
    """With the product's settings, fsync among them; its folder goes away with it."""
    name = f"bench-postgres-{os.getpid()}-{next(_numbers)}"
    with PrivatePostgres(name, throwaway=True) as server:
        make_database(server, RULERS_DATABASE, WEB_ROLE)
        yield server


def make_database(server: PrivatePostgres, name: str, owner: str) -> None:
    with closing(psycopg2.connect(server.url(ADMIN_ROLE, "postgres"))) as connection:
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute(f"CREATE DATABASE {name} OWNER {owner}")


def postmaster(server: PrivatePostgres) -> int:
    return int((server.folder / "data" / "postmaster.pid").read_text().split()[0])


def product(server: PrivatePostgres) -> Site:
    """As `make run` serves it."""
    return Site(
        "product",
        "clinic.wsgi:application",
        {
            "DJANGO_SETTINGS_MODULE": "clinic.settings",
            "SCALPWISE_ENV": "development",
            "SCALPWISE_DEMO": "1",
            "SCALPWISE_NO_SECOND_FACTOR": "1",
            "SECRET_KEY": secrets.token_urlsafe(60),
            "DATABASE_URL": server.url(WEB_ROLE),
            "DATABASE_OWNER_URL": server.url(OWNER_ROLE),
        },
        "/sign-in/",
    )


def rulers(server: PrivatePostgres) -> Site:
    return Site(
        "rulers",
        "bench.rulers.wsgi:application",
        {
            "DJANGO_SETTINGS_MODULE": "bench.rulers.settings",
            "SECRET_KEY": secrets.token_urlsafe(60),
            "RULERS_DATABASE_URL": server.url(WEB_ROLE, RULERS_DATABASE),
        },
        "/",
    )


@dataclass(frozen=True, slots=True)
class Ran:
    output: str
    seconds: float


def manage(site: Site, *command: str, **environment: str) -> Ran:
    """Run one of a site's commands to its end."""
    started = time.monotonic()
    done = subprocess.run(
        [sys.executable, *command],
        cwd=ROOT,
        env={**os.environ, **site.environment, **environment},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        raise NoServerError(f"{' '.join(command)} failed:\n{done.stdout.strip()}")
    return Ran(done.stdout, time.monotonic() - started)


@contextmanager
def serving(site: Site, port: int = 0) -> Iterator[Server]:
    """The production server with the product's workers and threads, until the `with` ends."""
    port, started = port or free_port(), time.monotonic()
    log = VAR / f"bench-{site.name}-{port}.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [
                *(str(Path(sys.executable).parent / "granian"), *SERVER_OPTIONS),
                *("--host", HOST, "--port", str(port), site.application),
            ],
            cwd=ROOT,
            env={**os.environ, **site.environment},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
            preexec_fn=die_with_parent(),  # noqa: PLW1509 - no other thread of ours is running
        )
    try:
        wait_for_page(process, site, port, log)
        yield Server(site, port, process.pid, time.monotonic() - started)
    finally:
        stop(process, seconds=SECONDS_TO_STOP)
    log.unlink()


def wait_for_page(process: subprocess.Popen[bytes], site: Site, port: int, log: Path) -> None:
    give_up = time.monotonic() + SECONDS_TO_ANSWER
    while time.monotonic() < give_up and process.poll() is None:
        with closing(HTTPConnection(HOST, port, timeout=10)) as connection:
            try:
                connection.request("GET", site.first_page)
                status = connection.getresponse().status
            except OSError:
                time.sleep(0.01)
                continue
        if status == 200:
            return
        raise NoServerError(f"The first page of the {site.name} answers {status}; see {log}.")
    raise NoServerError(f"The {site.name} does not answer; see {log}.")


def free_port() -> int:
    with closing(socket.socket()) as knock:
        knock.bind((HOST, 0))
        return int(knock.getsockname()[1])
