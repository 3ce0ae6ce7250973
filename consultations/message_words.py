"""What the patient would be told of each decision, ready to be edited, in the rules' own words.

A mail is not private: what rests on a private answer, even in part, is not named in one. There is
then something to talk about, and it is said by a person. No level, no step, no colour.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from clinic import mail, words
from consultations.deciding import Case
from consultations.models import Review
from consultations.next_steps import rests_on_private
from consultations.questions import catalogue_of
from consultations.steps import BEFORE_BOOKING, HOLD, Step
from sideeffects.risk import Finding, RiskSummary

Decision = Review.Decision
TALK = "There is also something to talk about. A technician tells you, in person or by phone."
NOT_NOW = "We will not treat you at this time."
CALL = "Do you have a question? Call us."
# What a hold waits for; all else that a finding asks for is said, and is no thing to bring.
ARRIVES = ("letter", "answer", "date", "patch_test")
LATER = {"on_the_day": "For the day of your treatment:", "after": "Afterwards:"}


@dataclass(frozen=True, slots=True)
class Messages:
    """`by_decision`: the words for each. `address`: where a mail would go, or "" where none can.
    `left_out`: something rests on private answers and is not named."""

    by_decision: Mapping[str, str] = field(default_factory=dict)
    address: str = ""
    can_mail: bool = True
    left_out: bool = False


def messages_of(found: Case) -> Messages:
    """For the case as it stands; what is edited in the form changes none of it."""
    consultation = found.consultation
    questions = catalogue_of(consultation).questions
    private = [part for part in found.risk.findings if rests_on_private(part, questions)]
    told = _Told(found.risk, private)
    steps = found.offer(plainly=False).open_steps
    can_mail = mail.can_send()
    return Messages(
        {
            Decision.APPROVED: told.approved(found.approve_from),
            Decision.APPROVED_WITH_CONDITIONS: told.with_conditions(steps, found.approve_from),
            Decision.ON_HOLD: told.on_hold(found.today),
            Decision.DECLINED: told.declined(),
        },
        consultation.patient.email if can_mail else "",
        can_mail,
        told.left_out,
    )


class _Told:
    def __init__(self, risk: RiskSummary, private: Collection[Finding]) -> None:
        open_ = [finding for finding in risk.findings if finding.status == "open"]
        self.risk, self.left_out = risk, any(finding in private for finding in open_)
        self.open = [finding for finding in open_ if finding not in private]

    def approved(self, first: date | None) -> str:
        return self._whole("We can book you in.", *_from(first), *_later(self.open))

    def with_conditions(self, steps: Iterable[Step], first: date | None) -> str:
        steps = tuple(steps)
        things = _once(_words_of(step, self.open) for step in steps)
        unnamed = any(not _words_of(step, self.open) for step in steps)
        match len(things):
            case 0:
                begins = ["We can book you in."]
            case 1:
                begins = ["We can book you in. There is 1 thing to do first:", *_listed(things)]
            case count:
                begins = [f"We can book you in. There are {count} things to do first:"]
                begins += _listed(things)
        return self._whole(*begins, *_from(first), *_later(self.open), talk=unnamed)

    def on_hold(self, today: date) -> str:
        holds = [finding for finding in self.open if finding.level == HOLD]
        things = _once(_sentences(holds, BEFORE_BOOKING, cleared_by=ARRIVES))
        besides = [text for text in _once(_sentences(holds, BEFORE_BOOKING)) if text not in things]
        day = self.risk.earliest_date
        until = day if day and day > today else None
        if things:
            begins = ["Not yet. First we need this:", *_listed(things)]
        elif until:
            begins = ["Not yet. First we need to wait."]
        else:
            begins = ["Not yet. First we need to talk with you."]
        next_ = [f"We look at it again on {words.day(until)}, and tell you."] if until else []
        return self._whole(*begins, *besides, *next_, CALL)

    def declined(self) -> str:
        strictest = [finding for finding in self.open if finding.level == self.risk.level]
        why = _once(finding.patient_says or "" for finding in strictest)
        if not why:
            return self._whole(NOT_NOW, "A technician tells you why.", CALL)
        return self._whole(" ".join([NOT_NOW, *why]), CALL)

    def _whole(self, *lines: str, talk: bool = False) -> str:
        return "\n".join([*lines, *([TALK] if self.left_out or talk else [])])


def _from(first: date | None) -> Iterator[str]:
    if first:
        yield f"We can treat you from {words.day(first)}."


def _later(findings: Iterable[Finding]) -> Iterator[str]:
    """What matters on the day and afterwards."""
    findings = tuple(findings)
    for gate, title in LATER.items():
        if things := _once(_sentences(findings, gate)):
            yield from (title, *_listed(things))


def _words_of(step: Step, findings: Iterable[Finding]) -> str:
    """What the patient hears of a step: as the finding says that asks for it. Nothing private."""
    for finding in findings:
        if finding.contraindication == step.contraindication and not step.private:
            for action in finding.actions:
                if (action.key, action.params) == (step.action, step.params):
                    return action.patient or ""
    return ""


def _sentences(
    findings: Iterable[Finding], gate: str, cleared_by: Collection[str] = ()
) -> Iterator[str]:
    for finding in findings:
        for action in finding.actions:
            if action.gate == gate and (not cleared_by or action.cleared_by in cleared_by):
                yield action.patient or ""


def _once(texts: Iterable[str]) -> list[str]:
    return [text for text in dict.fromkeys(texts) if text]


def _listed(things: Iterable[str]) -> list[str]:
    return [f"- {thing}" for thing in things]
