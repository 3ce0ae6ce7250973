"""Answers that stand on no card: quiet ones, of other days, and those no rule read. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from consultations.cards_reasons import Change, Said, say
from sideeffects.risk import Catalogue, Question, RiskSummary, asked
from sideeffects.risk.catalogue import lines_of

WHY_NOT_READ = {
    "text": "In their own words",
    "out_of_range": "Out of range: counts as no answer",
    "no_rule": "No rule looks at this answer",
    "set_aside": "Reported, then no longer asked",
    "earlier_edition": "Answered under an earlier edition, and no longer asked like this",
    "note": "Noted at the desk",
    "reply": "Replied to a question of a technician",
    "photos": "Photos on file",
}


@dataclass(frozen=True, slots=True)
class Quiet:
    """Answers of one section with nothing to act on."""

    title: str
    answers: tuple[Said, ...]


def answered(catalogue: Catalogue, risk: RiskSummary, answers: Mapping[str, Any]) -> int:
    """How many of the questions that are asked have an answer."""
    return sum(
        answers.get(question.key) not in (None, "", [])
        for question in _asked(catalogue, risk, answers)
    )


def on_other_days(
    catalogue: Catalogue,
    risk: RiskSummary,
    answers: Mapping[str, Any],
    changes: Mapping[str, Change],
) -> tuple[Said, ...]:
    """Answers that make a finding on other treatment days, though none on the planned one."""
    keys = _keys_on_other_days(catalogue, risk)
    return tuple(
        say(question, answers[question.key], changes)
        for question in _asked(catalogue, risk, answers)
        if question.key in keys and answers.get(question.key) not in (None, "", [])
        if answers[question.key] != question.nothing_to_report
    )


def _keys_on_other_days(catalogue: Catalogue, risk: RiskSummary) -> set[str]:
    """The questions that the findings of the windows read, but for those told on a card."""
    keys: set[str] = set()
    for made_by in {ref.made_by for window in risk.windows for ref in window.findings}:
        rule = catalogue.rules.get(made_by)
        keys |= {line.question for line in lines_of(rule.when) if line.question} if rule else set()
    return keys - _told(risk)


def _told(risk: RiskSummary) -> set[str]:
    """The questions whose answers stand on a card, or are to be read by a person."""
    told = {key for finding in risk.findings for key, _ in finding.because}
    return told | {part.key for part in risk.not_read}


def nothing_to_act_on(
    catalogue: Catalogue,
    risk: RiskSummary,
    answers: Mapping[str, Any],
    changes: Mapping[str, Change],
) -> tuple[Quiet, ...]:
    """Every other answer, by section: no finding on any day, and nothing to read."""
    told = _told(risk) | {said.key for said in on_other_days(catalogue, risk, answers, changes)}
    sections: dict[str, list[Said]] = {}
    for question in _asked(catalogue, risk, answers):
        value = answers.get(question.key)
        if question.key not in told and value not in (None, "", []):
            sections.setdefault(question.section, []).append(say(question, value, changes))
    return tuple(
        Quiet(catalogue.sections[key].title, tuple(found)) for key, found in sections.items()
    )


def _asked(
    catalogue: Catalogue, risk: RiskSummary, answers: Mapping[str, Any]
) -> tuple[Question, ...]:
    """The questions asked of the stages that have been reached."""
    every = asked(catalogue, answers, risk.consultation_date, risk.treatment_date)
    return tuple(question for question in every if question.stage in risk.stages)


def to_read(
    catalogue: Catalogue, key: str, value: Any, why: str, changes: Mapping[str, Change]
) -> Said:
    """What no rule looked at, in words; the desk's note is of no question."""
    question = catalogue.questions.get(key)
    if why == "photos":
        number = f"{len(value)} photo{'' if len(value) == 1 else 's'}"
        return Said(key, "", number, False, False, private=False)
    if question is None:
        return Said(key, WHY_NOT_READ.get(why, ""), str(value), True, True, private=False)
    return say(question, value, changes)


def why_to_read(catalogue: Catalogue, key: str, why: str) -> str:
    """Why a person reads it; of a set-aside answer, which question closed it."""
    line = WHY_NOT_READ.get(why, "")
    question = catalogue.questions.get(key)
    if why != "set_aside" or question is None:
        return line
    above = [part.question for part in lines_of(question.ask_when) if part.question]
    return f"{line}: “{catalogue.questions[above[-1]].text}”" if above else line
