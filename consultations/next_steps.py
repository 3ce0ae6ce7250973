"""What the desk may know of a risk summary: things to do, in the patient's words. Pure.

No level, no reason. What rests on a private answer, even in part, is one line that says nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from consultations.steps import BEFORE_BOOKING
from sideeffects.risk import Finding, Question, RiskSummary


@dataclass(frozen=True, slots=True)
class NextSteps:
    """`patient`: sentences for the patient; `something_else`: there is more the desk cannot see."""

    patient: tuple[str, ...]
    something_else: bool

    def __bool__(self) -> bool:
        return bool(self.patient or self.something_else)


def rests_on_private(finding: Finding, questions: Mapping[str, Question]) -> bool:
    return any(key in questions and questions[key].private for key, _ in finding.because)


def desk_steps(risk: RiskSummary, questions: Mapping[str, Question]) -> NextSteps:
    """What should happen before anything is booked."""
    open_ = [finding for finding in risk.findings if finding.status == "open"]
    hidden = [finding for finding in open_ if rests_on_private(finding, questions)]
    told = [finding for finding in open_ if not rests_on_private(finding, questions)]
    sentences = tuple(dict.fromkeys(_sentences(told)))
    unsaid = any(not any(_sentences([finding])) for finding in told if _before(finding))
    return NextSteps(sentences, bool(hidden) or unsaid)


def _before(finding: Finding) -> bool:
    return any(action.gate == BEFORE_BOOKING for action in finding.actions)


def _sentences(findings: Iterable[Finding]) -> Iterable[str]:
    for finding in findings:
        for action in finding.actions:
            if action.gate == BEFORE_BOOKING and action.patient:
                yield action.patient
