"""When a question is asked, as FHIR's `enableWhen` says it.

A condition becomes clauses: every clause must hold, and a clause holds when one of its tests does.
Each test means the same whether a renderer reads `!=` of a blank answer as true or as false, and a
number outside its limits counts as blank, as it does for our rules.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

from sideeffects.risk import Catalogue, Question
from sideeffects.risk.catalogue import AnyOf, Item, Line, lines_of
from sideeffects.risk.conditions import days_of
from sideeffects.risk.evidence import Number
from sideeffects.risk.sentences import answers_named, when_words

Test = dict[str, Any]
Clause = tuple[Test, ...]
MOST_CLAUSES = 50


@dataclass(frozen=True, slots=True)
class AskWhen:
    """`clauses` a machine checks; `in_words` is what only a person can: days that are compared."""

    clauses: tuple[Clause, ...]
    in_words: str


def ask_when(catalogue: Catalogue, question: Question, system: str) -> AskWhen:
    """The condition of a question. What enableWhen cannot say is told in words and not checked."""
    clauses: list[Clause] = []
    untold: list[Item] = []
    for item in question.ask_when:
        said = None if _compares_days(item) else _one_of(_lines(catalogue, item, system))
        if said is None:
            untold.append(item)
        else:
            clauses += said
    once = {_identity(clause): clause for clause in clauses}
    return AskWhen(tuple(once.values()), when_words(catalogue, untold) if untold else "")


def _identity(clause: Clause) -> str:
    return repr(sorted(map(repr, clause)))


def _compares_days(item: Item) -> bool:
    return any(days_of(line) for line in lines_of((item,)))


def _lines(catalogue: Catalogue, item: Item, system: str) -> list[tuple[Clause, ...]]:
    lines = item.lines if isinstance(item, AnyOf) else (item,)
    return [_line(catalogue, line, system) for line in lines]


def _one_of(lines: Sequence[tuple[Clause, ...]]) -> tuple[Clause, ...] | None:
    """Clauses that hold when those of one line do; None when they would be too many to read."""
    count = 1
    for clauses in lines:
        count *= len(clauses)
    if count > MOST_CLAUSES:
        return None
    return tuple(_joined(chosen) for chosen in product(*lines))


def _joined(clauses: Iterable[Clause]) -> Clause:
    once: dict[str, Test] = {repr(test): test for clause in clauses for test in clause}
    return tuple(once.values())


def _line(catalogue: Catalogue, line: Line, system: str) -> tuple[Clause, ...]:
    question = catalogue.questions[line.question or ""]
    if line.operator in ("at_least", "less_than"):
        limit = catalogue.periods[str(line.value)].value
        return _compared(question, line.operator, limit)
    if line.operator == "answered":
        return _answered(question, system)
    if line.operator == "missing":
        return _missing(question, system)
    named = answers_named(line)
    if line.operator in ("is", "is_one_of"):
        return (tuple(_is(question, system, key) for key in named),)
    return _none_of(question, named, system)


def _none_of(question: Question, named: Sequence[str], system: str) -> tuple[Clause, ...]:
    blank = _exists(question, False)
    if question.one_choice:
        others = [option.key for option in question.options if option.key not in named]
        return ((blank, *(_is(question, system, key) for key in others)),)
    return tuple((blank, _is(question, system, key, "!=")) for key in named)


def _compared(question: Question, operator: str, limit: Number) -> tuple[Clause, ...]:
    test = _number(question, ">=" if operator == "at_least" else "<", limit)
    return ((test,), *((limit,) for limit in _limits(question, ">=", "<=")))


def _answered(question: Question, system: str) -> tuple[Clause, ...]:
    """Several choices are asked for one by one: unticking all of them may leave an empty list."""
    if question.kind == "choices":
        return (tuple(_is(question, system, option.key) for option in question.options),)
    return ((_exists(question, True),), *((limit,) for limit in _limits(question, ">=", "<=")))


def _missing(question: Question, system: str) -> tuple[Clause, ...]:
    if question.kind == "choices":
        return _none_of(question, [option.key for option in question.options], system)
    return ((_exists(question, False), *_limits(question, "<", ">")),)


def _limits(question: Question, below: str, above: str) -> list[Test]:
    """A number compared with its least and its greatest; nothing for what is no number."""
    limits = ((below, question.minimum), (above, question.maximum))
    return [_number(question, operator, limit) for operator, limit in limits if limit is not None]


def _exists(question: Question, answered: bool) -> Test:
    return {"question": question.key, "operator": "exists", "answerBoolean": answered}


def _is(question: Question, system: str, key: str, operator: str = "=") -> Test:
    coding = {"system": f"{system}/{question.key}", "code": key}
    return {"question": question.key, "operator": operator, "answerCoding": coding}


def _number(question: Question, operator: str, limit: Number) -> Test:
    return {"question": question.key, "operator": operator, "answerDecimal": as_json(limit)}


def as_json(number: Number) -> int | float:
    """A number as JSON writes it: whole where it is whole."""
    return int(number) if number == int(number) else float(number)
