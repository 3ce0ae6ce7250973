"""What a technician can decide on a case, and what each decision would say. Pure.

Nothing is preselected; what a decision needs is filled in from the strictest card, to be edited.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date

from clinic import words
from consultations.cards import Card, Gate
from consultations.conditions import Condition
from consultations.holds import Thing
from consultations.message_words import Messages
from sideeffects.risk import NOT_ASSESSED, RiskSummary

APPROVED = "approved"
WITH_CONDITIONS = "approved_with_conditions"
ON_HOLD = "on_hold"
DECLINED = "declined"
SOMETHING_ELSE = "something_else"
LONGEST_WAITING = 200
CAN_ASK_AGAIN = "If one of these answers is wrong, tell us. You can ask us to look again."

STOP_STANDS = "Decline, or open the answers again if one of them is wrong."
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
    """The four decisions, and in words why some of them cannot be taken now.

    `relaxes`: a stop, so that every decision but to decline needs a second person.
    """

    every: tuple[Choice, ...]
    why_not: str
    relaxes: bool = False

    @property
    def allowed(self) -> frozenset[str]:
        return frozenset(choice.value for choice in self.every if choice.allowed)

    @property
    def first(self) -> tuple[Choice, ...]:
        """Those that stand in the open."""
        return tuple(part for part in self.every if not self.relaxes or part.value == DECLINED)

    @property
    def relaxing(self) -> tuple[Choice, ...]:
        return tuple(part for part in self.every if part not in self.first)


def choices_of(
    risk: RiskSummary,
    *,
    examined: bool,
    questions_left: int,
    approve_from: date | None,
    never_relaxed: str = "",
) -> Choices:
    """`never_relaxed`: why this stop stands whoever signs."""
    stop, unknown = risk.level == "stop", risk.level == NOT_ASSESSED
    may_approve = examined and not never_relaxed and not unknown
    later = approve_from is not None and risk.level == "hold"
    approve = f"Approve from {words.day(approve_from)}" if approve_from and later else "Approve"
    offered = (
        (APPROVED, approve, may_approve),
        (WITH_CONDITIONS, "Approve with conditions", may_approve),
        (ON_HOLD, "Hold until", not never_relaxed),
        (DECLINED, "Decline", True),
    )
    return Choices(
        tuple(
            Choice(value, label, number, allowed)
            for number, (value, label, allowed) in enumerate(offered, 1)
        ),
        _why_not(never_relaxed, unknown=unknown, examined=examined, left=questions_left),
        relaxes=stop,
    )


def _why_not(never_relaxed: str, *, unknown: bool, examined: bool, left: int) -> str:
    if never_relaxed:
        return f"{never_relaxed} {STOP_STANDS}"
    if unknown:
        return NOT_ASSESSED_NOT_APPROVED
    if examined:
        return ""
    count = f"{left} questions have" if left != 1 else "1 question has"
    return f"Approving needs the examination: {count} no answer yet."


@dataclass(frozen=True, slots=True)
class Prefill:
    """What the form suggests for each decision."""

    today: date
    hold_until: date | None
    conditions: tuple[Condition, ...]
    because: tuple[str, ...]
    would_change: str
    messages: Messages = field(default_factory=Messages)
    things: tuple[Thing, ...] = ()


def prefill(
    risk: RiskSummary, gates: Sequence[Gate], today: date, private: Collection[str] = ()
) -> Prefill:
    """`private`: the keys of the questions that are answered in private."""
    strictest = [
        part for part in risk.findings if part.status == "open" and part.level == risk.level
    ]
    earliest = risk.earliest_date
    return Prefill(
        today=today,
        hold_until=earliest if earliest and earliest > today else None,
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


def _would_change(earliest: date | None) -> str:
    if earliest:
        return f"You can ask us again from {words.day(earliest)}. {CAN_ASK_AGAIN}"
    return CAN_ASK_AGAIN
