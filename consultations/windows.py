"""Which treatment days a technician can accept, and which a decision accepts. Pure."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from consultations.questions import private_in
from consultations.steps import Step, steps_of
from sideeffects.risk import Catalogue, RiskSummary, findings_on
from sideeffects.risk.summary import FindingRef

ALLOWED = ("clear", "care")
ACCEPTABLE = (*ALLOWED, "hold")
STOP = "stop"


@dataclass(frozen=True, slots=True)
class OpenWindow:
    """Treatment days from today on with one result; `steps` must be ticked before booking them.

    `default`: the rules allow these days. A hold can be accepted with a reason; a stop only where
    two people may relax it (`relaxable`).
    """

    first: date
    last: date
    level: str
    findings: tuple[FindingRef, ...]
    steps: tuple[Step, ...]
    relaxable: bool = False

    @property
    def default(self) -> bool:
        return self.level in ALLOWED

    @property
    def acceptable(self) -> bool:
        return self.level in ACCEPTABLE or (self.relaxable and self.level == STOP)

    def plain(self) -> dict[str, Any]:
        """As a review keeps it."""
        return {
            "from": self.first.isoformat(),
            "until": self.last.isoformat(),
            "level": self.level,
            "findings": [[f.contraindication, f.kind, f.made_by] for f in self.findings],
            "steps": [step.plain() for step in self.steps],
        }


def open_windows(
    catalogue: Catalogue,
    risk: RiskSummary,
    answers: dict[str, Any],
    letters: dict[str, date],
    today: date,
) -> tuple[OpenWindow, ...]:
    """The windows of a summary from today on, each with the steps found by assessing on its day."""
    private = private_in(catalogue)
    return tuple(
        OpenWindow(
            first=max(window.first, today),
            last=window.last,
            level=window.level,
            findings=window.findings,
            steps=steps_of(
                findings_on(
                    catalogue,
                    answers,
                    consultation_date=risk.consultation_date,
                    treatment_date=window.first,
                    letters=letters,
                    stages=risk.stages,
                ),
                private,
            ),
        )
        for window in risk.windows
        if window.last >= today
    )


@dataclass(frozen=True, slots=True)
class Offer:
    """What approving would accept. `open_steps`: of these days, neither done nor left out."""

    windows: tuple[OpenWindow, ...]
    open_steps: tuple[Step, ...]

    @property
    def first(self) -> date | None:
        return self.windows[0].first if self.windows else None


def offer(
    windows: tuple[OpenWindow, ...],
    *,
    planned: date,
    settled: Collection[str],
    plainly: bool,
    chosen: Collection[date] | None = None,
) -> Offer:
    """The days an approval accepts: those chosen by their first day, else what the rules allow.

    `plainly`: without conditions. Then days that ask for no open step are enough, if the planned
    day (or the first day allowed after it) is one of them; so a clear case stays a clear case
    although something expires in half a year.
    """
    if chosen is not None:
        taken = tuple(window for window in windows if window.first in chosen)
    else:
        taken = tuple(window for window in windows if window.default)
        free = tuple(window for window in taken if not _open(window, settled))
        if plainly and _at(taken, planned) in free:
            taken = free
    steps = {step.key: step for window in taken for step in _open(window, settled)}
    return Offer(taken, tuple(steps.values()))


def _open(window: OpenWindow, settled: Collection[str]) -> tuple[Step, ...]:
    return tuple(step for step in window.steps if step.key not in settled)


def _at(windows: tuple[OpenWindow, ...], planned: date) -> OpenWindow | None:
    """The window of the planned day, or the next one after it, or the last there is."""
    for window in windows:
        if planned <= window.last:
            return window
    return windows[-1] if windows else None


def valid_until(decided_on: date, windows: tuple[OpenWindow, ...], days: int) -> date:
    """Days counted from the later of the decision and the first accepted day."""
    return max(decided_on, windows[0].first) + timedelta(days=days)
