"""Sixty rules with 121 conditions over forty answers, as closures made once, with evidence."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from random import Random
from typing import Any

QUESTIONS = tuple(f"question_{number}" for number in range(40))
OPTIONS = ("no", "yes", "not_sure")
LEVELS = ("care", "hold", "stop")
CONDITIONS = 121

Test = Callable[[Mapping[str, Any]], bool]


@dataclass(frozen=True, slots=True)
class Rule:
    key: str
    level: str
    reads: tuple[str, ...]
    tests: tuple[Test, ...]


def answers() -> dict[str, str]:
    """A patient's: mostly nothing to report, so that a few rules hold."""
    draw = Random(40)
    return {key: draw.choices(OPTIONS, (16, 3, 1))[0] for key in QUESTIONS}


def _rules() -> tuple[Rule, ...]:
    draw = Random(60)
    counts = [2] * 60
    counts[0] += CONDITIONS - sum(counts)
    return tuple(
        _rule(f"rule_{place}", draw.choice(LEVELS), draw.sample(QUESTIONS, count))
        for place, count in enumerate(counts)
    )


def _rule(key: str, level: str, reads: list[str]) -> Rule:
    first, *others = reads
    tests = [_is(first, "yes"), *(_is_not(other, "not_sure") for other in others)]
    return Rule(key, level, tuple(reads), tuple(tests))


def _is(key: str, value: str) -> Test:
    return lambda given: given.get(key) == value


def _is_not(key: str, value: str) -> Test:
    return lambda given: given.get(key) != value


RULES = _rules()


def summary_of(given: Mapping[str, Any]) -> tuple[str, list[dict[str, Any]]]:
    """The strictest level, and each rule that holds with the answers that made it."""
    findings, highest = [], -1
    for rule in RULES:
        for test in rule.tests:
            if not test(given):
                break
        else:
            because = [(key, given[key]) for key in rule.reads]
            findings.append({"rule": rule.key, "level": rule.level, "because": because})
            highest = max(highest, LEVELS.index(rule.level))
    return LEVELS[highest] if findings else "clear", findings
