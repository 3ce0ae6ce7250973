"""One finding as a reason that a person can read: why, how sure, what clears it. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from clinic import words
from consultations.answer_words import in_words
from sideeffects.evidence.how_often import HowOften, how_often
from sideeffects.evidence.labels import SEVERITY, label
from sideeffects.risk import Catalogue, Finding, Question
from sideeffects.risk.catalogue import lines_of
from sideeffects.risk.evidence import SideEffect, Source

NO_ANSWER_YET = "No answer yet"
NOT_SMP = {
    "cosmetic_tattoo": "known from cosmetic tattoos, not SMP",
    "decorative_tattoo": "known from decorative tattoos, not SMP",
    "other_procedure": "known from other procedures, not SMP",
    "smp": "known from SMP itself",
}
KINDS = {
    "absolute": "a stop that nothing clears",
    "clearance": "waits for an opinion",
    "deferral": "waits for a day",
    "clarification": "waits for an answer",
    "precaution": "needs care",
}


@dataclass(frozen=True, slots=True)
class Change:
    """What stood there before an answer was changed, when that was, and who did it."""

    was: Any
    at: datetime
    by: str


@dataclass(frozen=True, slots=True)
class Said:
    """A question and its answer. `quoted`: in the patient's own words or choice."""

    key: str
    question: str
    answer: str
    quoted: bool
    own_words: bool
    private: bool
    was: str = ""
    changed: Change | None = None

    @property
    def blank(self) -> bool:
        return self.answer == NO_ANSWER_YET


@dataclass(frozen=True, slots=True)
class Effect:
    """A side effect that this reason makes likelier, and honestly how often it happens."""

    key: str
    name: str
    why: str
    severity: str
    how_often: HowOften


@dataclass(frozen=True, slots=True)
class Reason:
    """One finding with its words. `clears` says what would clear it."""

    key: str
    finding: Finding
    said: tuple[Said, ...]
    effects: tuple[Effect, ...]
    sources: tuple[Source, ...]
    clears: str
    kind: str
    directness: str
    when: str

    @property
    def name(self) -> str:
        return self.finding.name

    @property
    def given(self) -> tuple[Said, ...]:
        """What was answered at all."""
        return tuple(said for said in self.said if not said.blank)

    @property
    def level(self) -> str:
        return self.finding.level

    @property
    def cleared(self) -> bool:
        return self.finding.status == "cleared"

    @property
    def until(self) -> date | None:
        return self.finding.until

    @property
    def unanswered(self) -> bool:
        """It stands for blanks; there may be many of them."""
        return self.finding.origin == "blank"

    @property
    def clinical(self) -> bool:
        """About a risk, and not about answers that are missing or cannot be right."""
        return self.finding.origin not in ("blank", "future_date")


def key_of(finding: Finding) -> str:
    """Names one finding on the page, and in a review: contraindication, kind and what made it."""
    made_by = finding.rule or "+".join(question for question, _ in finding.because)
    return f"{finding.contraindication}.{finding.kind}.{made_by}"


def reason_of(
    catalogue: Catalogue,
    finding: Finding,
    answers: Mapping[str, Any],
    changes: Mapping[str, Change],
) -> Reason:
    return Reason(
        key=key_of(finding),
        finding=finding,
        said=_said(catalogue, finding, answers, changes),
        effects=tuple(
            _effect(catalogue, catalogue.side_effects[key], why) for key, why in finding.raises
        ),
        sources=tuple(catalogue.sources[key] for key in finding.sources),
        clears=_clears(catalogue, finding),
        kind=KINDS[finding.kind],
        directness=NOT_SMP.get(finding.directness, ""),
        when=_when(finding),
    )


def _said(
    catalogue: Catalogue,
    finding: Finding,
    answers: Mapping[str, Any],
    changes: Mapping[str, Change],
) -> tuple[Said, ...]:
    """The answers that made it, then free text that the patient wrote to one of them."""
    keys = [key for key, _ in finding.because]
    lines = [say(catalogue.questions[key], value, changes) for key, value in finding.because]
    for question in catalogue.questions.values():
        if question.kind != "text" or question.key in keys or not answers.get(question.key):
            continue
        if any(line.question in keys for line in lines_of(question.ask_when)):
            lines.append(say(question, answers[question.key], changes))
    return tuple(lines)


def say(question: Question, value: Any, changes: Mapping[str, Change]) -> Said:
    """One answer as it was given, and what stood there before."""
    change = changes.get(question.key)
    return Said(
        key=question.key,
        question=question.text,
        answer=in_words(question, value) or NO_ANSWER_YET,
        quoted=question.asked_of == "patient"
        and question.kind not in ("date", "number")
        and value not in (None, "", []),
        own_words=question.kind == "text",
        private=question.private,
        was=(in_words(question, change.was) or NO_ANSWER_YET) if change else "",
        changed=change,
    )


def _effect(catalogue: Catalogue, effect: SideEffect, why: str) -> Effect:
    return Effect(
        key=effect.key,
        name=effect.plain_name,
        why=why,
        severity=label(SEVERITY, effect.severity).lower(),
        how_often=how_often(catalogue, effect),
    )


def _clears(catalogue: Catalogue, finding: Finding) -> str:
    """What would clear it, in one sentence."""
    if finding.status == "cleared":
        return "A letter on file clears it. It counts as care for as long as the letter does."
    match finding.kind:
        case "absolute":
            return "Nothing clears it, unless the answer was wrong."
        case "clearance" if finding.cleared_by_letter:
            valid = catalogue.periods["letter_valid"].words
            return f"A letter that you accept, written {valid} or less before treatment."
        case "clearance":
            return "No letter clears it: only another answer, or your own reason in words."
        case "deferral" if finding.until:
            return f"Time: it ends on {words.day(finding.until)}."
        case "deferral":
            return "Another answer, once it has ended or the missing date is known."
        case "clarification":
            return "An answer."
        case _:
            return "Nothing needs clearing. Do what it asks, and tick it."


def _when(finding: Finding) -> str:
    """Until when it holds, in a few words; nothing where time plays no part."""
    if finding.until:
        early = "about " if finding.provisional else ""
        return f"until {early}{words.day(finding.until, 'medium')}"
    return "no end date is known" if finding.open_ended and finding.kind == "deferral" else ""
