"""Pairs of rules about the same: which of two wins, and which says nothing of its own."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations, product

from .catalogue import Catalogue, Line, Rule
from .check_questions import wanted
from .check_rules import can_hold, ways_to_hold
from .compared import RANK_OF_KIND
from .covering import covers, not_earlier
from .problem import Problem
from .sentences import answers_named, line_words
from .windows import bounds_of, contradict
from .words import LEVEL_OF_KIND, LEVELS

POSITIVE = ("is", "is_one_of")


def pairs_of_rules(catalogue: Catalogue) -> Iterator[Problem]:
    """What is worth knowing of two rules of one contraindication; at most one thing a pair."""
    for one, other in combinations(catalogue.rules.values(), 2):
        if one.contraindication != other.contraindication:
            continue
        covered = _covered(catalogue, one, other) or _covered(catalogue, other, one)
        found = covered or _overlap(catalogue, one, other)
        if found is not None:
            yield found


def _covered(catalogue: Catalogue, rule: Rule, other: Rule) -> Problem | None:
    """A rule that adds nothing: another holds whenever it does, is as strict and asks for more."""
    if (
        _as_strict(catalogue, rule, other)
        and {*rule.actions} <= {*other.actions}
        and (other.sees_hidden or not rule.sees_hidden)
        and covers(catalogue, rule.when, catalogue, other.when)
    ):
        words = f"says nothing that '{other.key}' does not say too"
        return Problem("rule_covered", "rules", rule.key, words)
    return None


def _as_strict(catalogue: Catalogue, rule: Rule, other: Rule) -> bool:
    if rule.kind != other.kind and RANK_OF_KIND[other.kind] <= RANK_OF_KIND[rule.kind]:
        return False
    if other.cleared_by_letter and not rule.cleared_by_letter:
        return False
    if other.wait_until is None:
        return True
    return (
        rule.wait_until is not None
        and not_earlier(catalogue, rule.wait_until, catalogue, other.wait_until)
        and other.when_anchor_missing == "hold"
    )


def _overlap(catalogue: Catalogue, one: Rule, other: Rule) -> Problem | None:
    """Two rules of different levels that one and the same answer lets hold on the same day.

    Care that comes after a wait is how a catalogue is written, and no news.
    """
    levels = [LEVEL_OF_KIND[rule.kind] for rule in (one, other)]
    if levels[0] == levels[1]:
        return None
    weaker, stronger = sorted((one, other), key=lambda rule: LEVELS.index(LEVEL_OF_KIND[rule.kind]))
    if stronger.wait_until is not None:
        return None
    for lines, beside in product(ways_to_hold(weaker.when), ways_to_hold(stronger.when)):
        shared = _shared(lines, beside)
        if shared and _together(catalogue, weaker, lines, stronger, beside):
            low, high = (LEVEL_OF_KIND[rule.kind].title() for rule in (weaker, stronger))
            words = (
                f"fires together with '{stronger.key}' when {line_words(catalogue, shared)}: "
                f"{low} and {high}. {high} wins"
            )
            return Problem("rules_overlap", "rules", weaker.key, words)
    return None


def _shared(lines: tuple[Line, ...], beside: tuple[Line, ...]) -> Line | None:
    """The answers to one question that make a line of each hold."""
    for line in lines:
        for other in beside:
            both = wanted(line) & wanted(other)
            if (
                line.question == other.question
                and both
                and {line.operator, other.operator} <= {*POSITIVE}
            ):
                named = tuple(answer for answer in answers_named(line) if answer in both)
                return Line("is_one_of", question=line.question, value=named)
    return None


def _together(
    catalogue: Catalogue, one: Rule, lines: tuple[Line, ...], other: Rule, beside: tuple[Line, ...]
) -> bool:
    """Whether some answers and some day make all lines of both hold."""
    hidden = replace(one, sees_hidden=one.sees_hidden and other.sees_hidden)
    return can_hold(catalogue, hidden, lines + beside) and not any(
        contradict(catalogue, first, second)
        for first in bounds_of(one, lines)
        for second in bounds_of(other, beside)
    )
