"""The before-booking steps of a treatment day. Pure: a summary's inputs in, steps out.

Every finding asks for actions. Those of the gate "before booking" are steps: a technician ticks
them (done, or left out with a reason) before the day can be booked. Not a step is what something
else settles: a letter that came, and the letter, date or answer that an accepted hold waits for,
since accepting that hold, with its reason, settles it; and likewise a stop that two people relax.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sideeffects.risk import Finding, FindingAction, canonical, digest

BEFORE_BOOKING = "before_booking"
HOLD = "hold"
# What a reason settles when days of this level are accepted; a stop's "decline" clears by nothing.
SETTLED_BY_ACCEPTING = {
    HOLD: ("letter", "date", "answer"),
    "stop": ("letter", "date", "answer", "nothing"),
}
CONDITION = "condition"  # the action of a step that a technician asked for, not a rule


@dataclass(frozen=True, slots=True)
class Step:
    """One step. `key` stays the same as long as its action, its reason and the answers do.

    `private`: answers given in private made it, so the desk is not told what it is.
    """

    key: str
    action: str
    contraindication: str
    name: str
    label: str
    days: int | None
    params: tuple[tuple[str, str], ...]
    private: bool = False

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
            "private": self.private,
        }


def kept_step(kept: Mapping[str, Any]) -> Step:
    """A step as a review keeps it."""
    params = tuple((str(name), str(value)) for name, value in kept["params"])
    return Step(**{**kept, "params": params})


def steps_of(findings: Iterable[Finding], private: Collection[str] = ()) -> tuple[Step, ...]:
    """The steps that findings ask for before the day can be booked, in the order of findings.

    `private`: the keys of the questions that are answered in private.
    """
    found = {
        step.key: step
        for finding in findings
        for action in finding.actions
        if action.gate == BEFORE_BOOKING and not _settled(finding, action)
        for step in (_step(finding, action, private),)
    }
    return tuple(found.values())


def _settled(finding: Finding, action: FindingAction) -> bool:
    if finding.status == "cleared":
        return action.cleared_by == "letter"
    return action.cleared_by in SETTLED_BY_ACCEPTING.get(finding.level, ())


def _step(finding: Finding, action: FindingAction, private: Collection[str]) -> Step:
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
        private=any(key in private for key, _ in finding.because),
    )


def _plain(value: object) -> object:
    return str(value) if isinstance(value, float) else value
