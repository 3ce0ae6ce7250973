"""The patient's other consultations, and which answers differ from the newest earlier one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from clinic.models import User
from consultations.answer_words import NO_ANSWER, in_words
from consultations.models import Consultation, Review
from consultations.models.consultation_queries import NEWEST_FIRST
from consultations.questions import catalogue_of
from sideeffects.models import Edition
from sideeffects.risk import Catalogue

MOST = 10
COLUMNS = (
    *("reference", "planned_date", "summary__level", "summary__because", "review__decision"),
    *("review__decided_at", "review__decided_by__display_name"),
)


@dataclass(frozen=True, slots=True)
class OtherConsultation:
    """One line: what the rules pointed to, what was decided, when and by whom."""

    reference: str
    planned_date: date
    level: str | None
    because: str | None
    decision: str | None
    decided_at: datetime | None
    decided_by: str | None

    @property
    def decided(self) -> str:
        return DECIDED[self.decision] if self.decision else ""


DECIDED: dict[str, str] = {
    Review.Decision.APPROVED: "Approved",
    Review.Decision.APPROVED_WITH_CONDITIONS: "Approved with conditions",
    Review.Decision.ON_HOLD: "Put on hold",
    Review.Decision.DECLINED: "Declined",
}


@dataclass(frozen=True, slots=True)
class AnswerSince:
    """One question that was answered otherwise then. `quoted`: the words are the patient's."""

    question: str
    was: str
    now: str
    quoted: bool
    private: bool


@dataclass(frozen=True, slots=True)
class Since:
    """What differs from the newest consultation sent before this one."""

    reference: str
    day: date
    answers: tuple[AnswerSince, ...]


@dataclass(frozen=True, slots=True)
class Earlier:
    """`since`: None where nothing was sent before."""

    rows: tuple[OtherConsultation, ...]
    since: Since | None


def earlier_of(consultation: Consultation, answers: Mapping[str, Any], by: User) -> Earlier:
    """`answers`: those of the summary on screen. Two statements, whoever the patient is."""
    others = Consultation.objects.visible_to(by).filter(patient_id=consultation.patient_id)
    others = others.exclude(pk=consultation.pk).order_by(*NEWEST_FIRST)
    rows = others.values_list(*COLUMNS)[:MOST]
    before = (
        others.filter(started_at__lt=consultation.started_at, summary__isnull=False)
        .values_list("reference", "summary__consultation_date", "edition_id", "summary__answers")
        .first()
    )
    return Earlier(
        rows=tuple(OtherConsultation(*row) for row in rows),
        since=_since(consultation, answers, before) if before else None,
    )


def _since(
    consultation: Consultation, answers: Mapping[str, Any], before: tuple[str, date, int, Any]
) -> Since:
    reference, day, edition_id, then = before
    now, old = catalogue_of(consultation), Edition.objects.known(edition_id).catalogue
    return Since(reference, day, answers_since(now, answers, old, then))


def answers_since(
    catalogue: Catalogue,
    answers: Mapping[str, Any],
    catalogue_then: Catalogue,
    then: Mapping[str, Any],
) -> tuple[AnswerSince, ...]:
    """In the order in which they are asked now; each answer in the words of its own edition.

    A question that was not asked then, and reports nothing now, is no news.
    """
    found = []
    for key, question in catalogue.questions.items():
        asked_then = catalogue_then.questions.get(key)
        now = in_words(question, answers.get(key))
        was = in_words(asked_then, then.get(key)) if asked_then else ""
        news = bool(was) or answers.get(key) not in (None, "", question.nothing_to_report)
        if now != was and news:
            quoted = question.asked_of == "patient" and question.kind not in ("date", "number")
            private = question.private or bool(asked_then and asked_then.private)
            line = AnswerSince(question.text, was or NO_ANSWER, now or NO_ANSWER, quoted, private)
            found.append(line)
    return tuple(found)
