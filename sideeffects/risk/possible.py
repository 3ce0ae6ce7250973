"""What the level could still become: a second, three-valued pass over the rules.

Open are the visible questions of reached stages that are blank or not sure (a gate only when
blank, since its not sure is settled behind it) and, in turn, every question whose condition could
come to hold, whatever is stored. A line over an open question is possible; so are that question's
own not-sure, blank and future-date findings. Fill in the open answers in any way and the result
never lies above the level given here (domain.md 5, "Range").
"""

from dataclasses import dataclass
from datetime import date

from .answers import is_not_sure
from .conditions import CompiledItem, Values
from .hits import (
    FUTURE,
    Case,
    Hit,
    letter_counts,
    level_of,
    not_sure_hit,
    rule_hit,
)
from .program import CompiledRule
from .view import View
from .words import CONTRADICTORY, INCOMPLETE, LEVELS


@dataclass(frozen=True, slots=True)
class Range:
    """The strictest level that can still come, and the visible question that matters most to it."""

    level: str
    ask_next: str | None


@dataclass(frozen=True, slots=True)
class Possible:
    """A finding that open questions could lead to, with the open questions it hangs on."""

    level: str
    questions: frozenset[str]


def range_of(case: Case, view: View, hits: list[Hit], treatment: date) -> Range:
    """``hits`` are the certain findings on the treatment day."""
    now = level_of(hits)
    visible_open = _visible_open(case, view)
    if not visible_open:
        return Range(now, None)
    everything = _all_open(case, view, visible_open, treatment)
    possible = [
        *_possible_rules(case, view, everything, treatment),
        *_own_findings(case, everything, treatment),
    ]
    highest = max([now, *(one.level for one in possible)], key=LEVELS.index)
    strictest = [one for one in possible if one.level == highest]
    return Range(highest, _most_asked(case, strictest, visible_open))


def _visible_open(case: Case, view: View) -> list[str]:
    questions = case.program.catalogue.questions
    still_open = []
    for key in view.visible:
        question = questions[key]
        value = view.seen.get(key)
        unsettled = value is None or (is_not_sure(value) and not question.gate)
        if unsettled and question.stage in case.stages:
            still_open.append(key)
    return sorted(still_open, key=case.program.order.__getitem__)


def _all_open(
    case: Case, view: View, visible_open: list[str], treatment: date
) -> dict[str, frozenset[str]]:
    """Every open question, with the visible open questions through which it comes to be asked."""
    asked = {key: view.seen[key] for key in view.visible if key in view.seen}
    found = {key: frozenset((key,)) for key in visible_open}
    for key, items in case.program.conditions.items():
        if key in found or case.program.parents[key].isdisjoint(found):
            continue
        roots = _roots(case, asked, items, found, treatment)
        if roots:
            found[key] = roots
    return found


def _roots(
    case: Case,
    values: Values,
    items: tuple[CompiledItem, ...],
    still_open: dict[str, frozenset[str]],
    treatment: date,
) -> frozenset[str]:
    """The visible open questions a condition hangs on; none when it is settled either way."""
    roots: frozenset[str] = frozenset()
    for item in items:
        if _always(case, values, item, still_open, treatment):
            continue
        hanging = [key for line in item.lines for key in line.reads & still_open.keys()]
        if not hanging:
            return frozenset()
        roots = roots.union(*(still_open[key] for key in hanging))
    return roots


def _always(
    case: Case,
    values: Values,
    item: CompiledItem,
    still_open: dict[str, frozenset[str]],
    treatment: date,
) -> bool:
    """Whether an item is true however the open questions are answered."""
    return any(
        line.reads.isdisjoint(still_open) and line.holds(values, treatment, case.consultation)
        for line in item.lines
    )


def _never(
    case: Case,
    values: Values,
    item: CompiledItem,
    still_open: dict[str, frozenset[str]],
    treatment: date,
) -> bool:
    """Whether an item is false however the open questions are answered."""
    hangs = any(not line.reads.isdisjoint(still_open) for line in item.lines)
    return not hangs and not _always(case, values, item, still_open, treatment)


def _possible_rules(
    case: Case, view: View, still_open: dict[str, frozenset[str]], treatment: date
) -> list[Possible]:
    found = []
    for rule in case.program.rules:
        hanging = rule.reads & still_open.keys()
        if not hanging:
            continue
        values = view.seen_hidden if rule.rule.sees_hidden else view.seen
        if any(_never(case, values, item, still_open, treatment) for item in rule.items):
            continue
        hit = _possible_hit(case, rule, values, still_open, treatment)
        if hit is not None:
            found.append(Possible(_level(case, hit, treatment), frozenset(hanging)))
    return _with_roots(found, still_open)


def _possible_hit(
    case: Case,
    rule: CompiledRule,
    values: Values,
    still_open: dict[str, frozenset[str]],
    treatment: date,
) -> Hit | None:
    if not rule.anchor.isdisjoint(still_open):
        return Hit(rule.rule.contraindication, rule.rule.kind, "rule", rule)
    return rule_hit(rule, values, treatment, case.consultation)


def _own_findings(
    case: Case, still_open: dict[str, frozenset[str]], treatment: date
) -> list[Possible]:
    """The findings an open question can make by itself, whatever any rule says of it."""
    program = case.program
    found = []
    for key in still_open:
        hits = [not_sure_hit(program, key)] if key in program.not_sure else []
        if key in program.must_answer:
            hits.append(Hit(INCOMPLETE, "clarification", "blank", questions=(key,)))
        if key in program.past_dates:
            hits.append(Hit(CONTRADICTORY, "clarification", FUTURE, questions=(key,)))
        found += [Possible(_level(case, hit, treatment), frozenset((key,))) for hit in hits]
    return _with_roots(found, still_open)


def _level(case: Case, hit: Hit, treatment: date) -> str:
    hit.cleared = hit.clearable and letter_counts(case, hit.contraindication, treatment)
    return hit.level


def _with_roots(found: list[Possible], still_open: dict[str, frozenset[str]]) -> list[Possible]:
    return [
        Possible(one.level, frozenset().union(*(still_open[key] for key in one.questions)))
        for one in found
    ]


def _most_asked(case: Case, possible: list[Possible], visible_open: list[str]) -> str | None:
    """The visible open question in most of these findings; ties go to screen order."""
    counts = {key: sum(key in one.questions for one in possible) for key in visible_open}
    best = max(visible_open, key=lambda key: counts[key])
    return best if counts[best] else None
