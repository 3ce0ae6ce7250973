"""What the rules say of a sample patient, under any catalogue."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sideeffects.risk import NOT_ASSESSED, AnswerErrors, Catalogue, RiskSummary, assess
from sideeffects.risk.evidence import Sample
from sideeffects.risk.samples import case_of


@dataclass(frozen=True, slots=True)
class Tried:
    """`summary` is None where nothing could be assessed; `why_not` then says why, in sentences.

    `left_out`: answers to questions that this catalogue does not ask.
    """

    summary: RiskSummary | None
    left_out: tuple[str, ...] = ()
    why_not: tuple[str, ...] = ()

    @property
    def level(self) -> str:
        return self.summary.level if self.summary else NOT_ASSESSED


@dataclass(frozen=True, slots=True)
class Case:
    """A sample filled in as one catalogue asks it, ready for the rules."""

    answers: Mapping[str, Any]
    letters: Mapping[str, date]
    consultation_date: date
    treatment_date: date


def filled(catalogue: Catalogue, sample: Sample) -> Case:
    """Raises ``AnswerErrors`` and, for a day that is none, ``ValueError``."""
    case = case_of(catalogue, sample)
    return Case(
        answers=case["answers"],
        letters={key: date.fromisoformat(day) for key, day in case["letters"].items()},
        consultation_date=date.fromisoformat(case["consultation_date"]),
        treatment_date=date.fromisoformat(case["treatment_date"]),
    )


def known_part(catalogue: Catalogue, sample: Sample) -> tuple[Sample, tuple[str, ...]]:
    """The sample without what the catalogue does not know, and the names of that."""
    answers = tuple(pair for pair in sample.answers if pair[0] in catalogue.questions)
    letters = tuple(pair for pair in sample.letters if pair[0] in catalogue.contraindications)
    unknown = [
        key
        for key, _ in (*sample.answers, *sample.letters)
        if key not in catalogue.questions and key not in catalogue.contraindications
    ]
    return replace(sample, answers=answers, letters=letters), tuple(unknown)


def tried(catalogue: Catalogue | None, sample: Sample) -> Tried:
    """The sample under a catalogue. What cannot be assessed says so: it never reads as clear."""
    if catalogue is None:
        return Tried(None, why_not=("No edition is live yet.",))
    known, left_out = known_part(catalogue, sample)
    try:
        case = filled(catalogue, known)
        summary = assess(
            catalogue,
            case.answers,
            consultation_date=case.consultation_date,
            treatment_date=case.treatment_date,
            letters=case.letters,
        )
    except AnswerErrors as wrong:
        reasons = tuple(f"{_asked(catalogue, error.key)}: {error.reason}" for error in wrong.errors)
        return Tried(None, left_out, reasons)
    except (ValueError, KeyError) as fault:
        return Tried(None, left_out, (f"It cannot be assessed: {fault}",))
    return Tried(summary, left_out, (summary.fault,) if summary.fault else ())


def _asked(catalogue: Catalogue, key: str) -> str:
    question = catalogue.questions.get(key)
    return question.text if question else key
