"""D32: knocked over in the middle of saving, the clinic stands again and nothing is lost."""

from __future__ import annotations

import os
import random
import time
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date, timedelta

import pytest

from bench.servers import manage
from tests.attack.ledger import Person, lost_or_twice
from tests.attack.production_site import ProductionSite
from tests.attack.standing_site import Place, standing

PEOPLE = 6
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


def at_work(place: Place) -> list[Person]:
    made = place.prepare(f"Crash{random.randrange(10**6)}", drafts=PEOPLE)  # noqa: S311 - a name
    day = date.fromisoformat(place.rows("SELECT current_date::text")[0][0]) + timedelta(days=30)
    people = [Person(place, ref, made["patient"], day) for ref in made["drafts"]]
    for person in people:
        person.thread.start()
    return people


def crashed(place: Place, times: int) -> tuple[list[Person], list[float]]:
    draw, took = random.Random(32), list[float]()  # noqa: S311 - the same each time
    people = at_work(place)
    for number in range(times):
        before = sum(len(person.book.saved) for person in people)
        while sum(len(person.book.saved) for person in people) < before + PEOPLE:
            time.sleep(0.02)  # so that each crash falls into work that goes on
        time.sleep(draw.random() * 0.3)
        began = time.monotonic()
        WAYS[number % len(WAYS)](place)
        took.append(time.monotonic() - began)
    time.sleep(1)
    for person in people:
        person.ended.set()
    for person in people:
        person.thread.join(40)
    return people, took


def holds(place: Place) -> None:
    """The trail is whole, and every summary is what its answers make."""
    site = place.site.server.site
    manage(site, "manage.py", "seal_audit")
    manage(site, "manage.py", "verify_audit")
    manage(site, "manage.py", "reproduce_summary", "--all")


def told(people: list[Person], took: list[float]) -> str:
    counts = Counter[str]()
    for person in people:
        counts["saved"] += len(person.book.saved)
        counts["started"] += len(person.book.started)
        counts["tried again"] += person.book.not_saved
    return (
        f"{len(took)} crashes of worker, server and PostgreSQL: {dict(counts)}, 0 lost, 0 twice,"
        f" 0 half; ready again after {max(took):.1f} s at most"
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
