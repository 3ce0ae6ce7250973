"""The goals of speed, each with its floor and its aim, and how a measurement stands to them."""

from __future__ import annotations

from dataclasses import dataclass, field

from bench.measure import Measured


@dataclass(frozen=True, slots=True)
class Goal:
    """One thing to reach: at most so much, or (`at_least`) at least."""

    number: int
    what: str
    floor: float
    aim: float
    unit: str = "×"
    at_least: bool = False

    def verdict(self, value: float) -> str:
        if self._holds(value, self.aim):
            return "reached"
        return "floor only" if self._holds(value, self.floor) else "NOT REACHED"

    def _holds(self, value: float, limit: float) -> bool:
        return value >= limit if self.at_least else value <= limit

    def limit(self, value: float) -> str:
        return f"{'≥' if self.at_least else '≤'} {number(value)} {self.unit}"


GOALS = (
    Goal(1, "full submit against R1, CPU", 6, 4),
    Goal(2, "full submit against R2, CPU", 2, 1.3),
    Goal(3, "assess with evidence, a rule", 0.6, 0.35, "µs"),
    Goal(3, "compile an edition", 40, 15, "ms"),
    Goal(4, "faster than another engine", 6, 12, at_least=True),
    Goal(5, "ten times the rules cost", 12, 10.5),
    Goal(8, "review list against R3, CPU", 2, 1.5),
    Goal(9, "SQL statements of a submit", 14, 10, ""),
    Goal(9, "SQL statements of the review list", 7, 4, ""),
    Goal(9, "more SQL statements for", 0, 0, ""),
    Goal(10, "autosave of one answer, p95", 25, 10, "ms"),
    Goal(12, "first view, compressed", 120, 60, "kB"),
    Goal(12, "a next page, compressed", 20, 10, "kB"),
    Goal(12, "requests to other hosts", 0, 0, ""),
    Goal(13, "start to first page against bare", 5, 3),
    Goal(13, "migrate an empty database", 20, 10, "s"),
    Goal(14, "memory of a worker against bare", 2, 1.6),
    Goal(14, "memory grown by the requests", 10, 3, "%"),
    Goal(15, "past cases replayed in a second", 250, 20_000, "", at_least=True),
    Goal(16, "a million cases to 1,000", 1.5, 1.2),
)
LATER = "Goals 6, 7, 11 and 17 come with later parts of Scalpwise and are not measured yet."


@dataclass(frozen=True, slots=True)
class Line:
    """One measurement beside its goal. `of` says what was measured where a goal has several."""

    goal: Goal
    measured: Measured
    of: str = ""
    notes: tuple[str, ...] = field(default=())

    @property
    def verdict(self) -> str:
        return self.goal.verdict(self.measured.median)

    def text(self) -> str:
        goal, measured = self.goal, self.measured
        what = f"{goal.what}: {self.of}" if self.of else goal.what
        value = f"{number(measured.median)} {goal.unit}".rstrip()
        spread = f"({number(measured.lowest)} to {number(measured.highest)})"
        columns = (
            f"{goal.number:>3}  {what:<58}{value:>10} {spread if measured.spreads else '':<19}"
            f"{goal.limit(goal.floor):>9} {goal.limit(goal.aim):>10}  {self.verdict}"
        )
        return "\n".join([columns.rstrip(), *(f"       {note}" for note in self.notes)])


def goal(wanted: int, what: str) -> Goal:
    """The goal of that number whose words begin so."""
    return next(one for one in GOALS if one.number == wanted and one.what.startswith(what))


def head() -> str:
    return f"{'':>3}  {'':<58}{'measured':>10} {'':<19}{'floor':>9} {'aim':>10}"


def number(value: float) -> str:
    """Three digits that say something: 0.37, 4.2, 61, 20,000."""
    if value == int(value) or abs(value) >= 100:
        return f"{value:,.0f}"
    return f"{value:.1f}" if abs(value) >= 10 else f"{value:.2f}"
