"""The fields of the catalogue's entries in words that a manager reads. Pure.

Every field has words, also one that nobody thought of here: a list is one line for each, a group
"name: words". Each line carries what the file says, so that two things called the same differ.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Any

from sideeffects.differences_labels import KEYS_OF, WORDS_OF, label_of
from sideeffects.evidence import labels
from sideeffects.evidence.citing import short_name
from sideeffects.risk import Catalogue, canonical
from sideeffects.risk.catalogue import RuleAction
from sideeffects.risk.sentences import (
    answer_words,
    day_words,
    question_words,
    when_words,
)
from sideeffects.risk.wording import PLACEHOLDER, fill, parameters_in_words

Plain = Mapping[str, Any]
Words = Callable[[Catalogue, Plain], list[str]]


@dataclass(frozen=True, slots=True)
class Said:
    """One line of a field: in words, and as the file says it."""

    words: str
    exactly: str


TITLES: dict[str, Callable[[Catalogue, Any], str]] = {
    "sections": lambda _, section: str(section.title),
    "questions": lambda catalogue, question: fill(catalogue, question.text),
    "rules": lambda catalogue, rule: fill(catalogue, rule.reads_as),
    "periods": lambda _, period: str(period.label),
    "actions": lambda catalogue, action: fill(catalogue, action.label),
    "contraindications": lambda _, entry: str(entry.name),
    "side_effects": lambda _, effect: str(effect.plain_name),
    "claims": lambda _, claim: str(claim.claim),
    "sources": lambda _, source: short_name(source),
    "samples": lambda _, sample: str(sample.label),
}


@lru_cache(maxsize=64)
def names_of(catalogue: Catalogue, part: str) -> dict[str, str]:
    """What a person calls each entry of a part; with its key where two are called the same."""
    entries = getattr(catalogue, part)
    titles = {key: TITLES[part](catalogue, entry) for key, entry in entries.items()}
    count = Counter(titles.values())
    return {
        key: title if count[title] == 1 else f"{title} ({key})" for key, title in titles.items()
    }


def said_by(catalogue: Catalogue, part: str, entry: Plain, name: str) -> list[Said]:
    """One field of an entry, line by line; none where it says nothing."""
    value = entry.get(name)
    if value is None:
        return []
    own = SPECIAL.get((part, name))
    words = own(catalogue, entry) if own else _lines(catalogue, name, value)
    parts = _parts(value)
    if len(parts) != len(words):  # several names, one sentence
        parts = [value] * len(words)
    return [Said(line, canonical(one).decode()) for line, one in zip(words, parts, strict=True)]


def _parts(value: Any) -> list[Any]:
    """A list line by line, a group by its names; those left out have no line."""
    if isinstance(value, list):
        return value
    if isinstance(value, dict):
        return [(key, each) for key, each in value.items()]
    return [value]


def _lines(catalogue: Catalogue, name: str, value: Any) -> list[str]:
    if isinstance(value, list):
        return [_words(catalogue, name, each) for each in value]
    if isinstance(value, dict):
        return [f"{label_of('', key)}: {_words(catalogue, key, value[key])}" for key in value]
    return [_words(catalogue, name, value)]


def _words(catalogue: Catalogue, name: str, value: Any) -> str:
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, list | dict):
        return "; ".join(_lines(catalogue, name, value))
    if isinstance(value, str) and name in KEYS_OF:
        return names_of(catalogue, KEYS_OF[name]).get(value, f"“{value}”")
    if isinstance(value, str) and name in WORDS_OF:
        return labels.label(WORDS_OF[name], value)
    return _with_periods(catalogue, str(value))


def _with_periods(catalogue: Catalogue, text: str) -> str:
    """ "Wait {keloid_wait}" reads "Wait {keloid_wait: 6 months}": what is adjustable shows."""
    return PLACEHOLDER.sub(
        lambda found: (
            f"{{{found[1]}: {period.words}}}"
            if (period := catalogue.periods.get(found[1]))
            else found[0]
        ),
        text,
    )


# ── Fields with words of their own ─────────────────────────────────────────────


def _period(catalogue: Catalogue, entry: Plain) -> list[str]:
    return [catalogue.periods[entry["key"]].words]


def _nothing_to_report(catalogue: Catalogue, entry: Plain) -> list[str]:
    return [answer_words(catalogue, entry["key"], entry["nothing_to_report"])]


def _options(_catalogue: Catalogue, entry: Plain) -> list[str]:
    return [option["label"] for option in entry["options"]]


def _answers(catalogue: Catalogue, entry: Plain) -> list[str]:
    return [
        f"{question_words(catalogue, key)} {_answer(catalogue, key, value)}"
        for key, value in entry["answers"].items()
    ]


def _answer(catalogue: Catalogue, key: str, value: Any) -> str:
    if value is None:
        return "left blank"
    question = catalogue.questions.get(key)
    given = [str(each) for each in (value if isinstance(value, list) else [value])]
    return ", ".join(question.label_of(each) if question else each for each in given)


def _letters(catalogue: Catalogue, entry: Plain) -> list[str]:
    names = names_of(catalogue, "contraindications")
    return [f"{names.get(key, key)}: {day}" for key, day in entry["letters"].items()]


def _asked_when(catalogue: Catalogue, entry: Plain) -> list[str]:
    items = catalogue.questions[entry["key"]].ask_when
    return [when_words(catalogue, (item,)) for item in items]


def _when(catalogue: Catalogue, entry: Plain) -> list[str]:
    return [when_words(catalogue, (item,)) for item in catalogue.rules[entry["key"]].when]


def _wait_until(catalogue: Catalogue, entry: Plain) -> list[str]:
    rule = catalogue.rules[entry["key"]]
    return [day_words(catalogue, rule.wait_until)] if rule.wait_until else []


def _rule_actions(catalogue: Catalogue, entry: Plain) -> list[str]:
    return [_rule_action(catalogue, each) for each in catalogue.rules[entry["key"]].actions]


def _rule_action(catalogue: Catalogue, asked: RuleAction) -> str:
    action = catalogue.actions.get(asked.action)
    if action is None:
        return f"“{asked.action}”"
    return fill(catalogue, action.label, parameters_in_words(catalogue, action, asked))


SPECIAL: dict[tuple[str, str], Words] = {
    ("periods", "value"): _period,
    ("questions", "nothing_to_report"): _nothing_to_report,
    ("questions", "options"): _options,
    ("questions", "ask_when"): _asked_when,
    ("rules", "when"): _when,
    ("rules", "wait_until"): _wait_until,
    ("rules", "actions"): _rule_actions,
    ("samples", "answers"): _answers,
    ("samples", "letters"): _letters,
}
