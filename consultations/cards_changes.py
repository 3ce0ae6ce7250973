"""What changed between two summaries of one consultation, in words. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from clinic import words
from consultations.answer_words import NO_ANSWER, in_words
from sideeffects.risk import Catalogue, Finding, RiskSummary


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A summary with what it was made of."""

    risk: RiskSummary
    answers: Mapping[str, Any]
    letters: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class AnswerChanged:
    question: str
    was: str
    now: str


@dataclass(frozen=True, slots=True)
class Difference:
    """From one summary to the next. `facts`: what changed besides the answers."""

    level_was: str
    level_now: str
    answers: tuple[AnswerChanged, ...]
    found: tuple[str, ...]
    gone: tuple[str, ...]
    facts: tuple[str, ...]

    @property
    def level_changed(self) -> bool:
        return self.level_was != self.level_now


def difference(catalogue: Catalogue, before: Snapshot, after: Snapshot) -> Difference:
    return Difference(
        level_was=before.risk.level,
        level_now=after.risk.level,
        answers=_answers(catalogue, before.answers, after.answers),
        found=_only_in(after.risk, before.risk),
        gone=_only_in(before.risk, after.risk),
        facts=(*_dates(before.risk, after.risk), *_letters(catalogue, before, after)),
    )


def _answers(
    catalogue: Catalogue, before: Mapping[str, Any], after: Mapping[str, Any]
) -> tuple[AnswerChanged, ...]:
    return tuple(
        AnswerChanged(
            question.text,
            in_words(question, before.get(key)) or NO_ANSWER,
            in_words(question, after.get(key)) or NO_ANSWER,
        )
        for key, question in catalogue.questions.items()
        if before.get(key) != after.get(key)
    )


def _only_in(one: RiskSummary, other: RiskSummary) -> tuple[str, ...]:
    """The findings, by name and how they stand, that the other summary does not have."""
    there = {_identity(finding) for finding in other.findings}
    lines = (_line(part) for part in one.findings if _identity(part) not in there)
    return tuple(dict.fromkeys(lines))


def _identity(finding: Finding) -> tuple[str, str, str, date | None]:
    return (finding.contraindication, finding.kind, finding.status, finding.until)


def _line(finding: Finding) -> str:
    if finding.status == "cleared":
        return f"{finding.name}: cleared by a letter"
    until = f", until {words.day(finding.until)}" if finding.until else ""
    return f"{finding.name}: {words.LEVELS[finding.level].name}{until}"


def _dates(before: RiskSummary, after: RiskSummary) -> list[str]:
    lines = []
    if before.treatment_date != after.treatment_date:
        was, now = words.day(before.treatment_date), words.day(after.treatment_date)
        lines.append(f"The planned day was {was} and is now {now}.")
    if before.consultation_date != after.consultation_date:
        lines.append(f"The answers were confirmed again on {words.day(after.consultation_date)}.")
    return lines


def letter_about(catalogue: Catalogue, key: str) -> str:
    """What a letter is about; the edition in use may not know it any more."""
    entry = catalogue.contraindications.get(key)
    return entry.name if entry else key.replace("_", " ").capitalize()


def _letters(catalogue: Catalogue, before: Snapshot, after: Snapshot) -> list[str]:
    lines = []
    for key in dict.fromkeys((*before.letters, *after.letters)):
        name = letter_about(catalogue, key)
        was, now = before.letters.get(key), after.letters.get(key)
        if now and not was:
            lines.append(f"A letter about {name} was put on file.")
        elif was and not now:
            lines.append(f"The letter about {name} was withdrawn.")
        elif was != now:
            lines.append(f"A newer letter about {name} was put on file.")
    return lines
