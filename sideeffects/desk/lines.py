"""One line of a rule as boxes, and the boxes as a line again."""

from __future__ import annotations

import json
from collections.abc import Hashable, Iterable
from typing import Any

from sideeffects.desk.rule_offers import DAY_KEYS
from sideeffects.risk import Catalogue, CatalogueError, Question
from sideeffects.risk.catalogue import Line
from sideeffects.risk.files import plain_line
from sideeffects.risk.parse_conditions import line as read_line
from sideeffects.risk.reading import Row
from sideeffects.risk.words import CALENDAR_UNITS, DATE_OPERATORS, NOT_SURE, TREATMENT_DATE

Plain = dict[str, Any]

CHOICE_KINDS = ("yes_no", "yes_no_unsure", "choice", "choices")
SEVERAL = {"is_one_of": "is", "is_none_of": "is_not"}
PRESENT = (("answered", "has an answer"), ("missing", "has no answer"))
COMPARED = (("on_or_before", "is on or before"), ("after", "is after"))
OPERATORS = {
    "one": (("is", "is"), ("is_not", "is not"), *PRESENT),
    "several": (("is", "includes"), ("is_not", "includes none of"), *PRESENT),
    "number": (("at_least", "is at least"), ("less_than", "is less than"), *PRESENT),
    "date": (*COMPARED, *PRESENT),
    "day": COMPARED,
    "text": PRESENT,
}


def operators_of(question: Question | None) -> tuple[tuple[str, str], ...]:
    """The comparisons that make sense; without a question, those of a day."""
    if question is None:
        return OPERATORS["day"]
    if question.kind == "choices":
        return OPERATORS["several"]
    return OPERATORS["one" if question.kind in CHOICE_KINDS else question.kind]


def first_answers(question: Question) -> list[str]:
    """What is ticked when a question is newly picked: not sure goes with yes, never with no."""
    if question.kind == "yes_no_unsure":
        return [key for key in ("yes", NOT_SURE) if key in question.option_keys]
    return []


def first_line(question: Question) -> Plain:
    """The line that a rule begins with when it is made from a question."""
    if question.kind not in CHOICE_KINDS:
        return {"is": "answered", "question": question.key}
    return {"is": "is", "question": question.key, "value": first_answers(question)}


def boxes_of(line: Plain) -> Plain:
    """What the boxes of a line show."""
    operator = line["is"]
    boxes: Plain = {"operator": SEVERAL.get(operator, operator)}
    left = line.get("date") or {"of": line.get("question", "")}
    boxes |= {"question": left["of"], "shown": left["of"], "plus": _period(left)}
    value: Any = line.get("value")
    if operator in DATE_OPERATORS:
        boxes |= {"day": value["of"], "day_plus": _period(value)}
    elif operator in ("at_least", "less_than"):
        boxes["limit"] = value
    elif value is not None:
        boxes["answers"] = value if isinstance(value, list) else [value]
    return boxes


def _period(expression: Plain) -> str:
    return str(next(iter((expression.get("plus") or {"": ""}).values())))


def line_of(catalogue: Catalogue, boxes: Plain) -> Plain:
    """The line that cleaned boxes say."""
    key, operator = boxes["question"], boxes["operator"]
    if operator in DATE_OPERATORS:
        left = day_of(catalogue, key, boxes["plus"])
        value = day_of(catalogue, boxes["day"], boxes["day_plus"])
        if "plus" in left or key not in catalogue.questions:
            return {"is": operator, "date": left, "value": value}
        return {"is": operator, "question": key, "value": value}
    line: Plain = {"is": operator, "question": key}
    if operator in ("at_least", "less_than"):
        line["value"] = boxes["limit"]
    elif operator in ("is", "is_not"):
        answers = boxes["answers"]
        line["value"] = answers[0] if len(answers) == 1 else answers
        if len(answers) > 1:
            line["is"] = "is_one_of" if operator == "is" else "is_none_of"
    return line


def day_of(catalogue: Catalogue, of: str, period: str) -> Plain:
    """A date expression; its unit is that of the period."""
    if not period:
        return {"of": of}
    known = catalogue.periods.get(period)
    unit = known.unit if known and known.unit in CALENDAR_UNITS else "days"
    return {"of": of, "plus": {unit: period}}


def as_written_before(lines: Iterable[Plain], before: Iterable[Plain]) -> list[Plain]:
    """Each line as it was written, where it says the same as one that stood there before."""
    written = {_says(line): line for line in before}
    return [written.get(_says(line), line) for line in lines]


def _says(line: Plain) -> Hashable:
    """What a line says, whatever the order of its answers and however its day is written."""
    boxes = boxes_of(line)
    boxes["answers"] = sorted(boxes.get("answers", ()))
    units = [
        list(day.get("plus", ()))
        for day in (line.get("date"), line.get("value"))
        if isinstance(day, dict)
    ]
    return json.dumps([boxes, units], sort_keys=True)


def line_from_address(text: str) -> Plain | None:
    """A line that an address brings along; nothing where it cannot be read as one."""
    if len(text) > 2000:
        return None
    try:
        row = Row("rules", "add_line", json.loads(text))
        read: Line = read_line(row)
    except (CatalogueError, ValueError, RecursionError):
        return None
    return plain_line(read)


def known_line(catalogue: Catalogue, line: Plain) -> bool:
    """Whether everything that a line names is there."""
    boxes = boxes_of(line)
    days = [boxes["question"], boxes.get("day", TREATMENT_DATE)]
    periods = [boxes[name] for name in ("plus", "day_plus", "limit") if boxes.get(name)]
    asked = catalogue.questions.get(boxes["question"])
    answers = asked.option_keys if asked else frozenset()
    return (
        all(day in catalogue.questions or day in DAY_KEYS for day in days)
        and all(period in catalogue.periods for period in periods)
        and boxes["operator"] in dict(operators_of(asked))
        and answers.issuperset(boxes.get("answers", ()))
    )
