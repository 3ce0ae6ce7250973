"""Which SQL statements a page sends, told by PostgreSQL's own log."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager

import psycopg2

from dev.postgres import ADMIN_ROLE, PrivatePostgres

FRAME = ("BEGIN", "COMMIT")  # of a transaction; everything else counts, savepoints too
MARK = "LOG:  statement: "


class Statements:
    """Counts while every statement is logged; nobody else may ask anything meanwhile."""

    def __init__(self, server: PrivatePostgres) -> None:
        self._log = server.folder / "postgres.log"

    def of(self, work: Callable[[], object]) -> list[str]:
        start = self._log.stat().st_size
        work()
        time.sleep(0.1)  # the log is written by other processes
        with self._log.open() as log:
            log.seek(start)
            found = [line.partition(MARK)[2].strip() for line in log if MARK in line]
        return [statement for statement in found if statement not in FRAME]


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
