"""Saving several answers at once: a section of the questions from a page without script."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from clinic import audit
from clinic.models import User
from consultations.actions.answers import (
    changes_since,
    refuse_conflicts,
    was_saved,
    write_answers,
)
from consultations.actions.ground import check_step, locked, moment_of, once
from consultations.actions.intake import check_for_desk
from consultations.actions.tasks import look_for_urgent
from consultations.days import local_day
from consultations.errors import Conflict
from consultations.models import AnswerChange, Consultation
from consultations.questions import catalogue_of, normal
from consultations.urgent import urgent_questions


@dataclass(frozen=True, slots=True)
class SavedSection:
    """`conflicts`: answers that somebody else changed meanwhile; the others are saved."""

    version: int
    saved: tuple[str, ...]
    conflicts: tuple[Conflict, ...]


def save_answers(
    consultation: Consultation,
    values: Mapping[str, Any],
    *,
    seen_version: int,
    key: uuid.UUID,
    by: User,
    now: datetime | None = None,
) -> SavedSection:
    """Save what a section changed; None takes an answer back. A conflict holds up only itself.

    Raises `AnswerErrors` for a value that is no answer; then nothing is saved.
    """
    moment = moment_of(now)
    with once("answer_change_key"):
        row = locked(consultation, by=by)
        check_step(row, "answer")
        catalogue = catalogue_of(row)
        given = normal(catalogue, values, local_day(row.site, moment))
        for question in given:
            check_for_desk(catalogue, question)
        changes = changes_since(row, seen_version)
        new, conflicts = _apart(row, given, changes)
        if new and not was_saved(changes, key, new, by):
            write_answers(row, new, by=by, key=key, moment=moment)
            if urgent_questions(catalogue) & new.keys():
                look_for_urgent(row, moment=moment)
            audit.record("answer.saved", actor=by, subject=row, detail={"questions": list(new)})
        return SavedSection(row.version, tuple(new), conflicts)


def _apart(
    row: Consultation, given: Mapping[str, Any], changes: list[AnswerChange]
) -> tuple[dict[str, Any], tuple[Conflict, ...]]:
    """What is to be written, and what was changed to something else on another screen."""
    new: dict[str, Any] = {}
    conflicts: list[Conflict] = []
    for question, value in given.items():
        if row.answers.get(question) == value:
            continue
        try:
            refuse_conflicts(changes, {question: value})
        except Conflict as conflict:
            conflicts.append(conflict)
        else:
            new[question] = value
    return new, tuple(conflicts)
