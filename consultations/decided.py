"""A decision as it was typed, before anybody judged it; and as it waits for a second signature."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from consultations.conditions import Condition, conditions_of
from consultations.holds import WaitsFor


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """`accept`: first days of the windows to accept; None means the days the rules allow.
    `holds`: what a hold waits for; `hold_for` says it in words of one's own."""

    decision: str
    note: str = ""
    conditions: Sequence[Condition | str] = ()
    accept: Collection[date] | None = None
    hold_until: date | None = None
    hold_for: str = ""
    holds: Sequence[WaitsFor] = ()
    reason_code: str = ""
    reason_words: str = ""
    patient_message: str = ""
    by_mail: bool = False

    def plain(self) -> dict[str, Any]:
        """As a second look keeps it, all but the days, which it keeps by their last."""
        until = self.hold_until.isoformat() if self.hold_until else None
        return {
            "decision": self.decision,
            "note": self.note,
            "conditions": [part.plain() for part in conditions_of(self.conditions)],
            "hold_until": until,
            "hold_for": self.hold_for,
            "holds": [{**asdict(part), "due": part.due.isoformat()} for part in self.holds],
            "reason_code": self.reason_code,
            "reason_words": self.reason_words,
            "patient_message": self.patient_message,
            "by_mail": self.by_mail,
        }


def decided_of(kept: Mapping[str, Any], accept: Collection[date] | None) -> Decided:
    """What a second look keeps, with the days as they are counted now."""
    until = kept["hold_until"]
    holds = [WaitsFor(**{**part, "due": date.fromisoformat(part["due"])}) for part in kept["holds"]]
    return Decided(
        **{
            **kept,
            "conditions": conditions_of(kept["conditions"]),
            "hold_until": date.fromisoformat(until) if until else None,
            "holds": holds,
            "accept": accept,
        }
    )
