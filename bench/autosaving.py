"""Goal 10: how long one person waits until the script on the page has saved an answer."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import cycle
from statistics import median
from uuid import uuid4

from bench.goals import Line, goal
from bench.load import wall_ms
from bench.measure import in_turns, p95
from bench.place import Draft, Place
from bench.processes import cpu_seconds
from bench.servers import postmaster
from bench.sizes import Size
from bench.submitting import submit
from bench.visitor import UnexpectedAnswerError, Visitor

QUESTION = "keloid_history"
ANSWERS = ("yes", "no")  # in turns, so that each save changes something; "yes" has a follow-up
VERSION = re.compile(r'data-version="(\d+)"')
WARM_UP = 10


class Screen:
    """The page with the questions, which always knows the newest version."""

    def __init__(self, visitor: Visitor, draft: Draft) -> None:
        self._visitor, self._draft = visitor, draft
        self._version, self._answers = str(draft.version), cycle(ANSWERS)

    def save(self) -> None:
        fields = {
            "question": QUESTION,
            f"a-{QUESTION}": next(self._answers),
            "version": self._version,
            "key": str(uuid4()),
        }
        path = f"/c/{self._draft.reference}/answer/"
        found = VERSION.search(self._visitor.post(path, fields, expect=200, htmx=True))
        if found is None or found[1] == self._version:
            raise UnexpectedAnswerError(f"{path} did not save the answer.")
        self._version = found[1]


def autosave(place: Place, size: Size) -> Iterator[Line | str]:
    screen, ruler = Screen(place.desk.visitors[0], place.take(1)[0]), place.ruler_people.visitors[0]
    servers = (place.product.pid, postmaster(place.postgres))
    cost = []

    def ours() -> float:
        before = cpu_seconds(*servers)
        took = wall_ms(screen.save, size.autosaves)
        cost.append((cpu_seconds(*servers) - before) / size.autosaves * 1000)
        return p95(took)

    def theirs() -> float:
        return p95(wall_ms(lambda: submit(ruler, 0), size.autosaves))

    wall_ms(screen.save, WARM_UP)
    took = in_turns(size.rounds, {"ours": ours, "R2": theirs})
    yield Line(goal(10, "autosave"), took["ours"])
    yield f"R2 in between, by one person too: {took['R2'].median:.1f} ms."
    yield f"CPU milliseconds a save: {median(cost):.2f}."
