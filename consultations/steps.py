"""The before-booking steps of a treatment day. Pure: a summary's inputs in, steps out.

Every finding asks for actions. Those of the gate "before booking" are steps: a technician ticks
them (done, or left out with a reason) before the day can be booked. Not a step is what something
else settles: a letter that came, and the letter, date or answer that an accepted hold waits for,
since accepting that hold, with its reason, settles it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sideeffects.risk import Finding, FindingAction, canonical, digest

BEFORE_BOOKING = "before_booking"
HOLD = "hold"


@dataclass(frozen=True, slots=True)
class Step:
    """One step. `key` stays the same as long as its action, its reason and the answers do."""

    key: str
    action: str
    contraindication: str
    name: str
    label: str
    days: int | None
    params: tuple[tuple[str, str], ...]

    def plain(self) -> dict[str, object]:
        """As a review keeps it."""
        return {
            "key": self.key,
            "action": self.action,
            "contraindication": self.contraindication,
            "name": self.name,
            "label": self.label,
            "days": self.days,
            "params": [list(pair) for pair in self.params],
        }


def steps_of(findings: Iterable[Finding]) -> tuple[Step, ...]:
    """The steps that findings ask for before the day can be booked, in the order of findings."""
    found = {
        step.key: step
        for finding in findings
        for action in finding.actions
        if action.gate == BEFORE_BOOKING and not _settled(finding, action)
        for step in (_step(finding, action),)
    }
    return tuple(found.values())


def _settled(finding: Finding, action: FindingAction) -> bool:
    if finding.status == "cleared":
        return action.cleared_by == "letter"
    return finding.level == HOLD and action.cleared_by in ("letter", "date", "answer")


def _step(finding: Finding, action: FindingAction) -> Step:
    identity = [
        action.key,
        [list(pair) for pair in action.params],
        finding.contraindication,
        [[key, _plain(value)] for key, value in finding.because],
    ]
    return Step(
        key=digest(canonical(identity))[:32],
        action=action.key,
        contraindication=finding.contraindication,
        name=finding.name,
        label=action.label,
        days=action.bookable_after_days,
        params=action.params,
    )


def _plain(value: object) -> object:
    return str(value) if isinstance(value, float) else value
