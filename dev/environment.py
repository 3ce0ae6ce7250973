"""The environment that the tools give the site."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg2

from clinic import environment
from dev.places import VAR
from dev.postgres import OWNER_ROLE, WEB_ROLE, PrivatePostgres

SECRET_KEY_FILE = VAR / "secret-key"


class WrongSettingError(Exception):
    """A setting that a person gave cannot be used; the text says why in one line."""


@contextmanager
def database() -> Iterator[dict[str, str]]:
    """DATABASE_URL and its owner's: as given, else of a private server that lives as long."""
    if os.environ.get("DATABASE_URL"):
        if not os.environ.get("DATABASE_OWNER_URL"):
            raise WrongSettingError(
                "DATABASE_URL is set but DATABASE_OWNER_URL is not: the site runs as a role that "
                "owns nothing, so migrations need the address of the role that owns the database."
            )
        yield {name: answering(name) for name in ("DATABASE_URL", "DATABASE_OWNER_URL")}
        return
    with PrivatePostgres("postgres") as server:
        yield {
            "DATABASE_URL": server.url(WEB_ROLE),
            "DATABASE_OWNER_URL": server.url(OWNER_ROLE),
        }


def answering(name: str) -> str:
    """The address that a person gave, once its database has let us in."""
    address = os.environ[name]
    try:
        found = environment.database(name, address)
    except SystemExit as problem:
        raise WrongSettingError(str(problem)) from None
    place = {
        "dbname": found["NAME"],
        "user": found.get("USER"),
        "password": found.get("PASSWORD"),
        "host": found.get("HOST"),
        "port": found.get("PORT"),
    }
    given = {part: value for part, value in place.items() if value}
    try:
        psycopg2.connect(**given, **(found.get("OPTIONS") or {}), connect_timeout=10).close()
    except psycopg2.OperationalError as problem:
        why = str(problem).strip().splitlines()[0]
        raise WrongSettingError(f"The database of {name} does not answer: {why}") from None
    return address


def secret_key_file() -> Path:
    """The demo's secret key: made once, so that sign-ins outlive a restart."""
    VAR.mkdir(exist_ok=True)
    if not SECRET_KEY_FILE.exists():
        SECRET_KEY_FILE.touch(mode=0o600)
        SECRET_KEY_FILE.write_text(secrets.token_urlsafe(60))
    return SECRET_KEY_FILE
