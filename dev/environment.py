"""The environment that the tools give the site."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from dev.database import given_addresses
from dev.places import VAR
from dev.postgres import OWNER_ROLE, WEB_ROLE, PrivatePostgres

SECRET_KEY_FILE = VAR / "secret-key"


@contextmanager
def database() -> Iterator[dict[str, str]]:
    """DATABASE_URL and its owner's: as given, else of a private server that lives as long."""
    if os.environ.get("DATABASE_URL"):
        yield given_addresses()
        return
    with PrivatePostgres("postgres") as server:
        yield {
            "DATABASE_URL": server.url(WEB_ROLE),
            "DATABASE_OWNER_URL": server.url(OWNER_ROLE),
        }


def secret_key_file() -> Path:
    """The demo's secret key: made once, so that sign-ins outlive a restart."""
    VAR.mkdir(exist_ok=True)
    if not SECRET_KEY_FILE.exists():
        SECRET_KEY_FILE.touch(mode=0o600)
        SECRET_KEY_FILE.write_text(secrets.token_urlsafe(60))
    return SECRET_KEY_FILE
