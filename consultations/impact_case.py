"""One past case under two catalogues, as a manager may see it. Pure.

No answers, no name and no reference; of dates the month. A finding that a private answer made has
no name here. Where such a finding changes, nothing else of the case is shown beside it: whoever
wrote the rule would know its name, and could tell from the rest whose it is.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from sideeffects.risk import (
    AnswerErrors,
    Catalogue,
    Finding,
    PastCase,
    Replay,
    Replayed,
    RiskSummary,
    assess,
)
from sideeffects.risk.catalogue import lines_of
from sideeffects.risk.conditions import questions_of_day, questions_read

PRIVATE = "A private answer"
NEW, GONE, STRONGER, WEAKER = "new", "gone", "stronger or later", "weaker or sooner"
FAR = date.max


@dataclass(frozen=True, slots=True)
class ShownFinding:
    """`mark`: what the draft does to it, if anything. `until`: a month."""

    name: str
    sentence: str
    level: str
    until: str
    mark: str


@dataclass(frozen=True, slots=True)
class ShownSide:
    level: str
    earliest: str
    findings: tuple[ShownFinding, ...]


@dataclass(frozen=True, slots=True)
class ShownCase:
    """`month` is empty where `withheld`: a private answer is part of what changes. `later`: how
    many days the earliest date moves, None where there is none on both sides."""

    month: str
    outcome: str
    before: ShownSide
    after: ShownSide
    later: int | None
    lacks: tuple[str, ...]
    withheld: bool

    @property
    def sooner(self) -> int:
        return -(self.later or 0)


Made = tuple[str, str]


def shown_case(case: PastCase, live: Catalogue, draft: Catalogue) -> ShownCase:
    replayed = Replay(live, draft).of(case)
    old, new = summary_under(live, case), summary_under(draft, case)
    before, after = _by_maker(old), _by_maker(new)
    marks_before = {made: GONE for made in before if made not in after}
    marks_after = {made: NEW for made in after if made not in before}
    for made in before.keys() & after.keys():
        if mark := _moved(before[made], after[made]):
            marks_after[made] = mark
    private = private_makers(live) | private_makers(draft)
    changed = frozenset((*marks_before, *marks_after))
    withheld = any(made[1] in private for made in changed)
    eyes = _Eyes(private, changed if withheld else None)
    lacks = (draft.questions.get(key) for key in replayed.lacks)
    return ShownCase(
        month=eyes.month(case.consultation_date),
        outcome=replayed.outcome,
        before=eyes.side(old, before, marks_before),
        after=eyes.side(new, after, marks_after),
        later=None if withheld else _days_later(old, new),
        lacks=tuple("A private question" if one.private else one.text for one in lacks if one),
        withheld=withheld,
    )


def _days_later(old: RiskSummary, new: RiskSummary) -> int | None:
    if old.earliest_date is None or new.earliest_date is None:
        return None
    return (new.earliest_date - old.earliest_date).days


def summary_under(catalogue: Catalogue, case: PastCase) -> RiskSummary:
    """The whole assessment, without the answers and letters that this catalogue cannot read."""
    letters = {key: day for key, day in case.letters.items() if key in catalogue.contraindications}

    def assessed(answers: dict[str, object]) -> RiskSummary:
        return assess(
            catalogue,
            answers,
            consultation_date=case.consultation_date,
            treatment_date=case.treatment_date,
            letters=letters,
            stages=case.stages,
        )

    answers = dict(case.answers)
    try:
        return assessed(answers)
    except AnswerErrors as refused:
        unread = {error.key for error in refused.errors}
        return assessed({key: value for key, value in answers.items() if key not in unread})


@lru_cache(maxsize=16)
def private_makers(catalogue: Catalogue) -> frozenset[str]:
    """What makes findings out of private answers: rules that read one, and those questions."""
    questions = {key for key, question in catalogue.questions.items() if question.private}
    rules = {
        rule.key
        for rule in catalogue.rules.values()
        if not questions.isdisjoint(
            questions_of_day(rule.wait_until).union(*map(questions_read, lines_of(rule.when)))
        )
    }
    return frozenset(questions | rules)


def names_changed(replayed: Replayed, live: Catalogue, draft: Catalogue) -> tuple[str, ...]:
    """What a case gained, lost or has otherwise, each named once; private findings have no name."""
    private = private_makers(live) | private_makers(draft)
    changed = (
        *replayed.gained,
        *(moved.finding for moved in replayed.moved),
        *replayed.lost,
    )
    return tuple(
        dict.fromkeys(
            PRIVATE if one.made_by in private else name_of(one.contraindication, draft, live)
            for one in changed
        )
    )


def name_of(contraindication: str, *catalogues: Catalogue) -> str:
    """By the first catalogue that knows it."""
    found = (one.contraindications.get(contraindication) for one in catalogues)
    return next((entry.name for entry in found if entry), contraindication)


def _by_maker(risk: RiskSummary) -> dict[Made, Finding]:
    return {(finding.contraindication, _maker(finding)): finding for finding in risk.findings}


def _maker(finding: Finding) -> str:
    """As `FindingRef.made_by`."""
    if finding.rule is not None:
        return finding.rule
    return finding.because[0][0] if finding.origin == "not_sure" else finding.origin


def _moved(before: Finding, after: Finding) -> str:
    """How a finding of both sides differs; nothing where only its words do."""
    rank = ("clear", "care", "hold", "stop")
    old = (rank.index(before.level), _end(before))
    new = (rank.index(after.level), _end(after))
    if old == new:
        return ""
    return STRONGER if new > old else WEAKER


def _end(finding: Finding) -> date:
    return finding.until or (FAR if finding.open_ended else date.min)


@dataclass(frozen=True, slots=True)
class _Eyes:
    """What may be seen of one case: findings of `private` makers have no name. `only`: of those
    that change nothing but the private ones is shown; None for a case that shows everything."""

    private: frozenset[str]
    only: frozenset[Made] | None

    def side(
        self, risk: RiskSummary, findings: dict[Made, Finding], marks: dict[Made, str]
    ) -> ShownSide:
        shown = [
            self.finding(finding, marks.get(made, ""), private=made[1] in self.private)
            for made, finding in findings.items()
            if self.only is None or (made in self.only and made[1] in self.private)
        ]
        return ShownSide(risk.level, self.month(risk.earliest_date), tuple(shown))

    def finding(self, finding: Finding, mark: str, *, private: bool) -> ShownFinding:
        return ShownFinding(
            name=PRIVATE if private else finding.name,
            sentence="" if private else finding.sentence,
            level=finding.level,
            until="" if private else self.month(finding.until),
            mark=mark,
        )

    def month(self, day: date | None) -> str:
        """ "2026-08"."""
        return f"{day:%Y-%m}" if day and self.only is None else ""
