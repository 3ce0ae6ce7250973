"""The figures of a draft's impact as a page tells them. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from consultations.impact import CHANGED, LESS_STRICT, STRICTER, Figures
from consultations.impact_case import name_of
from sideeffects.risk import LEVELS, NOT_ASSESSED, Catalogue

HUNDRED = 100


@dataclass(frozen=True, slots=True)
class Pair:
    """So many went from one level to the other; `same`: the level stays, something in it moved."""

    count: int
    before: str
    after: str

    @property
    def same(self) -> bool:
        return self.before == self.after


@dataclass(frozen=True, slots=True)
class Found:
    """In how many cases findings of one name came, went, or have another date or weight."""

    key: str
    name: str
    gained: int
    lost: int
    moved: int


@dataclass(frozen=True, slots=True)
class Lacking:
    key: str
    text: str
    count: int


@dataclass(frozen=True, slots=True)
class Told:
    """`cards` and `held`: before and after, in words."""

    figures: Figures
    stricter: tuple[Pair, ...]
    less_strict: tuple[Pair, ...]
    found: tuple[Found, ...]
    lacking: tuple[Lacking, ...]
    cards: tuple[str, str]
    held: tuple[str, str]

    @property
    def not_assessed(self) -> int:
        return self.figures.outcomes["not_assessed"]

    @property
    def stricter_count(self) -> int:
        return self.figures.outcomes[STRICTER]


def told(figures: Figures, live: Catalogue, draft: Catalogue) -> Told:
    pairs = {outcome: _pairs(figures, outcome) for outcome in CHANGED}
    return Told(
        figures=figures,
        stricter=pairs[STRICTER],
        less_strict=pairs[LESS_STRICT],
        found=_found(figures, live, draft),
        lacking=_lacking(figures, draft),
        cards=(_each(figures, "cards_before"), _each(figures, "cards_after")),
        held=(_of_hundred(figures, "held_before"), _of_hundred(figures, "held_after")),
    )


def _pairs(figures: Figures, outcome: str) -> tuple[Pair, ...]:
    return pairs_in_order(
        Pair(count, *key.split()[1:])
        for key, count in figures.pairs.items()
        if key.split()[0] == outcome
    )


def pairs_in_order(pairs: Iterable[Pair]) -> tuple[Pair, ...]:
    """The most frequent first, then the strictest."""
    order = {level: place for place, level in enumerate((*LEVELS, NOT_ASSESSED))}
    return tuple(
        sorted(pairs, key=lambda pair: (-pair.count, -order[pair.after], order[pair.before]))
    )


def _found(figures: Figures, live: Catalogue, draft: Catalogue) -> tuple[Found, ...]:
    keys = dict.fromkeys(said.partition(" ")[2] for said in figures.found)
    lines = [
        Found(
            key,
            name_of(key, draft, live),
            *(figures.found[f"{what} {key}"] for what in ("gained", "lost", "moved")),
        )
        for key in keys
    ]
    return tuple(sorted(lines, key=lambda line: (-line.gained - line.lost - line.moved, line.name)))


def _lacking(figures: Figures, draft: Catalogue) -> tuple[Lacking, ...]:
    return tuple(
        Lacking(key, draft.questions[key].text if key in draft.questions else key, count)
        for key, count in figures.lacks.most_common()
    )


def _each(figures: Figures, name: str) -> str:
    """ "1.2", a consultation."""
    return f"{figures.sums[name] / figures.compared:.1f}" if figures.compared else ""


def _of_hundred(figures: Figures, name: str) -> str:
    """ "9 of 100"; of fewer, as they were counted."""
    held, compared = figures.sums[name], figures.compared
    if compared <= HUNDRED:
        return f"{held} of {compared}"
    return f"{round(held * HUNDRED / compared)} of {HUNDRED}"
