"""When a question on paper is to be answered, in words that point at numbers. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sideeffects.risk import Catalogue
from sideeffects.risk.catalogue import AnyOf, Item, Line
from sideeffects.risk.conditions import days_of
from sideeffects.risk.sentences import (
    answer_words,
    answers_named,
    line_words,
    listed,
    period_words,
)

Numbers = Mapping[str, int]


def condition(catalogue: Catalogue, items: Sequence[Item], numbers: Numbers) -> str:
    """ "If the answer to question 3 is Yes or Not sure", or nothing for what is always asked."""
    if not items:
        return ""
    return f"If {', and '.join(_item(catalogue, item, numbers) for item in items)}"


def _item(catalogue: Catalogue, item: Item, numbers: Numbers) -> str:
    if isinstance(item, AnyOf):
        return ", or ".join(_line(catalogue, line, numbers) for line in item.lines)
    return _line(catalogue, item, numbers)


def _line(catalogue: Catalogue, line: Line, numbers: Numbers) -> str:
    if days_of(line):
        words = line_words(catalogue, line)
        return words[:1].lower() + words[1:]
    key = line.question or ""
    named = f"the answer to question {numbers[key]}"
    match line.operator:
        case "answered":
            return f"question {numbers[key]} has an answer"
        case "missing":
            return f"question {numbers[key]} has no answer"
        case "at_least":
            return f"{named} is at least {period_words(catalogue, str(line.value))}"
        case "less_than":
            return f"{named} is below {period_words(catalogue, str(line.value))}"
    answers = [answer_words(catalogue, key, answer) for answer in answers_named(line)]
    never = "" if line.operator in ("is", "is_one_of") else "not "
    return f"{named} is {never}{listed(answers, 'or')}"
