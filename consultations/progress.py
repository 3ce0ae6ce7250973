"""How far the form of a draft is, for lists: counted as on the page of the questions itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from consultations.models import Consultation
from consultations.questions import BIRTH_DATE, CONSULTATION, asked_in


@dataclass(frozen=True, slots=True)
class Progress:
    answered: int
    asked: int


def progress_of(draft: Consultation, today: date) -> Progress:
    """All private questions together count as one, answered when the patient is through."""
    questions = [q for q in asked_in(draft, CONSULTATION, today) if q.key != BIRTH_DATE]
    aloud = [question.key for question in questions if not question.private]
    private = len(aloud) < len(questions)
    answered = sum(draft.answers.get(key) not in (None, "", []) for key in aloud)
    return Progress(
        answered + (private and draft.private_done_at is not None), len(aloud) + private
    )
