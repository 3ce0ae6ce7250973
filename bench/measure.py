"""Rounds, medians and spreads. What is compared is measured in turns, in one and the same run."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median, quantiles
from typing import TypeVar

Key = TypeVar("Key")


@dataclass(frozen=True, slots=True)
class Measured:
    """What the rounds gave; their median is the measurement."""

    values: tuple[float, ...]

    @property
    def median(self) -> float:
        return median(self.values)

    @property
    def lowest(self) -> float:
        return min(self.values)

    @property
    def highest(self) -> float:
        return max(self.values)

    @property
    def spreads(self) -> bool:
        return self.lowest != self.highest

    def times(self, factor: float) -> Measured:
        return Measured(tuple(value * factor for value in self.values))

    def against(self, other: Measured) -> Measured:
        """Round by round, so that a slow minute of the machine is in both or in neither."""
        pairs = zip(self.values, other.values, strict=True)
        return Measured(tuple(mine / theirs for mine, theirs in pairs))


def once(value: float) -> Measured:
    """For what needs no rounds: a count, or a size."""
    return Measured((float(value),))


def in_turns(rounds: int, runners: Mapping[Key, Callable[[], float]]) -> dict[Key, Measured]:
    """Every runner in every round, each round beginning with the next one."""
    found: dict[Key, list[float]] = {key: [] for key in runners}
    order = list(runners)
    for turn in range(rounds):
        first = turn % len(order)
        for key in order[first:] + order[:first]:
            found[key].append(runners[key]())
    return {key: Measured(tuple(values)) for key, values in found.items()}


def timed(work: Callable[[], object], times: int) -> Callable[[], float]:
    """A runner that gives the CPU microseconds of one call, over so many calls."""
    work()  # what is made once and kept is made now

    def run() -> float:
        started = time.thread_time()
        for _ in range(times):
            work()
        return (time.thread_time() - started) / times * 1e6

    return run


def p95(values: Sequence[float]) -> float:
    return quantiles(values, n=20)[-1]
