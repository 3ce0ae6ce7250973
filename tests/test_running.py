"""`make run` with a database of one's own: what cannot be used is said in one line."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from contextlib import closing

import psycopg2
import pytest
from django.conf import settings

from dev.database import EXTENSIONS, WrongSettingError, given_addresses, why_not
from dev.places import ROOT
from dev.postgres import ADMIN_ROLE, DATABASE, OWNER_ROLE, WEB_ROLE

NOBODY_LISTENS = "postgres://web:secret@127.0.0.1:1/scalpwise"


def free_port() -> int:
    with socket.socket() as knock:
        knock.bind(("127.0.0.1", 0))
        return int(knock.getsockname()[1])


@pytest.mark.parametrize(
    ("addresses", "line"),
    [
        ({"DATABASE_URL": "clinic"}, "DATABASE_URL is set but DATABASE_OWNER_URL is not: "),
        (
            {"DATABASE_URL": "clinic", "DATABASE_OWNER_URL": "postgres://owner@host/x"},
            "Scalpwise cannot start: DATABASE_URL cannot be read; ",
        ),
        (
            {"DATABASE_URL": NOBODY_LISTENS, "DATABASE_OWNER_URL": NOBODY_LISTENS},
            "The database of DATABASE_URL does not answer: ",
        ),
    ],
    ids=["half given", "cannot be read", "does not answer"],
)
def test_a_database_that_cannot_be_used_ends_the_run_with_one_line(
    addresses: dict[str, str], line: str
) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "dev.run"],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "PORT": str(free_port()), **addresses},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    (said,) = done.stderr.strip().splitlines()
    assert said.startswith(line)
    assert "secret" not in said


def test_both_addresses_are_used_as_they_were_given(monkeypatch: pytest.MonkeyPatch) -> None:
    addresses = set_addresses(monkeypatch)
    assert given_addresses() == addresses
    set_addresses(monkeypatch, web="nobody_knows")
    with pytest.raises(WrongSettingError, match=r"of DATABASE_URL does not answer: .*nobody_knows"):
        given_addresses()


@pytest.mark.parametrize(
    ("given", "line"),
    [
        ({"web": OWNER_ROLE}, "name the same role, scalpwise_owner"),
        ({"web_database": "postgres", "web": ADMIN_ROLE}, "names the database postgres, "),
        ({"web": OWNER_ROLE, "owner": WEB_ROLE}, "OWNER TO scalpwise_web"),
    ],
    ids=["one role", "two databases", "not the owner"],
)
def test_a_database_where_the_site_cannot_live_is_refused_before_it_is_touched(
    monkeypatch: pytest.MonkeyPatch, given: dict[str, str], line: str
) -> None:
    set_addresses(monkeypatch, **given)
    with pytest.raises(WrongSettingError, match=line):
        given_addresses()


def test_a_server_without_the_extensions_or_too_old_is_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    web, owner = (psycopg2.connect(address) for address in set_addresses(monkeypatch).values())
    with closing(web), closing(owner):
        assert why_not(web, owner) is None
        lacks = why_not(web, owner, extensions=EXTENSIONS | {"not_there"})
        assert lacks == "The server lacks not_there; install PostgreSQL's contrib modules."
        assert why_not(web, owner, oldest=99) == "The server is older than PostgreSQL 99."


def set_addresses(
    monkeypatch: pytest.MonkeyPatch,
    *,
    web: str = WEB_ROLE,
    owner: str = OWNER_ROLE,
    web_database: str = DATABASE,
) -> dict[str, str]:
    """The two addresses, on the server that the tests run on."""
    host = str(settings.DATABASES["default"]["HOST"]).replace("/", "%2F")
    addresses = {
        "DATABASE_URL": f"postgres://{web}@{host}/{web_database}",
        "DATABASE_OWNER_URL": f"postgres://{owner}@{host}/{DATABASE}",
    }
    for name, address in addresses.items():
        monkeypatch.setenv(name, address)
    return addresses
