"""Goals 1, 2 and 8: what the two busiest pages cost, beside the rulers, in CPU milliseconds."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator

from bench.goals import Line, goal
from bench.load import Ask, Crowd
from bench.measure import Measured, in_turns
from bench.place import Place, send
from bench.rulers.rules import answers
from bench.sizes import Size
from bench.visitor import Visitor

FORTY_ANSWERS = json.dumps(answers())


def store(visitor: Visitor, _: int) -> None:
    visitor.post_json("/store/", FORTY_ANSWERS)


def submit(visitor: Visitor, _: int) -> None:
    visitor.post_json("/submit/", FORTY_ANSWERS)


def hello(visitor: Visitor, _: int) -> None:
    visitor.get("/")


def opened(path: str) -> Ask[int]:
    def ask(visitor: Visitor, _: int) -> None:
        visitor.get(path)

    return ask


def repeated(crowd: Crowd, ask: Ask[int], times: int) -> Callable[[], float]:
    """A runner of the same request over and over; the first time to make every thread ready."""
    crowd.cpu_ms(ask, range(times))
    return lambda: crowd.cpu_ms(ask, range(times))


def full_submit(place: Place, size: Size) -> Iterator[Line | str]:
    """Goals 1 and 2. The answers were saved one by one before (goal 10); this sends them."""
    rulers, count = place.ruler_people, size.submits
    place.desk.cpu_ms(send, place.take(count))
    took = in_turns(
        size.rounds,
        {
            "hello": repeated(rulers, hello, count * 2),
            "R1": repeated(rulers, store, count * 2),
            "R2": repeated(rulers, submit, count * 2),
            "ours": lambda: place.desk.cpu_ms(send, place.take(count)),
        },
    )
    yield Line(goal(1, "full submit"), took["ours"].against(took["R1"]))
    yield Line(goal(2, "full submit"), took["ours"].against(took["R2"]))
    yield in_words(took)


def review_list(place: Place, size: Size) -> Iterator[Line | str]:
    """Goal 8: the first page of those to decide, as a technician sees it."""
    took = in_turns(
        size.rounds,
        {
            "R3": repeated(place.ruler_people, opened("/queue/"), size.lists),
            "ours": repeated(place.technicians, opened(place.list_page), size.lists),
        },
    )
    yield Line(goal(8, "review list"), took["ours"].against(took["R3"]))
    yield in_words(took)


def in_words(took: dict[str, Measured]) -> str:
    parts = (f"{name} {measured.median:.2f}" for name, measured in took.items())
    return f"CPU milliseconds a request: {', '.join(parts)}."
