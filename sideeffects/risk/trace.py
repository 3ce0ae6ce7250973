"""Why a rule holds for one set of answers, or why not: line by line, in words.

Works on drafts too: what names something that is not there is said to be so, and the rest of the
catalogue is read without it.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from itertools import chain
from typing import Any

from .answers import Value
from .catalogue import AnyOf, Catalogue, Item, Line, Rule
from .check_dates import dates_and_units
from .check_names import dangling_names
from .conditions import compile_day, compile_line, questions_read
from .hits import Hit, hits_on
from .horizon import made_by
from .program import Program, compiled
from .replay import PastCase, Side, read_case
from .sentences import answer_words, date_words, line_words, listed, question_words
from .words import DEFAULT_STAGES

TRUE, FALSE, UNANSWERED = "true", "false", "blank"
NO_ANSWER, NOT_ASKED, NOT_READ = "has no answer", "is not asked", "cannot be read"


@dataclass(frozen=True, slots=True)
class Read:
    """An answer that a line looked at. ``why_blank`` says what stands in its place."""

    question: str
    asked: str
    answer: str | None
    why_blank: str | None


@dataclass(frozen=True, slots=True)
class LineTrace:
    """``state``: "true", "false" or "blank"; a blank line ``holds`` where a blank makes it true."""

    words: str
    state: str
    holds: bool
    reads: tuple[Read, ...]


@dataclass(frozen=True, slots=True)
class ItemTrace:
    """A line, or several of which one is enough (``any_of``)."""

    lines: tuple[LineTrace, ...]
    holds: bool
    any_of: bool


@dataclass(frozen=True, slots=True)
class RuleTrace:
    """``holds``: all its items do. ``fires``: its finding is shown. ``why_not``: a sentence."""

    rule: str
    items: tuple[ItemTrace, ...]
    holds: bool = False
    fires: bool = False
    cleared: bool = False
    until: date | None = None
    why_not: str | None = None


def trace(
    catalogue: Catalogue,
    rule_key: str,
    answers: Mapping[str, Any],
    *,
    consultation_date: date,
    treatment_date: date,
    letters: Mapping[str, date] | None = None,
    stages: Collection[str] = DEFAULT_STAGES,
) -> RuleTrace:
    """One rule over one set of answers on one day. Answers that cannot be read count as blank."""
    rule = catalogue.rules.get(rule_key)
    if rule is None:
        return RuleTrace(rule_key, (), why_not="There is no such rule.")
    program = _readable(catalogue)
    if program is None:
        return RuleTrace(rule_key, (), why_not="The catalogue cannot be read as it stands.")
    case = PastCase(None, answers, letters or {}, consultation_date, treatment_date, tuple(stages))
    reading = Reading(catalogue, read_case(program, case), treatment_date, rule.sees_hidden)
    items = tuple(reading.item(item) for item in rule.when)
    traced = RuleTrace(rule_key, items, holds=all(item.holds for item in items))
    if rule_key not in program.catalogue.rules:
        return replace(traced, why_not="It names something that cannot be read as it stands.")
    if not traced.holds:
        return replace(traced, why_not="Not all of its lines hold.")
    return _fired(reading, rule, traced)


@lru_cache(maxsize=8)
def _readable(catalogue: Catalogue) -> Program | None:
    """What can be compiled of a catalogue: entries that name what is not there are left out."""
    sound = catalogue
    try:
        while broken := {
            (problem.part, problem.key)
            for problem in chain(dangling_names(sound), dates_and_units(sound))
            if problem.part in ("questions", "rules")
        }:
            sound = replace(
                sound,
                questions=_without(sound.questions, "questions", broken),
                rules=_without(sound.rules, "rules", broken),
            )
        return compiled(sound) if sound is catalogue else compiled.__wrapped__(sound)
    except (KeyError, ValueError):
        return None


def _without(entries: Mapping[str, Any], part: str, broken: set[tuple[str, str]]) -> dict[str, Any]:
    return {key: entry for key, entry in entries.items() if (part, key) not in broken}


@dataclass(frozen=True, slots=True)
class Reading:
    """One case as one rule sees it: with hidden answers, or without."""

    catalogue: Catalogue
    side: Side
    day: date
    sees_hidden: bool

    @property
    def values(self) -> Mapping[str, Value]:
        return self.side.view.seen_hidden if self.sees_hidden else self.side.view.seen

    def item(self, item: Item) -> ItemTrace:
        lines = tuple(
            self.line(line) for line in (item.lines if isinstance(item, AnyOf) else (item,))
        )
        return ItemTrace(lines, any(line.holds for line in lines), isinstance(item, AnyOf))

    def line(self, line: Line) -> LineTrace:
        case = self.side.case
        reads = tuple(self.read(key) for key in sorted(questions_read(line)))
        try:
            test = compile_line(case.program.catalogue, line).holds
            holds = test(self.values, self.day, case.consultation)
        except (KeyError, ValueError):
            return LineTrace(line_words(self.catalogue, line), UNANSWERED, False, reads)
        blank = any(read.answer is None for read in reads)
        state = TRUE if holds else FALSE
        if blank and line.operator not in ("answered", "missing"):
            state = UNANSWERED
        return LineTrace(line_words(self.catalogue, line), state, holds, reads)

    def read(self, key: str) -> Read:
        asked, value = question_words(self.catalogue, key), self.values.get(key)
        if value is not None:
            words = value_words(self.catalogue, key, value)
            given = key in self.side.case.values
            return Read(key, asked, words if given else f"{words}, since it is not asked", None)
        known = self.side.case.program.catalogue.questions
        why = NO_ANSWER if key in self.side.view.visible else NOT_ASKED
        return Read(key, asked, None, why if key in known else NOT_READ)


def value_words(catalogue: Catalogue, key: str, value: Value) -> str:
    """An answer as it was read, in words."""
    question = catalogue.questions[key]
    if isinstance(value, tuple):
        return listed([answer_words(catalogue, key, one) for one in value], "and")
    if isinstance(value, date):
        return date_words(value)
    if isinstance(value, str):
        return answer_words(catalogue, key, value) if question.options else f"“{value}”"
    return f"{value} {question.unit}"


def _fired(reading: Reading, rule: Rule, traced: RuleTrace) -> RuleTrace:
    """What became of a rule that holds."""
    side = reading.side
    hits = hits_on(side.case, side.view, reading.day)
    for hit in hits:
        if made_by(hit) == rule.key:
            return replace(traced, fires=True, cleared=hit.cleared, until=hit.until)
    if rule.wait_until is not None:
        until = compile_day(side.case.program.catalogue, rule.wait_until)(
            reading.values, reading.day, side.case.consultation
        )
        if until is None:
            asked = question_words(reading.catalogue, rule.wait_until.of)
            words = f"{asked} has no answer, and then this rule does nothing."
            return replace(traced, why_not=words)
        if until <= reading.day:
            words = f"Its wait ended on {date_words(until)}."
            return replace(traced, until=until, why_not=words)
    return replace(traced, why_not=_covered_by(reading.catalogue, rule, hits))


def _covered_by(catalogue: Catalogue, rule: Rule, hits: list[Hit]) -> str:
    """A precaution that is not shown has something stronger beside it."""
    stronger = [
        f"“{made_by(hit)}”" if hit.rule else f"“Not sure” at {question_words(catalogue, key)}"
        for hit in hits
        if hit.contraindication == rule.contraindication
        for key in hit.questions[:1] or ("",)
    ]
    return f"A stronger finding about the same is shown instead: {listed(stronger, 'and')}."
