"""What is wrong with the texts that patients read: too hard, or against their prescriber."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from clinic.words import day
from sideeffects.desk.evidence_dates import past_date
from sideeffects.desk.lints import lints
from sideeffects.desk.reading import Reading, reading
from sideeffects.risk import Catalogue, Problem
from sideeffects.risk.wording import fill

TOO_HARD = "too_hard"
STOPS_MEDICINE = "stops_medicine"


PAST_ITS_DATE = "evidence_past_date"


@dataclass(frozen=True, slots=True)
class PatientText:
    """`name`: the text of that entry, as a manager calls it. `text`: as the patient reads it."""

    part: str
    key: str
    name: str
    text: str


@lru_cache(maxsize=8)
def text_problems(catalogue: Catalogue) -> tuple[Problem, ...]:
    """Every text for patients that is too hard to read, or tells them to stop a medicine."""
    also = listed_words(catalogue)
    return tuple(problem for said in named_texts(catalogue) for problem in _problems_of(said, also))


def listed_words(catalogue: Catalogue) -> frozenset[str]:
    """The words by which people call what the catalogue lists: no grade is made worse by them."""
    called = [
        *(name for entry in catalogue.contraindications.values() for name in entry.also_called),
        *(name for effect in catalogue.side_effects.values() for name in effect.also_called),
    ]
    return frozenset(re.findall(r"\w+", " ".join(called).lower()))


def _problems_of(said: PatientText, also: frozenset[str]) -> Iterator[Problem]:
    for warning in _warnings(said.text):
        yield Problem(STOPS_MEDICINE, said.part, said.key, f"{said.name}: {warning}")
    if words := _too_hard(_read(said.text, also)):
        yield Problem(TOO_HARD, said.part, said.key, f"{said.name}: {words}")


def _too_hard(read: Reading) -> str:
    if read.sentence_too_long:
        return f"the text has a {read.longest}-word sentence. Split it."
    if read.grade_too_high:
        return f"the text reads at grade {read.grade}. Use shorter words and sentences."
    return ""


# Nearly all texts of a draft are those of the draft before it.
_warnings = lru_cache(maxsize=4096)(lints)


@lru_cache(maxsize=4096)
def _read(text: str, also: frozenset[str]) -> Reading:
    return reading(text, also=also)


def named_texts(catalogue: Catalogue) -> Iterator[PatientText]:
    """Every text in our own language that a patient may read, its periods filled in."""
    for part, key, name, text in _texts(catalogue):
        if text:
            yield PatientText(part, key, name, fill(catalogue, text))


def _texts(catalogue: Catalogue) -> Iterator[tuple[str, str, str, str | None]]:
    for question in catalogue.questions.values():
        if question.asked_of == "patient":
            yield "questions", question.key, "The question", question.text
            yield "questions", question.key, "Why we ask", question.why_we_ask
            for option in question.options:
                yield "questions", question.key, f"The answer “{option.label}”", option.label
    for rule in catalogue.rules.values():
        yield "rules", rule.key, "What the patient is told", rule.patient_says
    for action in catalogue.actions.values():
        yield "actions", action.key, "What the patient is told", action.patient
    for entry in catalogue.contraindications.values():
        yield "contraindications", entry.key, "For patients", entry.for_patients
    for effect in catalogue.side_effects.values():
        yield "side_effects", effect.key, "For patients", effect.for_patients
        yield "side_effects", effect.key, "What to do", effect.what_to_do
        for sign in effect.warning_signs:
            yield "side_effects", effect.key, "A warning sign", sign


def evidence_problems(today: date) -> tuple[Problem, ...]:
    """Sources of the draft that somebody should have read again by now."""
    return tuple(
        Problem(
            PAST_ITS_DATE,
            "sources",
            source.key,
            f"this source should have been checked again by {day(source.check_again_by, 'born')}.",
        )
        for source in past_date(today)
        if source.check_again_by
    )
