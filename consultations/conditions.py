"""The conditions of an approval: what has to happen, at which gate, and until when. Pure.

One of the technician's own that stands before booking is a step of every day the approval
accepts: the gate refuses to book while it is not ticked (models/guards_booking.py).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from clinic.words import day as in_words
from consultations.cards import TITLES
from consultations.steps import BEFORE_BOOKING, CONDITION, Step
from sideeffects.risk import canonical, digest
from sideeffects.risk.words import GATES

ON_THE_DAY = "on_the_day"


@dataclass(frozen=True, slots=True)
class Condition:
    """`private`: it rests on what was answered in private, or nobody knows: not for the desk."""

    words: str
    gate: str = ON_THE_DAY
    until: date | None = None
    private: bool = False

    @property
    def line(self) -> str:
        return f"{self.words} (by {in_words(self.until)})" if self.until else self.words

    def plain(self) -> dict[str, Any]:
        """As a review keeps it."""
        until = self.until.isoformat() if self.until else None
        kept = {"words": self.words, "gate": self.gate, "until": until}
        return {**kept, "private": True} if self.private else kept

    def step(self) -> Step:
        """Of a condition before booking. The same words are the same step."""
        return Step(
            key=digest(canonical([CONDITION, self.words]))[:32],
            action=CONDITION,
            contraindication="",
            name="",
            label=self.line,
            days=None,
            params=(),
            private=self.private,
        )


@dataclass(frozen=True, slots=True)
class AtGate:
    """The conditions of one gate."""

    gate: str
    title: str
    conditions: tuple[Condition, ...]


def conditions_of(kept: Iterable[Mapping[str, Any] | str | Condition]) -> tuple[Condition, ...]:
    """What a review keeps, whenever it was written: older ones hold the words alone."""
    return tuple(_condition(part) for part in kept)


def _condition(kept: Mapping[str, Any] | str | Condition) -> Condition:
    if isinstance(kept, Condition):
        return kept
    if isinstance(kept, str):
        gates = (gate for gate in GATES if kept.startswith(f"{TITLES[gate]}: "))
        gate = next(gates, ON_THE_DAY)
        return Condition(kept.removeprefix(f"{TITLES[gate]}: "), gate, private=True)
    until = date.fromisoformat(kept["until"]) if kept["until"] else None
    return Condition(kept["words"], kept["gate"], until, kept.get("private", False))


def by_gate(conditions: Iterable[Condition]) -> tuple[AtGate, ...]:
    every = tuple(conditions)
    found = ((gate, tuple(part for part in every if part.gate == gate)) for gate in GATES)
    return tuple(AtGate(gate, TITLES[gate], part) for gate, part in found if part)


def for_desk(kept: Iterable[Mapping[str, Any] | str]) -> tuple[AtGate, ...]:
    """What the desk may read: nothing that rests on what was answered in private."""
    return by_gate(part for part in conditions_of(kept) if not part.private)


def steps_before_booking(conditions: Iterable[Condition]) -> tuple[Step, ...]:
    steps = (part.step() for part in conditions if part.gate == BEFORE_BOOKING)
    return tuple({step.key: step for step in steps}.values())
