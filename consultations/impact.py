"""What a draft would have done to past consultations, and would do to bookings still to come."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Any

from consultations.impact_case import PRIVATE, names_changed
from consultations.past_cases import Booked, booked_cases, newest_cases
from sideeffects.models import Edition
from sideeffects.risk import LEVELS, Catalogue, Replay, Replayed
from sideeffects.risk.compared import Moved
from sideeffects.risk.words import LEVEL_OF_KIND

STRICTER, LESS_STRICT = "stricter", "less_strict"
CHANGED = (LESS_STRICT, STRICTER)
BLOCKING = ("hold", "stop")
LAST = 500
CHOICES = (100, LAST, 2_000)


@dataclass(slots=True)
class Figures:
    """Counts, and nothing about anybody. Those that are left out or not assessed count as that
    alone. `pairs`: "stricter clear hold" and how often; `found`: "gained KEY", "lost KEY" and
    "moved KEY" of a contraindication; `lacks`: questions without an answer."""

    outcomes: Counter[str] = field(default_factory=Counter)
    pairs: Counter[str] = field(default_factory=Counter)
    found: Counter[str] = field(default_factory=Counter)
    lacks: Counter[str] = field(default_factory=Counter)
    sums: Counter[str] = field(default_factory=Counter)

    def add(self, replayed: Replayed) -> None:
        outcome = replayed.outcome
        self.outcomes[outcome] += 1
        if outcome == "left_out":
            self.lacks.update(replayed.lacks)
        if outcome in ("left_out", "not_assessed"):
            return
        before, after = replayed.level_before, replayed.level_after
        cards_before, cards_after = replayed.cards
        self.sums["cards_before"] += cards_before
        self.sums["cards_after"] += cards_after
        self.sums["held_before"] += before in BLOCKING
        self.sums["held_after"] += after in BLOCKING
        if outcome in CHANGED:
            self.pairs[f"{outcome} {before} {after}"] += 1
            self.found.update(_names(replayed))

    @property
    def cases(self) -> int:
        return self.outcomes.total()

    @property
    def compared(self) -> int:
        return self.cases - self.left_out - self.outcomes["not_assessed"]

    @property
    def changed(self) -> int:
        return sum(self.outcomes[outcome] for outcome in CHANGED)

    @property
    def less_strict(self) -> int:
        return self.outcomes[LESS_STRICT]

    @property
    def left_out(self) -> int:
        return self.outcomes["left_out"]

    def plain(self) -> dict[str, dict[str, int]]:
        """As JSON keeps it."""
        return {name: dict(getattr(self, name)) for name in self.__slots__}

    @classmethod
    def read(cls, plain: Mapping[str, Mapping[str, int]]) -> Figures:
        return cls(**{name: Counter(plain.get(name, {})) for name in cls.__slots__})


def _names(replayed: Replayed) -> set[str]:
    """Each contraindication once for what happened to its findings."""
    return {
        *(f"gained {finding.contraindication}" for finding in replayed.gained),
        *(f"lost {finding.contraindication}" for finding in replayed.lost),
        *(f"moved {moved.finding.contraindication}" for moved in replayed.moved),
    }


@dataclass(frozen=True, slots=True)
class BookedEffect:
    """A booking that a draft would put on hold. Levels and a day; why stays with the review.

    Where a private answer is part of why, there is no reference and no day: whoever changed the
    rule would know what was answered.
    """

    consultation_id: int
    reference: str
    day: date | None
    level_before: str
    level_after: str
    lacks_answer: bool


@dataclass(frozen=True, slots=True)
class Impact:
    """`changed`: the past cases that change, less strict ones first."""

    figures: Figures
    changed: tuple[Replayed, ...]
    booked: tuple[BookedEffect, ...]

    def plain(self) -> dict[str, Any]:
        """The figures, as a proposal keeps what was seen."""
        return {**self.figures.plain(), "booked": len(self.booked)}


@lru_cache(maxsize=8)
def replay_between(live: Catalogue, draft: Catalogue) -> Replay:
    """Made ready once in each process: that takes as long as a hundred cases."""
    return Replay(live, draft)


def impact_of(live: Catalogue, draft: Catalogue, *, last: int = LAST) -> Impact:
    """The draft over the newest so many consultations, and over the open bookings."""
    replay, figures, changed = replay_between(live, draft), Figures(), []
    for case in newest_cases(last):
        replayed = replay.of(case)
        figures.add(replayed)
        if replayed.outcome in CHANGED:
            changed.append(replayed)
    return Impact(figures, in_order(changed), bookings_falling(draft))


def in_order(changed: Iterable[Replayed]) -> tuple[Replayed, ...]:
    """Less strict first, then by levels and findings: not by when people came."""
    return tuple(
        sorted(
            changed,
            key=lambda one: (
                CHANGED.index(one.outcome),
                LEVELS.index(one.level_before),
                LEVELS.index(one.level_after),
                sorted(_names(one)),
            ),
        )
    )


def bookings_falling(draft: Catalogue) -> tuple[BookedEffect, ...]:
    """Open bookings that would be put on hold, were they checked again under the draft."""
    return tuple(
        _effect(booked, replayed, draft)
        for booked, replayed in replayed_bookings(draft)
        if falls(replayed)
    )


def _effect(booked: Booked, replayed: Replayed, draft: Catalogue) -> BookedEffect:
    private = PRIVATE in names_changed(replayed, _screened_by(booked), draft)
    return BookedEffect(
        consultation_id=booked.consultation_id,
        reference="" if private else booked.reference,
        day=None if private else booked.day,
        level_before=replayed.level_before,
        level_after=replayed.level_after,
        lacks_answer=replayed.lacks_answer,
    )


def _screened_by(booked: Booked) -> Catalogue:
    return Edition.objects.known(booked.edition_id).catalogue


def replayed_bookings(draft: Catalogue) -> Iterable[tuple[Booked, Replayed]]:
    """Each open booking on its day: under the edition it was screened by, and under the draft."""
    for booked in booked_cases():
        yield booked, replay_between(_screened_by(booked), draft).of(booked.case)


def falls(replayed: Replayed) -> bool:
    """Whether a booking must be looked at again.

    It is stricter on its day, has a new reason to hold or stop, lacks an answer that the draft
    reads, or cannot be assessed.
    """
    if not replayed.assessed or replayed.lacks_answer:
        return True
    if _rises(replayed):
        return True
    new = any(LEVEL_OF_KIND[finding.kind] in BLOCKING for finding in replayed.gained)
    worse = any(moved.level_after in BLOCKING and _rises(moved) for moved in replayed.moved)
    return replayed.level_after in BLOCKING and (new or worse)


def _rises(one: Replayed | Moved) -> bool:
    return LEVELS.index(one.level_after) > LEVELS.index(one.level_before)
