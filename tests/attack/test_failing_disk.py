"""D32: the disk is full, or fails. What was not saved is called so, and nothing acknowledged is
lost; when there is room again the clinic goes on by itself."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest

from tests.attack.disks import (
    Service,
    SmallDisk,
    failing_disk,
    small_disk,
    to_the_disk,
    write_much,
)
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
from tests.attack.standing_site import READY_WITHIN, Place, standing

pytestmark = pytest.mark.slow

FULL_SECONDS = 10
LOG_DISK, TABLE_DISK, ONE_DISK = "pg_wal", "base", ""
# Whoever could not save reads this, or the script says it where the answer is (answers.js).
SAYS_SO = re.compile(r"not (be )?saved|What was not, go back", re.IGNORECASE)


@pytest.fixture
def place(production: ProductionSite) -> Iterator[Place]:
    with standing(production) as place:
        yield place


@dataclass
class Watch:
    """Asks /readyz, and keeps PostgreSQL running."""

    place: Place
    service: Service
    said: list[str] = field(default_factory=list)

    def look(self) -> bool:
        self.service.keep_running()
        status, text = self.place.get("/readyz")
        self.said.append(f"{status} {' '.join(text.split())}")
        time.sleep(0.2)
        return status == 200

    def until_ready(self) -> float:
        began = time.monotonic()
        while not (self.look() and self.place._answers()):
            assert time.monotonic() < began + READY_WITHIN, self.said[-3:]
        return time.monotonic() - began


def saves(people: list[Person]) -> None:
    """Everybody at work, as far as one can see from outside."""
    before, give_up = saved_by(people), time.monotonic() + READY_WITHIN
    while saved_by(people) < before + PEOPLE:
        assert time.monotonic() < give_up, "nobody can save"
        time.sleep(0.05)


def all_is_there(place: Place, people: list[Person]) -> None:
    at_rest(people)
    assert lost_or_twice(place, people) == []
    refused = {words for person in people for words in person.book.refused}
    assert {words for words in refused if words != "0" and not SAYS_SO.search(words)} == set()
    holds(place)


def told(what: str, people: list[Person], watch: Watch, took: float) -> str:
    panics = sorted(set(watch.service.said("PANIC")))
    refused = {words for person in people for words in person.book.refused}
    return (
        f"\n{what}: {counts_of(people)}, 0 lost, 0 twice, 0 half; ready again after {took:.1f} s;"
        f" PostgreSQL panicked: {panics}, and was started anew {watch.service.starts} times;"
        f" /readyz said {sorted(set(watch.said))}; refused with {sorted(refused)}"
    )


def full_for_a_while(watch: Watch, disk: SmallDisk, *, much: bool) -> None:
    """Full to the last byte, all the time: what PostgreSQL gives free is taken at once."""
    until = time.monotonic() + FULL_SECONDS
    while time.monotonic() < until:
        disk.fill()
        if much:
            write_much(watch.place.database)
        watch.look()


@pytest.mark.parametrize("part", [ONE_DISK, TABLE_DISK, LOG_DISK])
def test_a_full_disk(place: Place, part: str, capsys: pytest.CaptureFixture[str]) -> None:
    with small_disk(place.database, part) as disk:
        watch = Watch(place, Service(place.database))
        watch.until_ready()
        people = at_work(place)
        saves(people)
        full_for_a_while(watch, disk, much=part == LOG_DISK)
        assert any(words.startswith("503 not ready") for words in watch.said), set(watch.said)
        disk.free()
        took = watch.until_ready()
        saves(people)
        all_is_there(place, people)
        with capsys.disabled():
            print(told(f"{part or 'everything'} on a full disk", people, watch, took))


@pytest.mark.parametrize("part", ["EIO_WAL", "EIO_DATA"])
def test_a_disk_that_fails(place: Place, part: str, capsys: pytest.CaptureFixture[str]) -> None:
    with failing_disk(place.database) as disk:
        watch = Watch(place, Service(place.database))
        watch.until_ready()
        people = at_work(place)
        saves(people)
        disk.fail_once(part)
        to_the_disk(place.database)
        while not disk.failed(part):
            time.sleep(0.05)
        took = watch.until_ready()
        saves(people)
        all_is_there(place, people)
        assert watch.service.said("PANIC")
        with capsys.disabled():
            print(told(f"{part}: one fsync failed", people, watch, took))
