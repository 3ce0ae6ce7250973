"""D32: knocked over in the middle of saving, the clinic stands again and nothing is lost."""

from __future__ import annotations

import os
import random
import time
from collections.abc import Callable, Iterator

import pytest

from tests.attack.ledger import (
    PEOPLE,
    Person,
    at_rest,
    at_work,
    counts_of,
    holds,
    lost_or_twice,
    saved_by,
)
from tests.attack.production_site import ProductionSite
from tests.attack.standing_site import Place, standing

CRASHES = int(os.environ.get("CRASHES", "50"))
WAYS: tuple[Callable[[Place], None], ...] = (
    Place.kill_worker,
    Place.kill_server,
    Place.kill_database,
)


@pytest.fixture
def place(production: ProductionSite) -> Iterator[Place]:
    with standing(production) as place:
        yield place


def crashed(place: Place, times: int) -> tuple[list[Person], list[float]]:
    draw, took = random.Random(32), list[float]()  # noqa: S311 - the same each time
    people = at_work(place)
    for number in range(times):
        before = saved_by(people)
        while saved_by(people) < before + PEOPLE:
            time.sleep(0.02)  # so that each crash falls into work that goes on
        time.sleep(draw.random() * 0.3)
        began = time.monotonic()
        WAYS[number % len(WAYS)](place)
        took.append(time.monotonic() - began)
    time.sleep(1)
    at_rest(people)
    return people, took


def told(people: list[Person], took: list[float]) -> str:
    return (
        f"{len(took)} crashes of worker, server and PostgreSQL: {counts_of(people)}, 0 lost,"
        f" 0 twice, 0 half; ready again after {max(took):.1f} s at most"
    )


def test_knocked_over_once_in_each_way(place: Place) -> None:
    people, took = crashed(place, len(WAYS))
    assert lost_or_twice(place, people) == []
    assert min(len(person.book.saved) for person in people) > 1
    assert any(person.book.started for person in people)
    holds(place)
    print(told(people, took))


@pytest.mark.slow
def test_knocked_over_fifty_times(place: Place, capsys: pytest.CaptureFixture[str]) -> None:
    people, took = crashed(place, CRASHES)
    assert lost_or_twice(place, people) == []
    holds(place)
    with capsys.disabled():
        print(f"\n{told(people, took)}")
