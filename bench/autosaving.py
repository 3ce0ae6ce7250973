"""Goal 10: how long one person waits until the script on the page has saved an answer."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from uuid import uuid4

from bench.goals import Line, goal
from bench.load import wall_ms
from bench.measure import Measured, p95
from bench.place import Draft, Place
from bench.sizes import Size
from bench.visitor import Visitor

QUESTION = "keloid_history"
ANSWERS = ("no", "yes")  # in turns; "yes" opens a follow-up


def autosave(place: Place, size: Size) -> Iterator[Line | str]:
    visitor, draft = place.desk.visitors[0], place.take(1)[0]
    version = count(draft.version)

    def save() -> None:
        save_one(visitor, draft, next(version))

    wall_ms(save, 10)
    rounds = [wall_ms(save, size.autosaves) for _ in range(size.rounds)]
    yield Line(goal(10, "autosave"), Measured(tuple(p95(took) for took in rounds)))


def save_one(visitor: Visitor, draft: Draft, version: int) -> None:
    """Every save moves the version on by one, so the screen always knows the newest."""
    visitor.post(
        f"/c/{draft.reference}/answer/",
        {
            "question": QUESTION,
            QUESTION: ANSWERS[version % 2],
            "version": str(version),
            "key": str(uuid4()),
        },
        expect=200,
        htmx=True,
    )
