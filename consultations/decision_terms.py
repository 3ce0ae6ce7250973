"""What a technician can decide on a case, and what each decision would say. Pure.

Nothing is preselected; what a decision needs is filled in from the strictest card, to be edited.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date

from clinic import words
from consultations.cards import Card, Gate
from consultations.cards_board import what_arrives
from consultations.conditions import Condition
from consultations.message_words import Messages
from sideeffects.risk import NOT_ASSESSED, RiskSummary

APPROVED = "approved"
WITH_CONDITIONS = "approved_with_conditions"
ON_HOLD = "on_hold"
DECLINED = "declined"
SOMETHING_ELSE = "something_else"
LONGEST_WAITING = 200
CAN_ASK_AGAIN = "If one of these answers is wrong, tell us. You can ask us to look again."

STOP_NOT_APPROVED = (
    "The rules point to Stop. A stop cannot be approved or held here: decline, or open the "
    "answers again if one of them is wrong."
)
NOT_ASSESSED_NOT_APPROVED = (
    "The rules could not assess these answers, so nothing can be approved. Hold, and tell the "
    "manager of the catalogue."
)


@dataclass(frozen=True, slots=True)
class Choice:
    """One decision as the form offers it; the number is that of its key, Alt+1 to Alt+4."""

    value: str
    label: str
    number: int
    allowed: bool


@dataclass(frozen=True, slots=True)
class Choices:
    """The four decisions, and in words why some of them cannot be taken now."""

    every: tuple[Choice, ...]
    why_not: str

    @property
    def allowed(self) -> frozenset[str]:
        return frozenset(choice.value for choice in self.every if choice.allowed)


def choices_of(
    risk: RiskSummary, *, examined: bool, questions_left: int, approve_from: date | None
) -> Choices:
    stop, unknown = risk.level == "stop", risk.level == NOT_ASSESSED
    may_approve = examined and not stop and not unknown
    later = approve_from is not None and risk.level == "hold"
    approve = f"Approve from {words.day(approve_from)}" if approve_from and later else "Approve"
    offered = (
        (APPROVED, approve, may_approve),
        (WITH_CONDITIONS, "Approve with conditions", may_approve),
        (ON_HOLD, "Hold until", not stop),
        (DECLINED, "Decline", True),
    )
    return Choices(
        tuple(
            Choice(value, label, number, allowed)
            for number, (value, label, allowed) in enumerate(offered, 1)
        ),
        _why_not(stop=stop, unknown=unknown, examined=examined, left=questions_left),
    )


def _why_not(*, stop: bool, unknown: bool, examined: bool, left: int) -> str:
    if stop:
        return STOP_NOT_APPROVED
    if unknown:
        return NOT_ASSESSED_NOT_APPROVED
    if examined:
        return ""
    count = f"{left} questions have" if left != 1 else "1 question has"
    return f"Approving needs the examination: {count} no answer yet."


@dataclass(frozen=True, slots=True)
class Prefill:
    """What the form suggests for each decision."""

    hold_until: date | None
    hold_for: str
    conditions: tuple[Condition, ...]
    because: tuple[str, ...]
    would_change: str
    messages: Messages = field(default_factory=Messages)


def prefill(
    risk: RiskSummary, gates: Sequence[Gate], today: date, private: Collection[str] = ()
) -> Prefill:
    """`private`: the keys of the questions that are answered in private."""
    cards = [card for gate in gates for card in gate.cards]
    strictest = [
        part for part in risk.findings if part.status == "open" and part.level == risk.level
    ]
    earliest = risk.earliest_date
    return Prefill(
        hold_until=earliest if earliest and earliest > today else None,
        hold_for=_awaited(cards),
        conditions=tuple(
            Condition(card.title, gate.key, private=_private(card, private))
            for gate in gates
            if gate.key != "before_booking"
            for card in gate.cards
        ),
        because=tuple(dict.fromkeys(finding.name for finding in strictest)),
        would_change=_would_change(earliest),
    )


def _private(card: Card, private: Collection[str]) -> bool:
    return any(key in private for part in card.reasons for key, _ in part.reason.finding.because)


def _awaited(cards: Sequence[Card]) -> str:
    """What the holds wait for besides a day: letters and answers, each once."""
    awaited = dict.fromkeys(
        what_arrives(card.action)
        for card in cards
        if card.level == "hold"
        and card.gate == "before_booking"
        and card.action.cleared_by in ("letter", "answer")
        and not card.cleared
    )
    text = ""
    for number, name in enumerate(awaited):
        longer = f"{text}, {name}" if number else name
        if len(longer) > LONGEST_WAITING:
            break
        text = longer
    return text


def _would_change(earliest: date | None) -> str:
    if earliest:
        return f"You can ask us again from {words.day(earliest)}. {CAN_ASK_AGAIN}"
    return CAN_ASK_AGAIN
