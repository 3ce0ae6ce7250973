"""Which questions a page asks of a consultation, and which are still open."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from consultations.days import local_day
from consultations.models import Consultation
from sideeffects.risk import (
    AnswerError,
    AnswerErrors,
    Catalogue,
    Question,
    SetAside,
    asked,
    check_answers,
    set_aside,
)
from sideeffects.risk.reading import read_number

CONSULTATION = "consultation"
EXAMINATION = "examination"
BIRTH_DATE = "date_of_birth"
LONGEST_TEXT = 2000


def catalogue_of(consultation: Consultation) -> Catalogue:
    """The edition the consultation is answered under; each process reads an edition once."""
    return consultation.edition.catalogue


def private_in(catalogue: Catalogue) -> frozenset[str]:
    """The keys of the questions that are answered in private."""
    return frozenset(key for key, question in catalogue.questions.items() if question.private)


def day_of(consultation: Consultation) -> date:
    """The day its answers are read on: a draft's today, otherwise the day they were confirmed."""
    if consultation.status == Consultation.Status.DRAFT or consultation.consultation_date is None:
        return local_day(consultation.site)
    return consultation.consultation_date


def stages_reached(catalogue: Catalogue, answers: Mapping[str, Any]) -> tuple[str, ...]:
    """The examination is reached once any of its questions has an answer."""
    examined = any(catalogue.questions[key].stage == EXAMINATION for key in answers)
    return (CONSULTATION, EXAMINATION) if examined else (CONSULTATION,)


def asked_in(
    consultation: Consultation, stage: str, day: date | None = None
) -> tuple[Question, ...]:
    """The questions of one stage that are asked now, in screen order, private ones included."""
    every = asked(
        catalogue_of(consultation),
        consultation.all_answers,
        day or day_of(consultation),
        consultation.planned_date,
    )
    return tuple(question for question in every if question.stage == stage)


def must_answer(question: Question) -> bool:
    """Left blank it keeps the level at hold; rules see to blank dates and numbers."""
    return bool(question.options) or question.kind == "text"


def missing(
    consultation: Consultation, stage: str = CONSULTATION, day: date | None = None
) -> tuple[Question, ...]:
    """Asked at this stage, of a choice or text kind, and blank. Private ones too: at the desk
    they are counted and never named."""
    return _blank_among(asked_in(consultation, stage, day), consultation)


def _blank_among(
    questions: tuple[Question, ...], consultation: Consultation
) -> tuple[Question, ...]:
    answers = consultation.all_answers
    return tuple(
        question
        for question in questions
        if must_answer(question) and answers.get(question.key) in (None, "", [])
    )


@dataclass(frozen=True, slots=True)
class DeskQuestions:
    """What the desk asks out loud. Of private questions it knows only that there are some."""

    questions: tuple[Question, ...]
    missing: tuple[Question, ...]
    private_asked: bool
    private_missing: int
    private_done: bool
    set_aside: tuple[SetAside, ...]


def for_desk(consultation: Consultation, day: date | None = None) -> DeskQuestions:
    day = day or day_of(consultation)
    questions = asked_in(consultation, CONSULTATION, day)
    open_ = _blank_among(questions, consultation)
    catalogue = catalogue_of(consultation)
    aside = set_aside(catalogue, consultation.all_answers, day, consultation.planned_date)
    return DeskQuestions(
        questions=tuple(question for question in questions if not question.private),
        missing=tuple(question for question in open_ if not question.private),
        private_asked=any(question.private for question in questions),
        private_missing=sum(question.private for question in open_),
        private_done=consultation.private_done_at is not None,
        set_aside=tuple(part for part in aside if not catalogue.questions[part.key].private),
    )


def normal(catalogue: Catalogue, values: Mapping[str, Any], day: date) -> dict[str, Any]:
    """Each value as it is stored; blank ones become None. Raises `AnswerErrors`."""
    errors = list(check_answers(catalogue, values, day))
    known = {error.key for error in errors}
    errors += [
        AnswerError(key, f"must be {LONGEST_TEXT} signs or fewer")
        for key, value in values.items()
        if key not in known and isinstance(value, str) and len(value) > LONGEST_TEXT
    ]
    if errors:
        raise AnswerErrors(errors)
    return {key: _stored(catalogue.questions[key], value) for key, value in values.items()}


def _stored(question: Question, value: Any) -> Any:
    if value is None:
        return None
    if question.kind == "choices":
        return [option.key for option in question.options if option.key in value] or None
    if question.kind == "number":
        number = read_number(value)
        return number if isinstance(number, int) else str(number)
    return value.strip() or None
