"""The page of agreement figures: rules of the live edition, reviewers of one's own site."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from consultations.agreement import (
    WINDOWS,
    ReviewerFigures,
    RuleFigures,
    per_reviewer,
    per_rule,
)
from consultations.rule_health_page import (
    REASONS,
    Row,
    notes_by_rule,
    proposed_for_removal,
    rules_shown,
    words_of,
)
from sideeffects.risk import Catalogue


@dataclass(frozen=True, slots=True)
class RuleLine:
    name: str
    sentence: str
    figures: RuleFigures
    notes: int

    @property
    def reason(self) -> str:
        return REASONS.get(self.figures.fared.reason, "").capitalize()

    @property
    def took(self) -> str:
        return in_words(self.figures.took)


@dataclass(frozen=True, slots=True)
class ReviewerLine:
    figures: ReviewerFigures

    @property
    def took(self) -> str:
        return in_words(self.figures.took)


@dataclass(frozen=True, slots=True)
class FiguresPage:
    """`reviewers`: None for whoever sees rules alone. `removal`: whatever the window is."""

    days: int
    rules: tuple[RuleLine, ...]
    reviewers: tuple[ReviewerLine, ...] | None
    removal: tuple[Row, ...]


def figures_page(
    live: Catalogue, draft: Catalogue, *, days: int, site: int | None, now: datetime
) -> FiguresPage:
    """`site`: whose reviewers are shown; None for none. Five statements at most."""
    since = now - timedelta(days=days)
    found, notes = per_rule(since), notes_by_rule()
    lines = [
        RuleLine(*words_of(live, rule), found[rule], len(notes.get(rule, ())))
        for rule in rules_shown(live)
        if rule in found
    ]
    lines.sort(key=lambda line: (line.figures.fared.few, -line.figures.fared.shown, line.name))
    reviewers = None if site is None else tuple(map(ReviewerLine, per_reviewer(site, since)))
    return FiguresPage(days, tuple(lines), reviewers, tuple(proposed_for_removal(live, draft)))


def window_of(asked: str) -> int:
    """The days that were asked for; what is no window asks for the shortest."""
    days = int(asked) if asked.isdecimal() and len(asked) < 5 else 0
    return days if days in WINDOWS else WINDOWS[0]


def in_words(took: timedelta | None) -> str:
    """4 min, 1 h 20 min, 2 days; under a minute where it was."""
    if took is None:
        return ""
    minutes = int(took.total_seconds()) // 60
    if minutes < 1:
        return "Under a minute"
    if minutes < 60:
        return f"{minutes} min"
    hours, rest = divmod(minutes, 60)
    if hours < 24:
        return f"{hours} h {rest} min" if rest else f"{hours} h"
    days = hours // 24
    return "1 day" if days == 1 else f"{days} days"
