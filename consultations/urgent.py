"""What cannot wait for the review: findings that ask for an urgent action. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from sideeffects.risk import Catalogue, RiskSummary
from sideeffects.risk.canonical import canonical, digest
from sideeffects.risk.catalogue import DateExpression, Item, lines_of
from sideeffects.risk.words import CONSULTATION_DATE, TREATMENT_DATE


@dataclass(frozen=True, slots=True)
class Urgent:
    """One urgent action with its reason; `key` tells the same one from another."""

    key: str
    action: str
    words: str


@lru_cache(maxsize=32)
def urgent_questions(catalogue: Catalogue) -> frozenset[str]:
    """The questions whose answers can make or end an urgent finding.

    Those its rules read, those whose "not sure" asks for an urgent action, and every question
    that decides whether these are asked. Saving any other answer need not look.
    """
    actions = {key for key, action in catalogue.actions.items() if action.urgent}
    read: set[str] = set()
    for rule in catalogue.rules.values():
        if any(asked.action in actions for asked in rule.actions):
            read |= _read_by(rule.when, rule.wait_until)
    for question in catalogue.questions.values():
        if question.not_sure and question.not_sure.action in actions:
            read.add(question.key)
    waiting = list(read)
    while waiting:
        question = catalogue.questions[waiting.pop()]
        parents = _read_by(question.ask_when) - read
        read |= parents
        waiting += parents
    return frozenset(read)


def _read_by(items: tuple[Item, ...], day: DateExpression | None = None) -> set[str]:
    """The questions that a condition reads, or that its days count from."""
    days = [day]
    for line in lines_of(items):
        days += [line.date, line.value if isinstance(line.value, DateExpression) else None]
    keys = {line.question for line in lines_of(items) if line.question}
    keys |= {part.of for part in days if part}
    return keys - {TREATMENT_DATE, CONSULTATION_DATE}


def urgent_in(risk: RiskSummary) -> tuple[Urgent, ...]:
    """The urgent actions of open findings."""
    return tuple(
        Urgent(
            key=digest(canonical([action.key, finding.contraindication, list(finding.because)]))[
                :32
            ],
            action=action.key,
            words=action.label,
        )
        for finding in risk.findings
        if finding.status == "open"
        for action in finding.actions
        if action.urgent
    )
