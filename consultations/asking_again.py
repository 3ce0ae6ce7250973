"""Asking the patient again: which questions are suggested, and what opens below them. Pure.

Which answer opens which follow-up is tried out with the engine's own `asked`, so that page and
rules cannot differ.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from consultations.holds import can_be_asked
from consultations.private_page import PrivateRow
from sideeffects.desk.lints import lints
from sideeffects.desk.reading import reading
from sideeffects.risk import Catalogue, Question, RiskSummary, asked
from sideeffects.risk.catalogue import lines_of
from sideeffects.risk.words import NOT_SURE

MOST_WORDS = 20


@dataclass(frozen=True, slots=True)
class Askable:
    """The questions a technician can have asked again. `suggested` are ticked, the most useful
    one first; `others` have an answer."""

    suggested: tuple[Question, ...]
    others: tuple[Question, ...]

    @property
    def every(self) -> tuple[Question, ...]:
        return (*self.suggested, *self.others)


def askable(
    catalogue: Catalogue, risk: RiskSummary, answers: Mapping[str, Any], planned: date
) -> Askable:
    """Suggested are those without an answer and those answered "not sure"."""
    found = [
        question
        for question in asked(catalogue, answers, risk.consultation_date, planned)
        if can_be_asked(question)
    ]
    unknown = [question for question in found if _unknown(question, answers, risk)]
    unknown.sort(key=lambda question: question.key != risk.ask_next)
    first = {question.key for question in unknown}
    return Askable(tuple(unknown), tuple(q for q in found if q.key not in first))


def _unknown(question: Question, answers: Mapping[str, Any], risk: RiskSummary) -> bool:
    value = answers.get(question.key)
    if value in (None, "", []):
        return bool(question.options) or question.key in risk.open_questions
    unsure = value == NOT_SURE or (isinstance(value, list) and NOT_SURE in value)
    return unsure or value == "in_person" or question.key in risk.open_questions


def hard_to_answer(text: str) -> str:
    """Why words to the patient cannot go out like this; "" for good ones."""
    longest = reading(text).longest
    if longest > MOST_WORDS:
        return f"Write at most {MOST_WORDS} words in a sentence: one has {longest}"
    found = lints(text)
    return found[0] if found else ""


@dataclass(frozen=True, slots=True)
class AgainRow:
    """A question asked again, or one that can come to be asked: `opened_by` answers of `parent`."""

    question: Question
    parent: str
    opened_by: tuple[str, ...]

    @property
    def key(self) -> str:
        return self.question.key


def again_rows(
    catalogue: Catalogue,
    answers: Mapping[str, Any],
    keys: Collection[str],
    day: date,
    planned: date,
) -> tuple[AgainRow, ...]:
    """The questions of the desk among `keys`, each with the follow-ups that it can newly open.

    What the patient answered in private decides here, too, what is asked; no private question is
    among the rows.
    """
    now = {question.key for question in asked(catalogue, answers, day, planned)}
    rows: dict[str, AgainRow] = {}
    above: dict[str, dict[str, Any]] = {}
    for question in catalogue.questions.values():
        if question.private or not can_be_asked(question):
            continue
        key, parent = question.key, _parent(question, rows)
        if parent is None:
            if key in keys and key in now:
                rows[key], above[key] = AgainRow(question, "", ()), {}
            continue
        if key in now and key not in keys:
            continue  # it is open already, and nobody asks it again
        several = parent.kind == "choices"
        trials = {
            part.key: {**above[parent.key], parent.key: [part.key] if several else part.key}
            for part in parent.options
        }
        opened = {
            option: trial
            for option, trial in trials.items()
            if question in asked(catalogue, {**answers, **trial}, day, planned)
        }
        if opened:
            rows[key] = AgainRow(question, parent.key, tuple(opened))
            above[key] = next(iter(opened.values()))
    return tuple(rows.values())


def again_in_private(rows: Iterable[PrivateRow], keys: Collection[str]) -> tuple[PrivateRow, ...]:
    """Of the private page: the questions among `keys`, what opens them and what they open.

    `rows` come of the public answers alone, so that the page says nothing of the others.
    """
    by_key = {row.key: row for row in rows}
    wanted = {key for key in keys if key in by_key}
    shown = set(wanted)
    for key in wanted:
        parent = by_key[key].parent
        while parent is not None:
            shown.add(parent.key)
            parent = by_key[parent.key].parent
    for row in by_key.values():  # in screen order: a parent stands before what it opens
        if row.parent is not None and row.parent.key in wanted:
            wanted.add(row.key)
    return tuple(row for row in by_key.values() if row.key in shown | wanted)


def _parent(question: Question, rows: Mapping[str, AgainRow]) -> Question | None:
    """The nearest question on the page that its condition names."""
    for line in reversed(lines_of(question.ask_when)):
        row = rows.get(line.question or "")
        if row is not None:
            return row.question
    return None
