"""What each decision says and asks for: approving, holding, declining."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from clinic.errors import NotAllowed
from clinic.words import day as in_words
from consultations.actions.ground import filled
from consultations.conditions import Condition, steps_before_booking
from consultations.deciding import REVIEW_VALID, Case
from consultations.errors import LessStrict
from consultations.looks_wrong import rule_named
from consultations.models import Review
from consultations.questions import catalogue_of
from consultations.steps import Step
from consultations.windows import Offer, OpenWindow, valid_until
from sideeffects.risk import Finding

LEVEL_NAMES = {
    "clear": "Clear",
    "care": "Care",
    "hold": "Hold",
    "stop": "Stop",
    "not_assessed": "Not assessed",
}


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a decision may be less strict than the rules."""

    code: str = ""
    words: str = ""

    def __bool__(self) -> bool:
        return self.code in Review.Reason.values and bool(self.words.strip())


@dataclass(frozen=True, slots=True)
class Terms:
    """The fields of the review, and the steps that the decision leaves out."""

    fields: dict[str, Any]
    left_out: tuple[Step, ...] = field(default=())


def approval(
    case: Case,
    decision: str,
    *,
    conditions: Sequence[Condition | str],
    accept: Collection[date] | None,
    reason: Reason,
) -> Terms:
    """Approve plainly or with conditions: named days, and the findings they carry."""
    _check_approvable(case)
    plainly = decision == Review.Decision.APPROVED
    offer = case.offer(plainly=plainly, chosen=accept)
    _check_days(case, offer, accept)
    lines = _worded(conditions)
    if plainly and lines:
        raise NotAllowed("A plain approval has no conditions.", "Approve with conditions.")
    if not plainly and not lines and not offer.open_steps:
        raise NotAllowed("No condition is given.", "Add a condition, or approve.")
    held = tuple(window for window in offer.windows if not window.default)
    left_out = offer.open_steps if plainly else ()
    relaxes = case.relaxes(decision)
    less_strict = bool(held or left_out or relaxes)
    if less_strict and not reason:
        raise LessStrict(
            LEVEL_NAMES["stop" if relaxes else _strictest(offer.windows)],
            Review.Decision(decision).label,
            _still_open(case, held, left_out),
            rules=_rules(case, held, left_out),
        )
    days = int(catalogue_of(case.consultation).periods[REVIEW_VALID].value)
    return Terms(
        {
            "windows": _with_steps(offer.windows, steps_before_booking(lines)),
            "accepted_findings": _accepted(offer),
            "conditions": [line.plain() for line in lines],
            "less_strict": less_strict,
            "reason_code": reason.code if less_strict else "",
            "reason_words": reason.words.strip() if less_strict else "",
            "valid_until": valid_until(case.today, offer.windows, days),
        },
        left_out,
    )


def _worded(conditions: Sequence[Condition | str]) -> tuple[Condition, ...]:
    """Those that say something; a line alone is one of the day."""
    every = (Condition(part) if isinstance(part, str) else part for part in conditions)
    stripped = (replace(part, words=part.words.strip()) for part in every)
    return tuple(part for part in stripped if part.words)


def _with_steps(windows: tuple[OpenWindow, ...], steps: tuple[Step, ...]) -> list[dict[str, Any]]:
    """The days as a review keeps them; a condition before booking is a step of each."""
    return [replace(window, steps=(*window.steps, *steps)).plain() for window in windows]


def _check_approvable(case: Case) -> None:
    _check_relaxable(case)
    if case.risk.level == "not_assessed":
        raise NotAllowed(
            "The rules could not assess these answers, so nothing can be approved.",
            "Hold, and tell the manager of the catalogue.",
        )
    if not case.examined:
        raise NotAllowed(
            "The examination is not answered yet.", "Answer its questions, then approve."
        )


def _check_relaxable(case: Case) -> None:
    """Some stops stand whoever signs."""
    if case.never_relaxed:
        raise NotAllowed(
            case.never_relaxed, "Decline, or open the answers again if one of them is wrong."
        )


def _check_days(case: Case, offer: Offer, accept: Collection[date] | None) -> None:
    if accept is not None:
        known = {window.first: window for window in case.windows}
        if not known.keys() >= set(accept):
            raise NotAllowed("These days are not in the summary.", "Load the page again.")
        if any(not known[first].acceptable for first in accept):
            raise NotAllowed("Days on which treatment must not happen cannot be accepted.")
        if any(first < case.of_age_from for first in accept):
            raise NotAllowed(
                "The patient is not of age on these days, and nobody can allow that.",
                f"Accept days from {in_words(case.of_age_from)} on.",
            )
    if not offer.windows:
        raise NotAllowed(
            "The rules allow no treatment day within a year.",
            "Hold, or choose days to accept and say why.",
        )


def _strictest(windows: tuple[OpenWindow, ...]) -> str:
    return "hold" if any(not window.default for window in windows) else "care"


def _still_open(
    case: Case, held: tuple[OpenWindow, ...], left_out: tuple[Step, ...]
) -> tuple[str, ...]:
    """What the interruption names: the accepted holds by name, and the steps left out."""
    names = {finding.contraindication: finding.name for finding in case.risk.findings}
    entries = catalogue_of(case.consultation).contraindications
    holds = dict.fromkeys(
        names.get(ref.contraindication, entries[ref.contraindication].name)
        for window in held
        for ref in window.findings
        if ref.kind != "precaution"
    )
    return (*dict.fromkeys((*_stops(case), *holds)), *(step.label for step in left_out))


def _stops(case: Case) -> tuple[str, ...]:
    return tuple(part.name for part in case.risk.findings if _is_stop(part))


def _is_stop(finding: Finding) -> bool:
    return finding.level == "stop" and finding.status == "open"


def rules_named(case: Case) -> tuple[tuple[str, str], ...]:
    """Everything a note "this rule looks wrong" can be about: the name it goes by, and in words."""
    return _named(case.risk.findings)


def _rules(
    case: Case, held: tuple[OpenWindow, ...], left_out: tuple[Step, ...]
) -> tuple[tuple[str, str], ...]:
    """Of these, what made the things that are still open."""
    about = {ref.contraindication for window in held for ref in window.findings}
    about |= {step.contraindication for step in left_out}
    findings = case.risk.findings
    return _named(part for part in findings if part.contraindication in about or _is_stop(part))


def _named(findings: Iterable[Finding]) -> tuple[tuple[str, str], ...]:
    named = ((rule_named(part.rule, part.origin, part.because), part.name) for part in findings)
    return tuple({rule: (rule, name) for rule, name in named if rule}.values())


def _accepted(offer: Offer) -> list[list[str]]:
    """The findings that the accepted days carry, each once, with the level of its days."""
    found = {
        (ref.contraindication, ref.kind, ref.made_by, window.level): None
        for window in offer.windows
        for ref in window.findings
    }
    return [list(key) for key in found]


def hold(case: Case, *, until: date | None, for_what: str, reason: Reason) -> Terms:
    """Hold until a day, until something arrives, or both. On a stop, that relaxes it."""
    relaxes = case.relaxes(Review.Decision.ON_HOLD)
    _check_relaxable(case)
    if until is None and not for_what.strip():
        raise NotAllowed("Say until when, or what has to arrive.")
    if until is not None and until <= case.today:
        raise NotAllowed(f"{in_words(until)} has come already.", "Choose a later day.")
    if for_what.strip():
        for_what = filled(for_what, "", longest=200)
    if relaxes and not reason:
        label = Review.Decision.ON_HOLD.label
        stops = _stops(case)
        raise LessStrict(LEVEL_NAMES["stop"], label, stops, rules=_rules(case, (), ()))
    explained = {
        "less_strict": True,
        "reason_code": reason.code,
        "reason_words": reason.words.strip(),
    }
    return Terms({"hold_until": until, "hold_for": for_what, **(explained if relaxes else {})})


def decline(*, reason_words: str, patient_message: str) -> Terms:
    """Decline with a reason for the record and a message for the patient."""
    return Terms(
        {
            "reason_words": filled(reason_words, "Give the reason for declining.", longest=4000),
            "patient_message": filled(
                patient_message, "Write what the patient will be told.", longest=4000
            ),
        }
    )
