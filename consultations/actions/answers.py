"""The core of saving answers, shared by the desk, the private page and the examination."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from clinic.models import User
from consultations.errors import Conflict, KeyReused
from consultations.models import AnswerChange, Consultation


@dataclass(frozen=True, slots=True)
class SavedAnswer:
    """`others`: questions that other screens changed after the version this screen had seen."""

    version: int
    value: Any
    others: tuple[str, ...] = ()


def changes_since(consultation: Consultation, version: int) -> list[AnswerChange]:
    """What was saved after this screen last looked. One statement, and none if it is up to date."""
    if consultation.version == version:
        return []
    later = AnswerChange.objects.filter(consultation=consultation, version__gt=version)
    return list(later.select_related("set_by").order_by("version", "pk"))


def was_saved(
    changes: list[AnswerChange], key: uuid.UUID, values: Mapping[str, Any], by: User
) -> bool:
    """Whether this very save was done before. The same key with other content, or of another
    person, is refused.

    A save writes only what it changes, so `values` may name more, or less, than was written then.
    """
    mine = {change.question: change.value for change in changes if change.key == key}
    if not mine:
        return False
    common = mine.keys() & values.keys()
    if any(change.set_by_id != by.pk for change in changes if change.key == key):
        raise KeyReused
    if (values and not common) or any(values[question] != mine[question] for question in common):
        raise KeyReused
    return True


def refuse_conflicts(changes: list[AnswerChange], values: Mapping[str, Any]) -> None:
    """Raise `Conflict` for the first answer that somebody changed to something else meanwhile."""
    newest = {change.question: change for change in changes}
    for question, value in values.items():
        change = newest.get(question)
        if change is not None and change.value != value:
            raise Conflict(
                question,
                yours=value,
                theirs=change.value,
                theirs_by=change.set_by,
                at=change.set_at,
            )


def write_answers(
    consultation: Consultation,
    values: Mapping[str, Any],
    *,
    by: User,
    key: uuid.UUID,
    moment: datetime,
) -> None:
    """Put public answers on file, under the lock, with their history; None takes one back."""
    answers = {**consultation.answers, **values}
    consultation.answers = {name: value for name, value in answers.items() if value is not None}
    consultation.version += 1
    columns = ["answers", "version"]
    private = consultation.private_answers
    if not private.keys().isdisjoint(values):  # asked by hand once, and aloud by a newer edition
        consultation.private_answers = {key: private[key] for key in private if key not in values}
        columns.append("private_answers")
    consultation.save(update_fields=columns)
    AnswerChange.objects.bulk_create(
        AnswerChange(
            consultation=consultation,
            version=consultation.version,
            question=question,
            value=value,
            set_by=by,
            set_at=moment,
            key=key,
        )
        for question, value in values.items()
    )
