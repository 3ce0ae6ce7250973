"""Which SQL statements a page sends, told by PostgreSQL's own log."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager

import psycopg2

from dev.postgres import ADMIN_ROLE, PrivatePostgres

FRAME = ("BEGIN", "COMMIT")  # of a transaction; everything else counts, savepoints too
MARK = "LOG:  statement: "
PROCESS = re.compile(r"\[(\d+)\]")


class Statements:
    """Counts while every statement is logged; nobody else may send a request meanwhile.

    What the site does in the background has a connection of its own: of all connections, the one
    that said most is the request's.
    """

    def __init__(self, server: PrivatePostgres) -> None:
        self._log = server.folder / "postgres.log"

    def of(self, work: Callable[[], object]) -> list[str]:
        start = self._log.stat().st_size
        work()
        time.sleep(0.1)  # the log is written by other processes
        with self._log.open() as log:
            log.seek(start)
            lines = [line.partition(MARK) for line in log if MARK in line]
        said: dict[str, list[str]] = {}
        for prefix, _, statement in lines:
            of_connection = said.setdefault(_connection(prefix), [])
            if statement.strip() not in FRAME:
                of_connection.append(statement.strip())
        return max(said.values(), key=len, default=[])


def _connection(prefix: str) -> str:
    """The process that PostgreSQL gave the connection: "… [4711] "."""
    found = PROCESS.search(prefix)
    return found[1] if found else ""


@contextmanager
def logged_statements(server: PrivatePostgres) -> Iterator[Statements]:
    def log(what: str) -> None:
        with closing(psycopg2.connect(server.url(ADMIN_ROLE, "postgres"))) as connection:
            connection.autocommit = True
            with connection.cursor() as cursor:
                cursor.execute(f"ALTER SYSTEM SET log_statement = '{what}'")
                cursor.execute("SELECT pg_reload_conf()")
        time.sleep(0.3)  # until every open connection has heard of it

    log("all")
    try:
        yield Statements(server)
    finally:
        log("none")
