"""Rules in words, made from their structure alone: what the engine reads, whoever wrote the text.

Nothing here fails on a name that leads nowhere: its key is shown in quotation marks.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from functools import lru_cache
from itertools import groupby

from .catalogue import AnyOf, Catalogue, DateExpression, Item, Line, Rule, RuleAction
from .conditions import questions_of_day
from .wording import fill, parameters_in_words
from .words import CONSULTATION_DATE, DATE_OPERATORS, TREATMENT_DATE

MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
DAYS = {TREATMENT_DATE: "the treatment date", CONSULTATION_DATE: "the consultation date"}
GATE_WORDS = {
    "before_booking": "before booking",
    "on_the_day": "on the day",
    "after": "after treatment",
}
HOLDING = {
    "absolute": "do not treat",
    "clearance": "hold the booking",
    "deferral": "hold the booking with no end date",
    "clarification": "hold the booking until the answer is clear",
    "precaution": "treat with care",
}


def line_words(catalogue: Catalogue, line: Line) -> str:
    """“Do you take isotretinoin?” is Yes or Not sure."""
    if line.operator in DATE_OPERATORS:
        return _upper_first(_days_compared(catalogue, line))
    named = question_words(catalogue, line.question or "")
    match line.operator:
        case "answered":
            return f"{named} has an answer"
        case "missing":
            return f"{named} has no answer"
        case "at_least":
            return f"{named} is at least {period_words(catalogue, str(line.value))}"
        case "less_than":
            return f"{named} is below {period_words(catalogue, str(line.value))}"
    answers = [answer_words(catalogue, line.question or "", key) for key in answers_named(line)]
    if line.operator in ("is", "is_one_of"):
        return f"{named} is {listed(answers, 'or')}"
    if len(answers) == 1:
        return f"{named} is not {answers[0]}"
    return f"{named} is none of {listed(answers, 'or')}"


def answers_named(line: Line) -> tuple[str, ...]:
    """The answers that a line names, in its own order."""
    return line.value if isinstance(line.value, tuple) else (str(line.value),)


def _days_compared(catalogue: Catalogue, line: Line) -> str:
    left = line.date or DateExpression(line.question or "")
    right = line.value if isinstance(line.value, DateExpression) else DateExpression("")
    operator = "is on or before" if line.operator == "on_or_before" else "is after"
    return f"{day_words(catalogue, left)} {operator} {day_words(catalogue, right)}"


def day_words(catalogue: Catalogue, expression: DateExpression) -> str:
    """6 months after “When did you take the last one?”, as part of a sentence."""
    day = DAYS.get(expression.of) or question_words(catalogue, expression.of)
    if expression.period is None:
        return day
    return f"{period_words(catalogue, expression.period)} after {day}"


def question_words(catalogue: Catalogue, key: str) -> str:
    """A question in quotation marks: up to its question mark, unless another begins the same."""
    return f"“{_short_texts(catalogue).get(key, key)}”"


@lru_cache(maxsize=32)
def _short_texts(catalogue: Catalogue) -> Mapping[str, str]:
    """What each question is called: examples behind its question mark are left out."""
    short = {key: _as_asked(question.text) for key, question in catalogue.questions.items()}
    often = Counter(short.values())
    return {
        key: text if often[text] == 1 else catalogue.questions[key].text
        for key, text in short.items()
    }


def _as_asked(text: str) -> str:
    asked, mark, _ = text.partition("?")
    return asked + mark


def answer_words(catalogue: Catalogue, question: str, answer: str) -> str:
    """The label of an answer, in quotation marks where it would blur into the sentence.

    The answer's key, in quotation marks too, where nothing offers it.
    """
    known = catalogue.questions.get(question)
    if known is None or answer not in known.option_keys:
        return f"“{answer}”"
    label = known.label_of(answer)
    return f"“{label}”" if "," in label or ":" in label else label


def date_words(day: date) -> str:
    """3 August 2026, in every locale."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def period_words(catalogue: Catalogue, key: str) -> str:
    period = catalogue.periods.get(key)
    return period.words if period else f"“{key}”"


def listed(words: Sequence[str], last: str) -> str:
    """Yes, No or Not sure."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {last} {words[-1]}"


def when_words(catalogue: Catalogue, items: Sequence[Item]) -> str:
    """A whole condition, its lines joined by "and"; a group names its lines one by one."""
    return ", and ".join(_item_words(catalogue, item) for item in items)


def _item_words(catalogue: Catalogue, item: Item) -> str:
    if not isinstance(item, AnyOf):
        return _lower_first(line_words(catalogue, item))
    lines = [_lower_first(line_words(catalogue, line)) for line in item.lines]
    return lines[0] if len(lines) == 1 else f"at least one of these is true: {'; '.join(lines)}"


def rule_words(catalogue: Catalogue, rule: Rule) -> str:
    """A whole rule: if …, then …, what is to be done by when, and what it does with blanks."""
    then = [_then(catalogue, rule), *_actions(catalogue, rule.actions)]
    said = [f"If {when_words(catalogue, rule.when)}, then {', and '.join(then)}."]
    if questions_of_day(rule.wait_until) and rule.when_anchor_missing == "skip":
        said.append("Where that date is not known, this rule does nothing.")
    elif questions_of_day(rule.wait_until):
        said.append("Where that date is not known, hold until it is.")
    if rule.provisional:
        said.append("The date is a plan and must be confirmed.")
    if rule.sees_hidden:
        said.append("Answers to questions that are no longer asked count too.")
    return " ".join(said)


def _then(catalogue: Catalogue, rule: Rule) -> str:
    if rule.wait_until is not None:
        return f"hold the booking until {day_words(catalogue, rule.wait_until)}"
    until = " until a letter clears it" if rule.cleared_by_letter else ""
    return HOLDING[rule.kind] + until


def _actions(catalogue: Catalogue, actions: Sequence[RuleAction]) -> list[str]:
    """What is to be done, the actions of one gate together, in the order of the rule."""
    known = [(_gate(catalogue, one), _action_words(catalogue, one)) for one in actions]
    return [
        " ".join(filter(None, (listed([words for _, words in group], "and"), gate)))
        for gate, group in (
            (gate, list(same)) for gate, same in groupby(known, key=lambda pair: pair[0])
        )
    ]


def _gate(catalogue: Catalogue, asked: RuleAction) -> str:
    action = catalogue.actions.get(asked.action)
    return GATE_WORDS[action.gate] if action else ""


def _action_words(catalogue: Catalogue, asked: RuleAction) -> str:
    action = catalogue.actions.get(asked.action)
    if action is None:
        return f"“{asked.action}”"
    return _lower_first(
        fill(catalogue, action.label, parameters_in_words(catalogue, action, asked))
    )


def _lower_first(words: str) -> str:
    """As it stands inside a sentence; abbreviations such as GP stay."""
    return words if words[1:2].isupper() else words[:1].lower() + words[1:]


def _upper_first(words: str) -> str:
    return words[:1].upper() + words[1:]
