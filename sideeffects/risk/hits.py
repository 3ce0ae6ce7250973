"""Which findings hold on one treatment day: the core that is run once for every day looked at."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from .answers import Value
from .dates import add
from .program import CompiledRule, Program
from .view import View
from .words import CONTRADICTORY, INCOMPLETE, LEVEL_OF_KIND, LEVELS

RULE, NOT_SURE_FINDING, BLANK, FUTURE = "rule", "not_sure", "blank", "future_date"


@dataclass(slots=True)
class Hit:
    """A finding before its words: what made it and what it blocks.

    ``kept``: precautions dropped beside this cleared finding, of which the on-the-day and after
    actions stay.
    """

    contraindication: str
    kind: str
    origin: str
    rule: CompiledRule | None = None
    questions: tuple[str, ...] = ()
    until: date | None = None
    date_unknown: bool = False
    cleared: bool = False
    kept: tuple["Hit", ...] = field(default=())

    @property
    def level(self) -> str:
        return "care" if self.cleared else LEVEL_OF_KIND[self.kind]

    @property
    def provisional(self) -> bool:
        return self.rule is not None and self.rule.rule.provisional

    @property
    def clearable(self) -> bool:
        """Whether a letter can clear it: a clearance whose rule allows it, or a not-sure one."""
        if self.kind != "clearance":
            return False
        return self.rule is None or self.rule.rule.cleared_by_letter

    @property
    def holds(self) -> bool:
        return self.level == "hold"


@dataclass(frozen=True, slots=True)
class Case:
    """Everything a day's assessment needs besides the day: one patient, one set of answers.

    ``answers`` as they were given, ``values`` as they are read.
    """

    program: Program
    answers: Mapping[str, Any]
    values: Mapping[str, Value]
    consultation: date
    letters: Mapping[str, date]
    stages: Collection[str]


def hits_on(case: Case, view: View, treatment: date) -> list[Hit]:
    """All findings on a treatment day, weaker precautions dropped, letters applied."""
    hits = _rule_hits(case, view, treatment)
    hits += _answer_hits(case, view)
    if case.letters:
        for hit in hits:
            if hit.clearable and letter_counts(case, hit.contraindication, treatment):
                hit.cleared = True
    return _without_weaker(hits) if len(hits) > 1 else hits


def _rule_hits(case: Case, view: View, treatment: date) -> list[Hit]:
    hits = []
    for rule in view.rules:
        values = view.seen_hidden if rule.rule.sees_hidden else view.seen
        if rule.holds(values, treatment, case.consultation):
            hit = rule_hit(rule, values, treatment, case.consultation)
            if hit is not None:
                hits.append(hit)
    return hits


def rule_hit(
    rule: CompiledRule, values: Mapping[str, Value], treatment: date, consultation: date
) -> Hit | None:
    """The finding of a rule that holds; None once its wait is over or its date may be skipped."""
    contraindication, kind = rule.rule.contraindication, rule.rule.kind
    if rule.until is None:
        return Hit(contraindication, kind, RULE, rule)
    until = rule.until(values, treatment, consultation)
    if until is None:
        return None if rule.skips else Hit(contraindication, kind, RULE, rule, date_unknown=True)
    return Hit(contraindication, kind, RULE, rule, until=until) if treatment < until else None


def _answer_hits(case: Case, view: View) -> list[Hit]:
    """Findings that answers make by themselves: not sure, left blank, a past event to come."""
    program = case.program
    hits = [not_sure_hit(program, key) for key in view.unsure]
    blank = [key for key in view.blank if program.must_answer.get(key) in case.stages]
    if blank:
        hits.append(Hit(INCOMPLETE, "clarification", BLANK, questions=_ordered(program, blank)))
    if view.future:
        future = _ordered(program, view.future)
        hits.append(Hit(CONTRADICTORY, "clarification", FUTURE, questions=future))
    return hits


def _ordered(program: Program, keys: list[str]) -> tuple[str, ...]:
    return tuple(sorted(keys, key=program.order.__getitem__))


def not_sure_hit(program: Program, key: str) -> Hit:
    kind = program.not_sure_kind[key]
    return Hit(program.not_sure[key], kind, NOT_SURE_FINDING, questions=(key,))


def letter_counts(case: Case, contraindication: str, treatment: date) -> bool:
    """A letter counts from its day to its day plus the validity, both included."""
    written = case.letters.get(contraindication)
    amount, unit = case.program.letter_valid
    return written is not None and written <= treatment <= add(written, amount, unit)


def _without_weaker(hits: list[Hit]) -> list[Hit]:
    """Per contraindication drop precautions beside anything stronger, even a cleared one."""
    if not any(hit.kind == "precaution" for hit in hits):
        return hits
    stronger: dict[str, list[Hit]] = {}
    for hit in hits:
        if hit.kind != "precaution":
            stronger.setdefault(hit.contraindication, []).append(hit)
    left = []
    for hit in hits:
        beside = stronger.get(hit.contraindication)
        if hit.kind != "precaution" or not beside:
            left.append(hit)
            continue
        cleared = next((other for other in beside if other.cleared), None)
        if cleared is not None:
            cleared.kept += (hit,)
    return left


def level_of(hits: list[Hit]) -> str:
    """The strictest level; clear where there is no finding."""
    return max((hit.level for hit in hits), key=LEVELS.index, default="clear")
