"""Invented patients: a healthy one, a heavy one, one who reports everything, and random ones."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Any

from sideeffects.risk import Catalogue, Question, asked, findings_on
from sideeffects.risk.samples import BORN, case_of

CONSULTATION = date(2027, 3, 1)
TREATMENT = date(2027, 4, 12)
BIRTH_DATE = "date_of_birth"
NOT_SURE = "not_sure"

Answers = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Patient:
    """What an engine is asked about."""

    answers: Answers
    consultation: date = CONSULTATION
    treatment: date = TREATMENT

    def findings(self, catalogue: Catalogue) -> int:
        return len(self.assess(catalogue))

    def assess(self, catalogue: Catalogue) -> tuple[Any, ...]:
        """The findings with their evidence, without range and windows."""
        return findings_on(
            catalogue,
            self.answers,
            consultation_date=self.consultation,
            treatment_date=self.treatment,
        )


def samples(catalogue: Catalogue) -> list[Patient]:
    """The catalogue's own sample patients; the first one is healthy. Their letters stay at home."""
    found = []
    for sample in catalogue.samples.values():
        case = case_of(catalogue, sample)
        days = (date.fromisoformat(case[f"{day}_date"]) for day in ("consultation", "treatment"))
        found.append(Patient(case["answers"], *days))
    return found


def heavy(catalogue: Catalogue) -> Patient:
    """All that the sample patients report, in one person."""
    reported: Answers = {}
    for sample in samples(catalogue):
        for key, value in sample.answers.items():
            if key not in (BIRTH_DATE,) and value != catalogue.questions[key].nothing_to_report:
                reported[key] = value
    return Patient(filled(catalogue, reported | {BIRTH_DATE: BORN}, _nothing))


def everything(catalogue: Catalogue) -> Patient:
    """Somebody who reports everything that there is to report: nobody is like that."""
    return Patient(filled(catalogue, {BIRTH_DATE: BORN}, _worst))


def random_patients(catalogue: Catalogue, count: int, seed: int = 1) -> list[Patient]:
    """The same people every time."""
    draw = Random(seed)
    return [
        Patient(filled(catalogue, {BIRTH_DATE: BORN}, lambda question: _any(question, draw)))
        for _ in range(count)
    ]


def filled(catalogue: Catalogue, answers: Answers, answer: Callable[[Question], Any]) -> Answers:
    """The answers, and one for every question that they lead to and that can be answered."""
    seen = set(answers)
    while True:
        every = asked(catalogue, answers, CONSULTATION, TREATMENT)
        new = [question for question in every if question.key not in seen]
        if not new:
            return answers
        seen |= {question.key for question in new}
        given = {question.key: answer(question) for question in new}
        answers = answers | {key: value for key, value in given.items() if value is not None}


def _nothing(question: Question) -> Any:
    return question.nothing_to_report


def _worst(question: Question) -> Any:
    keys = [option.key for option in question.options]
    reports = [key for key in keys if key not in (question.nothing_to_report, NOT_SURE)]
    match question.kind:
        case "choices":
            return reports
        case "date":
            return _days_away(question, 30)
        case "number" | "text":
            return _middle(question)
        case _:
            return reports[0] if reports else keys[0]


def _any(question: Question, draw: Random) -> Any:
    """Blank once in twenty times; mostly nothing to report, as people are."""
    if draw.random() < 0.05:
        return None
    if question.nothing_to_report is not None and draw.random() < 0.6:
        return question.nothing_to_report
    keys = [option.key for option in question.options]
    match question.kind:
        case "choices":
            return draw.sample(keys, draw.randint(1, min(3, len(keys))))
        case "date":
            return _days_away(question, draw.randint(0, 400))
        case "number" | "text":
            return _middle(question)
        case _:
            return draw.choice(keys)


def _days_away(question: Question, days: int) -> str:
    away = timedelta(days=-days if question.tense == "past" else days)
    return (CONSULTATION + away).isoformat()


def _middle(question: Question) -> int | str:
    if question.kind == "text" or question.minimum is None or question.maximum is None:
        return "as told at the desk"
    return int(question.minimum + question.maximum) // 2
