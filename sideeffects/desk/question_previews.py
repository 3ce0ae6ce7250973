"""What a question will look like to patients, the desk and technicians."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sideeffects.desk.asking_order import order_of, parents_of
from sideeffects.desk.languages import language_name
from sideeffects.desk.rule_previews import told
from sideeffects.risk import Catalogue, Question, when_words
from sideeffects.risk.catalogue import Rule, lines_of
from sideeffects.risk.check_questions import wanted
from sideeffects.risk.conditions import questions_read
from sideeffects.risk.words import LEVEL_OF_KIND, NOT_SURE

WIDE_LABEL = 14  # signs; longer answers stand below the question at the desk


@dataclass(frozen=True, slots=True)
class Follows:
    """Something that an answer leads to: a finding with its level, or questions that it opens."""

    level: str
    words: str
    part: str = ""
    key: str = ""


@dataclass(frozen=True, slots=True)
class AnswerRead:
    """An answer as the technician reads it, and what comes of it."""

    label: str
    reports_nothing: bool
    follows: tuple[Follows, ...]


@dataclass(frozen=True, slots=True)
class InLanguage:
    code: str
    name: str
    text: str | None
    why: str | None
    options: tuple[str, ...]


def question(catalogue: Catalogue, key: str) -> dict[str, Any]:
    shown = catalogue.questions[key]
    return {
        "question": shown,
        "text": told(shown.text),
        "why": told(shown.why_we_ask),
        "stacked": _stacked(shown),
        "asked_when": when_words(catalogue, shown.ask_when) if shown.ask_when else "",
        "answers": [_answer(catalogue, shown, option.key) for option in shown.options],
        "read_by": [] if shown.options else list(_read_by(catalogue, key)),
        "languages": [_in_language(shown, one.language) for one in shown.translations],
        "around": _around(catalogue, shown),
        "order": order_of(catalogue, key),
    }


def _stacked(shown: Question) -> bool:
    """Long answers stand below the question, not beside it."""
    return (
        shown.kind in ("choices", "text")
        or len(shown.options) > 3
        or any(len(option.label) > WIDE_LABEL for option in shown.options)
    )


def _answer(catalogue: Catalogue, shown: Question, option: str) -> AnswerRead:
    nothing = option == shown.nothing_to_report
    return AnswerRead(shown.label_of(option), nothing, tuple(_follows(catalogue, shown, option)))


def _follows(catalogue: Catalogue, shown: Question, option: str) -> Iterator[Follows]:
    for rule in catalogue.rules.values():
        if any(
            line.question == shown.key
            and line.operator in ("is", "is_one_of")
            and option in wanted(line)
            for line in lines_of(rule.when)
        ):
            yield _finding(catalogue, rule)
    meaning = shown.not_sure
    if option == NOT_SURE and meaning:
        entry = catalogue.contraindications.get(meaning.contraindication or "")
        level = LEVEL_OF_KIND[meaning.kind] if meaning.kind else ""
        name = entry.name if entry else None
        words = ". ".join(filter(None, (name, meaning.meaning)))
        yield Follows(level, words)
    if opened := _opened(catalogue, shown.key, option):
        count = "1 question" if opened == 1 else f"{opened} questions"
        yield Follows("", f"Opens {count}")


def _opened(catalogue: Catalogue, key: str, option: str) -> int:
    return sum(
        any(
            line.question == key and line.operator in ("is", "is_one_of") and option in wanted(line)
            for line in lines_of(other.ask_when)
        )
        for other in catalogue.questions.values()
    )


def _finding(catalogue: Catalogue, rule: Rule) -> Follows:
    entry = catalogue.contraindications.get(rule.contraindication)
    words = entry.name if entry else rule.contraindication
    return Follows(LEVEL_OF_KIND[rule.kind], words, "rules", rule.key)


def _read_by(catalogue: Catalogue, key: str) -> Iterator[Follows]:
    """The rules that read a date, a number or words."""
    for rule in catalogue.rules.values():
        anchor = rule.wait_until and rule.wait_until.of
        if anchor == key or any(key in questions_read(line) for line in lines_of(rule.when)):
            yield _finding(catalogue, rule)


def _in_language(shown: Question, code: str) -> InLanguage:
    one = next(one for one in shown.translations if one.language == code)
    labels = dict(one.options)
    return InLanguage(
        code=code,
        name=language_name(code),
        text=one.text,
        why=one.why_we_ask,
        options=tuple(labels.get(option.key) or option.label for option in shown.options),
    )


@dataclass(frozen=True, slots=True)
class Beside:
    """A question of the same section; `depth`: how many others must open it first."""

    key: str
    text: str
    here: bool
    depth: int


def _around(catalogue: Catalogue, shown: Question) -> list[Beside]:
    """The questions right before and after it in its section."""
    section = [one for one in catalogue.questions.values() if one.section == shown.section]
    at = next(place for place, one in enumerate(section) if one.key == shown.key)
    near = section[max(0, at - 2) : at + 3]
    return [
        Beside(one.key, one.text, one.key == shown.key, min(2, len(_above(catalogue, one.key))))
        for one in near
    ]


def _above(catalogue: Catalogue, key: str) -> set[str]:
    """Every question that must be answered before this one is asked."""
    found: set[str] = set()
    queue = [key]
    while queue:
        asked = catalogue.questions.get(queue.pop())
        fresh = parents_of(asked) - found if asked else set()
        found |= fresh
        queue += fresh
    return found
