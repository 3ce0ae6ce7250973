"""D3: many at one time of one room at once, over the network: one gets it, and the others are told
where to go on."""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import uuid4

import pytest

from tests.attack.production_site import ProductionSite
from tests.attack.standing_site import Place, standing

TRIES, AT_ONCE, PATIENTS = 200, 24, 12
OVERLAPPING = 3  # of the times offered, the first three have hours in common
OVERLAPS = """
SELECT a.id FROM consultations_booking a JOIN consultations_booking b ON a.id < b.id
    AND (a.room_id = b.room_id OR a.technician_id = b.technician_id)
    AND tstzrange(a.starts_at, a.ends_at) && tstzrange(b.starts_at, b.ends_at)
WHERE a.status <> 'cancelled' AND b.status <> 'cancelled' AND a.room_id = %s
"""
STANDING = "SELECT consultation_id FROM consultations_booking WHERE room_id = %s AND status <> %s"


@pytest.fixture(scope="module")
def place(production: ProductionSite) -> Iterator[Place]:
    with standing(production) as place:
        yield place


@pytest.fixture
def room(place: Place) -> dict[str, Any]:
    return place.prepare(f"Slot{uuid4().hex[:8]}", approved=PATIENTS)


def slot(room: dict[str, Any], at: str) -> dict[str, Any]:
    once = str(uuid4())
    place = {"at": at, "technician": room["technician"], "room": room["room"]}
    return {**place, "key": once, "sent": once}


def test_two_hundred_at_one_time_make_one_booking(place: Place, room: dict[str, Any]) -> None:
    draw = random.Random(3)  # noqa: S311 - the same each time
    tries = [
        (room["approved"][number % PATIENTS], draw.choice(room["times"][:OVERLAPPING]))
        for number in range(TRIES)
    ]

    def book(reference: str, at: str) -> tuple[int, str]:
        return place.post(f"/book/{reference}/confirm/", "desk", slot(room, at))

    with ThreadPoolExecutor(AT_ONCE) as pool:
        answers = list(pool.map(lambda each: book(*each), tries))
    statuses = Counter(status for status, _ in answers)
    assert statuses == {302: 1, 409: TRIES - 1}
    assert len(place.rows(STANDING, room["room"], "cancelled")) == 1
    assert place.rows(OVERLAPS, room["room"]) == []
    refused = [page for status, page in answers if status == 409]
    assert [page[:200] for page in refused if not _tells_a_next_step(page)] == []


def _tells_a_next_step(page: str) -> bool:
    said = re.search(r"Choose one of the times|Move that booking|Look at it, then decide", page)
    return said is not None and "<a " in page


def test_booked_moved_and_cancelled_at_once_nothing_overlaps(
    place: Place, room: dict[str, Any]
) -> None:
    def play(seed: int) -> Counter[int]:
        draw, met = random.Random(seed), Counter[int]()  # noqa: S311 - the same each time
        for _ in range(10):
            path = f"/book/{draw.choice(room['approved'])}/"
            act = draw.choice(["confirm/", "confirm/", "move/confirm/", "cancel/"])
            given = slot(room, draw.choice(room["times"]))
            reason = {"reason": "x", "sent": given["sent"]}
            met[place.post(path + act, "desk", reason if act == "cancel/" else given)[0]] += 1
        return met

    with ThreadPoolExecutor(8) as pool:
        met = sum(pool.map(play, range(8)), Counter[int]())
    assert place.rows(OVERLAPS, room["room"]) == []
    standing_now = [row[0] for row in place.rows(STANDING, room["room"], "cancelled")]
    assert len(standing_now) == len(set(standing_now))
    assert set(met) <= {302, 409}
    assert met[302] > 5 < met[409]
