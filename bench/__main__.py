"""`python -m bench [GOAL ...] [--quick]`: measure, and say what is reached. Always exits with 0."""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack

from bench import (
    autosaving,
    counting,
    engine,
    lists,
    replaying,
    replaying_database,
    starting,
    submitting,
    weighing,
)
from bench.goals import LATER, Line, head
from bench.place import Place, ready_place
from bench.servers import NoServerError
from bench.sizes import QUICK, TINY, WHOLE, Size
from bench.visitor import UnexpectedAnswerError
from dev.postgres_programs import PostgresUnavailableError

Found = Iterator[Line | str]

# Which goals a measurement is for, in the order in which they are measured.
ALONE: dict[tuple[int, ...], Callable[[Size], Found]] = {
    (3,): engine.assessing,
    (4,): engine.against_others,
    (5,): engine.ten_times,
    (15,): replaying.replaying,
    (16,): lists.flat_lists,
}
SERVED: dict[tuple[int, ...], Callable[[Place, Size], Found]] = {
    (1, 2): submitting.full_submit,
    (8,): submitting.review_list,
    (9,): counting.counting,
    (10,): autosaving.autosave,
    (12,): weighing.weighing,
    (13,): starting.starting,
    (14,): starting.memory,
    (15,): replaying_database.from_the_database,
}
CANNOT_BE_MEASURED = (UnexpectedAnswerError, NoServerError, PostgresUnavailableError)
KNOWN = sorted({number for numbers in (*ALONE, *SERVED) for number in numbers})


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("goals", nargs="*", type=int, choices=[[], *KNOWN], metavar="GOAL")
    parser.add_argument("--quick", action="store_true", help="fewer rounds, in under 90 seconds")
    parser.add_argument(
        "--tiny", action="store_true", help="one round; only to try the bench itself"
    )
    chosen = parser.parse_args(arguments)
    size = TINY if chosen.tiny else QUICK if chosen.quick else WHOLE
    started = time.monotonic()
    lines = list(measure(set(chosen.goals or KNOWN), size))
    sum_up(lines, time.monotonic() - started)
    return 0


def measure(wanted: set[int], size: Size) -> Iterator[Line]:
    """Everything that was asked for, each line shown as soon as it is known."""
    print(head(), flush=True)
    with ExitStack() as stack:
        place = None
        for numbers in sorted({**ALONE, **SERVED}):
            if wanted.isdisjoint(numbers):
                continue
            try:
                if numbers in SERVED and place is None:
                    place = stack.enter_context(ready_place(size))
                yield from shown(found_for(numbers, place, size))
            except CANNOT_BE_MEASURED as problem:
                print(f"{numbers[0]:>3}  NOT MEASURED: {problem}", flush=True)


def found_for(numbers: tuple[int, ...], place: Place | None, size: Size) -> Found:
    """A goal may have lines of both kinds."""
    if numbers in ALONE:
        yield from ALONE[numbers](size)
    if place is not None and numbers in SERVED:
        yield from SERVED[numbers](place, size)


def shown(found: Found) -> Iterator[Line]:
    for one in found:
        print(one.text() if isinstance(one, Line) else f"       {one}", flush=True)
        if isinstance(one, Line):
            yield one


def sum_up(lines: list[Line], seconds: float) -> None:
    for verdict in ("NOT REACHED", "floor only"):
        found = [line for line in lines if line.verdict == verdict]
        numbers = ", ".join(dict.fromkeys(str(line.goal.number) for line in found)) or "none"
        print(f"\n{verdict}: {len(found)} of {len(lines)} lines (goals: {numbers})", end="")
    print(f"\n{LATER}\nMeasured in {seconds:.0f} s on a machine shared with others.")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
