"""What differs between two catalogues as far as any result can tell; words never do."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from .catalogue import Catalogue, Item, Question, Rule, lines_of
from .conditions import days_of
from .program import CompiledRule, Program


@dataclass(frozen=True, slots=True)
class Differing:
    """``live_rules`` and ``draft_rules``: those that the other side lacks or has otherwise.

    ``same_view``: both read answers alike and ask the same questions of everybody.
    ``looked_at``: the questions that changed, and all that the draft's own rules read.
    """

    live: Program
    draft: Program
    live_rules: tuple[CompiledRule, ...]
    draft_rules: tuple[CompiledRule, ...]
    same_view: bool
    same_letters: bool
    looked_at: frozenset[str]


def differing(live: Program, draft: Program) -> Differing:
    old = {key: rule_meaning(live.catalogue, rule) for key, rule in live.catalogue.rules.items()}
    new = {key: rule_meaning(draft.catalogue, rule) for key, rule in draft.catalogue.rules.items()}
    own = tuple(rule for rule in draft.rules if old.get(rule.rule.key) != new[rule.rule.key])
    asked_before, asked_now = _questions(live.catalogue), _questions(draft.catalogue)
    changed = {key for key, asked in asked_now.items() if asked_before.get(key) != asked}
    return Differing(
        live=live,
        draft=draft,
        live_rules=tuple(
            rule for rule in live.rules if new.get(rule.rule.key) != old[rule.rule.key]
        ),
        draft_rules=own,
        same_view=list(asked_before.items()) == list(asked_now.items())
        and live.counts_as == draft.counts_as,
        same_letters=live.letter_valid == draft.letter_valid,
        looked_at=frozenset(changed).union(*(rule.reads for rule in own)),
    )


def rule_meaning(catalogue: Catalogue, rule: Rule) -> tuple[Any, ...]:
    """A rule without its words and actions, and how long its waits and limits are."""
    wait = () if rule.wait_until is None else (rule.wait_until.period,)
    bare = replace(rule, reads_as="", patient_says=None, actions=())
    return bare, amounts(catalogue, (*periods_of(rule.when), *wait))


def _questions(catalogue: Catalogue) -> dict[str, tuple[Any, ...]]:
    return {key: question_meaning(catalogue, one) for key, one in catalogue.questions.items()}


def question_meaning(catalogue: Catalogue, question: Question) -> tuple[Any, ...]:
    """A question without its words: what may be answered, when it is asked, what not sure makes."""
    meaning = question.not_sure
    bare = replace(
        question,
        section="",
        text="",
        why_we_ask="",
        private=False,
        shelf_life="",
        options=tuple(replace(option, label="") for option in question.options),
        not_sure=meaning and replace(meaning, action=None, meaning=None),
        translations=(),
    )
    return bare, amounts(catalogue, periods_of(question.ask_when))


def periods_of(items: tuple[Item, ...]) -> list[str | None]:
    """The periods that a condition compares with."""
    named: list[str | None] = []
    for line in lines_of(items):
        named += [day.period for day in days_of(line)]
        if line.operator in ("at_least", "less_than"):
            named.append(str(line.value))
    return named


def amounts(catalogue: Catalogue, keys: Iterable[str | None]) -> tuple[Any, ...]:
    """Value and unit of each period named; None where there is no such period."""
    found = (catalogue.periods.get(key) if key else None for key in keys)
    return tuple(period and (period.value, period.unit) for period in found)
