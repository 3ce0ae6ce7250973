"""The days on which a rule can fire, as its dates bound them; and days left between two rules."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from .catalogue import Catalogue, DateExpression, Line, Rule, lines_of
from .conditions import days_of
from .covering import not_earlier
from .problem import Problem
from .sentences import day_words
from .words import TREATMENT_DATE

TREATMENT = DateExpression(TREATMENT_DATE)


@dataclass(frozen=True, slots=True)
class Bound:
    """``earlier`` is never after ``later``; ``strict``: nor on the same day."""

    earlier: DateExpression
    later: DateExpression
    strict: bool


def bounds_of(rule: Rule, lines: tuple[Line, ...]) -> list[Bound]:
    """What is true of days while a rule fires: these of its lines, and its wait is not over.

    A wait whose date is not known goes on, but then no line on that date is true either.
    """
    bounds = []
    for line in lines:
        if days := days_of(line):
            after = line.operator == "after"
            bounds.append(Bound(days[after], days[not after], strict=after))
    if rule.wait_until is not None:
        bounds.append(Bound(TREATMENT, rule.wait_until, strict=True))
    return bounds


def contradict(catalogue: Catalogue, one: Bound, other: Bound) -> bool:
    """Whether no day can be within both."""
    return (
        (one.strict or other.strict)
        and not_earlier(catalogue, one.later, catalogue, other.earlier)
        and not_earlier(catalogue, other.later, catalogue, one.earlier)
    )


@dataclass(frozen=True, slots=True)
class Window:
    """The treatment days of one rule, counted from one date; None: no limit on that side."""

    rule: str
    start: DateExpression | None
    end: DateExpression | None


def days_left_over(catalogue: Catalogue) -> Iterator[Problem]:
    """Where one rule of a contraindication ends on a date, and the next begins only later."""
    rules = sorted(catalogue.rules.values(), key=lambda rule: rule.contraindication)
    for _, same in groupby(rules, key=lambda rule: rule.contraindication):
        windows = [window for rule in same for window in _windows(rule)]
        for ending in windows:
            yield from _left_after(catalogue, ending, windows)


def _windows(rule: Rule) -> Iterator[Window]:
    """One window for each date that a rule counts from."""
    bounds = bounds_of(rule, lines_of(rule.when))
    ends = [bound.later for bound in bounds if bound.earlier == TREATMENT]
    starts = [bound.earlier for bound in bounds if bound.later == TREATMENT]
    for of in dict.fromkeys(day.of for day in (*starts, *ends)):
        yield Window(
            rule.key,
            next((day for day in starts if day.of == of), None),
            next((day for day in ends if day.of == of), None),
        )


def _left_after(catalogue: Catalogue, ending: Window, windows: list[Window]) -> Iterator[Problem]:
    if ending.end is None:
        return
    for following in windows:
        start = following.start
        if start is None or not _later(catalogue, start, ending.end):
            continue
        if not any(_spans(catalogue, window, ending.end) for window in windows):
            words = (
                f"ends at {day_words(catalogue, ending.end)}, but '{following.rule}' begins only "
                f"at {day_words(catalogue, start)}: no rule holds on the days between"
            )
            yield Problem("days_left_over", "rules", ending.rule, words)
            return


def _later(catalogue: Catalogue, one: DateExpression, other: DateExpression) -> bool:
    return not_earlier(catalogue, other, catalogue, one) and not not_earlier(
        catalogue, one, catalogue, other
    )


def _spans(catalogue: Catalogue, window: Window, day: DateExpression) -> bool:
    """Whether a window goes on beyond that day, and has begun by then."""
    if day.of not in {end.of for end in (window.start, window.end) if end}:
        return False
    begun = window.start is None or not_earlier(catalogue, window.start, catalogue, day)
    return begun and (window.end is None or _later(catalogue, window.end, day))
