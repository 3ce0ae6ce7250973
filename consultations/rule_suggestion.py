"""A line that would answer "that was long ago", where the catalogue can tell how long ago. Pure.

Offered for a rule that looks at an answer with which a past day was asked, but not at that day.
Nothing is guessed: the wait is one that the rule's own contraindication has.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass

from sideeffects.risk import Catalogue, Question
from sideeffects.risk.catalogue import DateExpression, Line, Period, Rule, lines_of
from sideeffects.risk.files import plain_line
from sideeffects.risk.words import CALENDAR_UNITS, LEVEL_OF_KIND, LEVELS, TREATMENT_DATE

# To tell the longest wait; nothing is counted with it.
DAYS = {"days": 1, "months": 30, "years": 365}


@dataclass(frozen=True, slots=True)
class Suggestion:
    """`line`: as an address brings it to the rule's editor."""

    line: str
    words: str


def long_ago(catalogue: Catalogue, key: str) -> Suggestion | None:
    """The line that lets the rule hold for a while only; None where none can be derived."""
    rule = catalogue.rules.get(key)
    wait = _longest_wait(catalogue, rule) if rule else None
    asked = next(_days_asked(catalogue, rule), None) if rule and wait else None
    if wait is None or asked is None:
        return None
    day = DateExpression(asked.key, wait.unit, wait.key)  # type: ignore[arg-type]
    line = Line("after", date=day, value=DateExpression(TREATMENT_DATE))
    return Suggestion(json.dumps(plain_line(line)), f"in the last {wait.words}")


def _longest_wait(catalogue: Catalogue, rule: Rule) -> Period | None:
    own = [
        period
        for period in catalogue.periods.values()
        if period.contraindication == rule.contraindication and period.unit in CALENDAR_UNITS
    ]
    return max(own, key=lambda period: period.value * DAYS[period.unit], default=None)


def _days_asked(catalogue: Catalogue, rule: Rule) -> Iterator[Question]:
    """Past days that were asked of everybody whom the rule is about, and that it leaves unread."""
    taken = _days_read(rule).union(*(_days_read(other) for other in _stricter(catalogue, rule)))
    answered = {line.question: _answers(line) for line in rule.when if isinstance(line, Line)}
    for question in catalogue.questions.values():
        if question.kind != "date" or question.tense != "past" or question.key in taken:
            continue
        if question.ask_when and all(
            isinstance(line, Line)
            and bool(answered.get(line.question))
            and answered[line.question] <= _answers(line)
            for line in question.ask_when
        ):
            yield question


def _stricter(catalogue: Catalogue, rule: Rule) -> Iterator[Rule]:
    """Rules that find the same, and stricter: within the days they read, this one adds nothing."""
    for other in catalogue.rules.values():
        if other.contraindication == rule.contraindication and _level(other) > _level(rule):
            yield other


def _level(rule: Rule) -> int:
    return LEVELS.index(LEVEL_OF_KIND[rule.kind])


def _answers(line: Line) -> frozenset[str]:
    """The answers with which a line holds; none where it compares something else."""
    if line.operator not in ("is", "is_one_of") or isinstance(line.value, DateExpression):
        return frozenset()
    value = line.value or ()
    return frozenset((value,) if isinstance(value, str) else value)


def _days_read(rule: Rule) -> frozenset[str]:
    """Every question a rule looks at, its dates included."""
    found = {rule.wait_until.of} if rule.wait_until else set()
    for line in lines_of(rule.when):
        found |= {line.question} if line.question else set()
        found |= {day.of for day in (line.date, line.value) if isinstance(day, DateExpression)}
    return frozenset(found)
