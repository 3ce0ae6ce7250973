"""`make run` with a database of one's own: what cannot be used is said in one line."""

from __future__ import annotations

import os
import socket
import subprocess
import sys

import pytest
from django.db import connection

from dev.environment import WrongSettingError, answering
from dev.places import ROOT
from dev.postgres import OWNER_ROLE

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


@pytest.mark.django_db
def test_a_database_that_answers_is_used_as_it_was_given(monkeypatch: pytest.MonkeyPatch) -> None:
    place = connection.settings_dict
    host = str(place["HOST"]).replace("/", "%2F")
    address = f"postgres://{OWNER_ROLE}@{host}/{place['NAME']}"
    monkeypatch.setenv("DATABASE_OWNER_URL", address)
    assert answering("DATABASE_OWNER_URL") == address
    monkeypatch.setenv("DATABASE_OWNER_URL", address.replace(OWNER_ROLE, "nobody_knows"))
    with pytest.raises(WrongSettingError, match=r"does not answer: .*nobody_knows"):
        answering("DATABASE_OWNER_URL")
