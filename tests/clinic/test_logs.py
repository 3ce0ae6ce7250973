"""A line of the log says which page, how it ended and how long it took, and of whom a number."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from clinic import logs
from clinic.background import Job, work_once
from clinic.logs import AllowedFieldsFormatter
from clinic.models.user import Role
from tests.people import person

pytestmark = pytest.mark.django_db


@pytest.fixture
def lines(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[dict[str, Any]]]:
    """What is written meanwhile, each line read back. However slow this machine is."""
    monkeypatch.setattr(logs, "SLOW_MILLISECONDS", 3_600_000)
    found = Lines()
    root = logging.getLogger()
    before, root.level = root.level, logging.INFO
    handler = logging.StreamHandler(found.written)
    handler.setFormatter(AllowedFieldsFormatter())
    root.addHandler(handler)
    yield found
    root.removeHandler(handler)
    root.setLevel(before)


class Lines(list[dict[str, Any]]):
    def __init__(self) -> None:
        super().__init__()
        self.written = io.StringIO()

    def all(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.written.getvalue().splitlines()]


def test_each_request_has_one_line(client: Client, lines: Lines) -> None:
    desk = person(Role.FRONT_DESK)
    client.force_login(desk)
    answer = client.post("/patients/find/", {"search": "Zoe Example"})
    (line,) = lines.all()
    assert {key: line[key] for key in ("level", "message", "method", "status", "user")} == {
        "level": "INFO",
        "message": "Answered.",
        "method": "POST",
        "status": answer.status_code,
        "user": desk.pk,
    }
    assert line["request_id"] == answer["X-Request-ID"]
    assert line["milliseconds"] >= 0
    assert "Zoe" not in lines.written.getvalue()


def test_the_route_stands_there_without_its_values(client: Client, lines: Lines) -> None:
    client.force_login(person(Role.TECHNICIAN))
    client.get("/review/C-ABCDEF/")
    (line,) = lines.all()
    assert "C-ABCDEF" not in lines.written.getvalue()
    assert line["route"].startswith("review/<")
    assert line["status"] == 404


def test_a_slow_answer_is_marked(
    client: Client, lines: Lines, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(logs, "SLOW_MILLISECONDS", 0)
    client.get("/sign-in/")
    (line,) = lines.all()
    assert (line["level"], line["slow"]) == ("WARNING", True)
    assert "user" not in line


def test_being_healthy_is_not_worth_a_line(client: Client, lines: Lines) -> None:
    assert client.get("/healthz").status_code == 200
    assert lines.all() == []


def test_a_job_that_fails_is_named_and_what_it_said_is_not(lines: Lines) -> None:
    def fails() -> None:
        raise ValueError("Zoe Example")

    work_once(Job("sealing", fails, 1))
    (line,) = lines.all()
    assert (line["level"], line["job"]) == ("ERROR", "sealing")
    assert line["exception"]["kinds"] == ["builtins.ValueError"]
    assert "Zoe" not in lines.written.getvalue()


def test_only_listed_fields_of_the_listed_kind_are_written(lines: Lines) -> None:
    logging.getLogger("any").info("Said %s.", "Zoe", extra={"name_of": "Zoe", "user": "Zoe"})
    (line,) = lines.all()
    assert set(line) == {"at", "level", "logger", "message"}
    assert line["message"] == "Said %s."


def test_it_goes_to_the_output_of_the_process_and_nowhere_else() -> None:
    said: dict[str, Any] = settings.LOGGING
    (out,) = said["handlers"].values()
    assert out["class"] == "logging.StreamHandler"
    assert out["stream"] in ("ext://sys.stdout", "ext://sys.stderr")
    for logger in (said["root"], *said["loggers"].values()):
        assert logger.get("handlers", ["out"]) == ["out"]
