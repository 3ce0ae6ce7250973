"""D28: whatever breaks, at whatever step: never “clear”, never a booking, nothing half saved.

The faults are put in on purpose, at the edges of our code: they are what is tested.
"""

from __future__ import annotations

import logging
import re
import sys
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core.cache import cache
from django.db import OperationalError, connection
from django.template.base import Template
from pytest_django import Settings

from clinic import audit
from sideeffects import risk
from sideeffects.models import Edition
from tests.attack.flows import FLOWS, Flow, on_file
from tests.consultations.desk_pages import text
from tests.consultations.world import World

FAULTS = {
    "breaks": RuntimeError("broken"),
    "is too slow": TimeoutError("too slow"),
    "has no memory": MemoryError(),
    "goes round in circles": RecursionError(),
}
GOOD_NEWS = re.compile(r"\bclear\b|no risk|nothing to act on|\bapproved\b|can be booked", re.I)
SAVED = re.compile(r"data-saved|is booked|Saved:", re.I)
Break = Callable[[BaseException], None]


@pytest.fixture(autouse=True)
def quiet(settings: Settings) -> Iterator[None]:
    settings.ZEAL_RAISE = False
    logging.disable(logging.ERROR)
    yield
    logging.disable(logging.NOTSET)


@pytest.fixture
def world(db: None) -> World:
    return World()


@pytest.fixture
def breaks(monkeypatch: pytest.MonkeyPatch) -> dict[str, Break]:
    """Each part that can break, and how it is made to."""

    def everywhere(name: str) -> Break:
        """A function of the engine, under whatever module's name it is called."""
        part = getattr(risk, name)

        def put_in(fault: BaseException) -> None:
            for module in list(sys.modules.values()):
                if getattr(module, "__name__", "").startswith(("consultations", "sideeffects")):
                    for known, value in list(vars(module).items()):
                        if value is part:
                            monkeypatch.setattr(module, known, _raiser(fault))

        return put_in

    def of(owner: Any, name: str) -> Break:
        return lambda fault: monkeypatch.setattr(owner, name, _raiser(fault))

    def the_catalogue(fault: BaseException) -> None:
        monkeypatch.setattr(Edition, "catalogue", property(_raiser(fault)))

    return {
        "the rules": everywhere("assess"),
        "the questions": everywhere("asked"),
        "the catalogue": the_catalogue,
        "the audit": of(audit, "record_named"),
        "the templates": of(Template, "render"),
    }


PARTS = ("the rules", "the questions", "the catalogue", "the audit", "the templates")


def _raiser(fault: BaseException) -> Callable[..., Any]:
    def broken(*_args: Any, **_named: Any) -> Any:
        raise fault

    return broken


Case = tuple[str, str]
CASES = [(name, part) for name in FLOWS for part in PARTS]


@pytest.mark.parametrize("case", CASES, ids=" without ".join)
def test_a_broken_part_changes_nothing_and_says_nothing_good(
    world: World, breaks: dict[str, Break], case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    name, part = case
    _check(FLOWS[name](world), part, breaks, FAULTS["breaks"], monkeypatch)


@pytest.mark.slow
@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("case", CASES, ids=" without ".join)
def test_however_a_part_breaks(
    world: World, breaks: dict[str, Break], case: Case, fault: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    name, part = case
    _check(FLOWS[name](world), part, breaks, FAULTS[fault], monkeypatch)


def _check(
    flow: Flow,
    part: str,
    breaks: dict[str, Break],
    fault: BaseException,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    before = on_file()
    breaks[part](fault)
    response = flow.send()
    after = on_file()
    if response.status_code >= 500:
        _says_nothing_good(response)
        assert after == before or part == "the templates"
    else:  # this step does not need the part, or says itself that nobody assessed anything
        assert response.status_code in (200, 302), response.status_code
        _no_better(before, after, part)
    monkeypatch.undo()
    assert flow.send().status_code < 500, "works again"
    if after != before:  # it was done before the page about it broke: then it was done whole
        assert on_file() == after


def _says_nothing_good(response: Any) -> None:
    assert not GOOD_NEWS.search(text(response))
    assert not SAVED.search(response.content.decode())
    assert response["X-Request-ID"] in response.content.decode()


def _no_better(before: dict[str, Any], after: dict[str, Any], part: str) -> None:
    """What was made without the part owes nothing to it."""
    if part in ("the rules", "the questions", "the catalogue"):
        new = after["summaries"][len(before["summaries"]) :]
        assert all(level == "not_assessed" for level, _ in new)
    if part == "the audit":
        assert after == before, "nothing happens that cannot be noted"
    for row, then in zip(after["answers"], before["answers"], strict=False):
        assert row[2].items() >= then[2].items(), "answers are kept"


# ── The database, at each statement ────────────────────────────────────────────


class FailsAt:
    """The database stops answering at the statement of this number."""

    def __init__(self, number: int) -> None:
        self.left = number

    def __call__(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if sql.startswith(("SAVEPOINT", "RELEASE", "ROLLBACK")):
            return execute(sql, params, many, context)
        if self.left == 0:
            raise OperationalError("server closed the connection unexpectedly")
        self.left -= 1
        return execute(sql, params, many, context)


def _at_each_statement(world: World, name: str, step: int) -> int:
    """How many places there were; at each of them all or nothing of the act is saved."""
    flow, number = FLOWS[name](world), 0
    before, places = on_file(), 0
    while True:
        with connection.execute_wrapper(fails := FailsAt(number)):
            response = flow.send()
        if fails.left > 0 or response.status_code < 500:
            break
        _says_nothing_good(response)
        if on_file() != before:
            break  # the act was done; what failed came after it
        number, places = number + step, places + 1
    done = flow.send()
    assert done.status_code < 500
    once = on_file()
    flow.send()
    assert on_file() == once, "sent again it is the same act"
    assert len(once["bookings"]) <= 1
    assert len(once["reviews"]) <= 1
    return places


@pytest.mark.parametrize("name", ["send", "book"])
def test_the_database_may_fall_silent_at_any_statement(world: World, name: str) -> None:
    assert _at_each_statement(world, name, 3) > 1


@pytest.mark.slow
@pytest.mark.parametrize("name", FLOWS)
def test_the_database_may_fall_silent_at_each_statement(world: World, name: str) -> None:
    assert _at_each_statement(world, name, 1) > 1


def test_a_silent_cache_never_opens_a_door(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    flow = FLOWS["book"](world)
    for name in ("get", "set", "add", "incr", "get_many", "set_many"):
        monkeypatch.setattr(cache, name, _raiser(ConnectionError("cache")), raising=False)
    before = on_file()
    response = flow.send()
    assert response.status_code >= 500 or response.status_code == 302
    if response.status_code >= 500:
        assert on_file() == before
