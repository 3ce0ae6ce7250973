"""For any rule of the starter catalogue, patients for whom it holds, made from the rule itself.

A well patient, the gates and parents above the rule's questions opened, its lines made true: once
for every way to make them true (each alternative of an "any of", each answer of a list).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from itertools import product
from typing import Any

from .cases import CONSULTATION, HEALTHY, TREATMENT, starter_files
from .reference import Patient
from .reference_lines import Plain, Values, lines_of, questions_in
from .reference_range import Range

STARTER = Range(starter_files())
RULES = {rule["key"]: rule for rule in STARTER.rules}
STAGES = ("consultation", "examination", "treatment_day")

LONG_AGO = CONSULTATION - timedelta(days=7300)
LATELY = CONSULTATION - timedelta(days=10)
DAYS_TO_TRY = (
    LATELY,
    CONSULTATION,
    CONSULTATION - timedelta(days=200),
    LONG_AGO,
    date(2009, 3, 21),  # of age between the consultation and the treatment
    TREATMENT,
)
TREATMENTS = (TREATMENT, CONSULTATION + timedelta(days=1))


@dataclass(frozen=True)
class RuleCase:
    """Somebody for whom a rule makes its finding."""

    rule: Plain
    who: Patient
    treatment: date


def fires(key: str, who: Patient, treatment: date) -> bool:
    """Whether the plain reading has a finding by this rule, not dropped beside a stronger one."""
    return key in {one.made_by for one in STARTER.findings(who, treatment)}


@cache
def cases_of(key: str) -> tuple[RuleCase, ...]:
    """One patient for every way to make the rule's lines true, and none of their alternatives."""
    rule = RULES[key]
    ways = [way for chosen in _ways(rule) for way in _search(rule, chosen)]
    assert ways, f"no patient found for {key}"
    return tuple(ways)


Chosen = tuple[tuple[Plain, Any], ...]


def _ways(rule: Plain) -> Iterator[Chosen]:
    """A line of each item, with an answer that makes it true."""
    groups = [
        [(line, value) for line in lines_of([item]) for value in _true_answers(line)]
        for item in rule["when"]
    ]
    return product(*groups)


def pins_of(rule: Plain, chosen: Chosen) -> Plain:
    """The answers that the lines name; a date still to be found is ``...``."""
    pins: Plain = {}
    for line, value in chosen:
        for key in questions_in(line):
            pins[key] = value
    wait = rule["wait_until"]
    if wait and wait["of"] in STARTER.questions:
        pins[wait["of"]] = ...
    return pins


def _true_answers(line: Plain) -> list[Any]:
    """Answers that make a line true; None leaves the question blank."""
    operator, wanted = line["is"], line.get("value")
    if operator == "missing":
        return [None]
    if operator == "is":
        return [wanted]
    if operator == "is_one_of":
        return list(wanted or ())
    if operator in ("is_not", "is_none_of"):
        options = [option["key"] for option in STARTER.questions[line["question"]]["options"]]
        return [next(one for one in options if one not in (wanted or ()) and one != wanted)]
    if operator == "at_least":
        return [STARTER.periods[str(wanted)]["value"]]
    return [...]


def _search(rule: Plain, chosen: Chosen) -> Iterator[RuleCase]:
    """The first patient found; none where the answers named are never asked together."""
    pins = pins_of(rule, chosen)
    dates = [key for key, value in pins.items() if value is ...]
    for treatment in TREATMENTS:
        for other in (LONG_AGO, LATELY):
            for days in product(DAYS_TO_TRY, repeat=len(dates)):
                found = {key: day.isoformat() for key, day in zip(dates, days, strict=True)}
                who = Patient(fill_in(pins | found, other), CONSULTATION, {}, STAGES)
                if fires(rule["key"], who, treatment) and _alone(rule, chosen, who, treatment):
                    yield RuleCase(rule, who, treatment)
                    return


def _alone(rule: Plain, chosen: Chosen, who: Patient, treatment: date) -> bool:
    """Whether the chosen lines hold, and no other."""
    held = [line for line in lines_of(rule["when"]) if holds(rule, line, who, treatment)]
    return held == [line for line, _ in chosen]


def holds(rule: Plain, line: Plain, who: Patient, treatment: date) -> bool:
    return STARTER.holds(line, seen(rule, who, treatment), treatment, who.consultation)


def seen(rule: Plain, who: Patient, treatment: date) -> Values:
    """The answers that a rule looks at."""
    _, seen, seen_hidden = STARTER.look(who, treatment)
    return seen_hidden if rule["sees_hidden"] else seen


def fill_in(pins: Plain, other: date = LONG_AGO) -> Plain:
    """A whole form round the answers given: parents opened, the rest with nothing to report."""
    answers = {key: value for key, value in pins.items() if value is not None}
    for key in pins:
        _open(key, answers)
    while True:
        values = STARTER.read(answers, CONSULTATION)
        missing = [
            key
            for key in STARTER.asked(values, TREATMENT, CONSULTATION)
            if key not in answers and key not in pins
        ]
        if not missing:
            return answers
        for key in missing:
            answers[key] = _nothing_special(STARTER.questions[key], other)


def _open(key: str, answers: Plain) -> None:
    for item in STARTER.questions[key]["ask_when"] or []:
        line = next(lines_of([item]))
        if line["question"] not in answers:
            wanted = line["value"]
            answers[line["question"]] = wanted[0] if isinstance(wanted, list) else wanted
        _open(line["question"], answers)


def _nothing_special(question: Plain, other: date) -> Any:
    if question["key"] in HEALTHY:
        return HEALTHY[question["key"]]
    if question["nothing_to_report"]:
        return question["nothing_to_report"]
    if question["kind"] == "date":
        return other.isoformat()
    if question["kind"] == "number":
        return question["min"]
    if question["kind"] == "text":
        return "as told at the desk"
    first = question["options"][0]["key"]
    return [first] if question["kind"] == "choices" else first
