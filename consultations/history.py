"""The public answers as they were: what a screen had seen, and what was changed since."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from consultations.answer_words import in_words
from consultations.models import AnswerChange, Consultation
from consultations.questions import catalogue_of


@dataclass(frozen=True, slots=True)
class Changed:
    """An answer that replaced another one: what it was in words, and when that ended."""

    was_words: str
    at: datetime


@dataclass(frozen=True, slots=True)
class History:
    changed: dict[str, Changed]
    saved_at: datetime | None


def history_of(consultation: Consultation) -> History:
    """One statement. `changed` holds the newest change of each answer that had another before."""
    questions = catalogue_of(consultation).questions
    changed: dict[str, Changed] = {}
    current: dict[str, Any] = {}
    saved_at = None
    for question, value, at in _changes(consultation).values_list("question", "value", "set_at"):
        before = current.get(question)
        # A question of an earlier edition may be gone.
        if before is not None and before != value and question in questions:
            changed[question] = Changed(in_words(questions[question], before), at)
        current[question] = value
        saved_at = at
    return History(changed, saved_at)


def newest_change(consultation: Consultation, question: str) -> AnswerChange | None:
    change: AnswerChange | None = _changes(consultation).filter(question=question).last()
    return change


def answers_at(consultation: Consultation, version: int) -> dict[str, Any]:
    """The answers that a screen of this version showed."""
    if version >= consultation.version:
        return dict(consultation.answers)
    seen = _changes(consultation).filter(version__lte=version).values_list("question", "value")
    return {question: value for question, value in dict(seen).items() if value is not None}


def _changes(consultation: Consultation) -> Any:
    changes = AnswerChange.objects.filter(consultation=consultation, private=False)
    return changes.order_by("version", "pk")
