"""What of a draft could make a result less strict for somebody, whoever has come so far.

Found from the form of both catalogues alone. What cannot be shown to be at least as strict counts
as less strict: the price is a second look too many, never one too few.
"""

from collections.abc import Callable, Iterator
from itertools import chain

from .catalogue import Action, Catalogue, Rule, RuleAction, lines_of
from .compared import LESS_STRICT, RANK_OF_KIND
from .conditions import questions_of_day
from .covering import NEGATIVE, covers, not_earlier, same_or_longer
from .problem import Problem
from .sentences import GATE_WORDS, day_words, when_words
from .strictness_questions import STOP_REMOVED, questions_loosened
from .words import GATES, LETTER_VALID, REVIEW_VALID

DOES = {
    "absolute": "do not treat",
    "clearance": "hold until a letter",
    "deferral": "wait",
    "clarification": "ask again",
    "precaution": "take care",
}


def loosened(live: Catalogue, draft: Catalogue) -> tuple[Problem, ...]:
    """Every change that could make a result less strict for somebody, in words.

    Its kind is "stop_removed" where somebody who must not be treated might be, else "less_strict".
    Longer waits, new rules and other words are none.
    """
    return tuple(
        chain(
            _rules(live, draft),
            questions_loosened(live, draft),
            _actions(live, draft),
            _periods(live, draft),
        )
    )


def _rules(live: Catalogue, draft: Catalogue) -> Iterator[Problem]:
    for key, old in live.rules.items():
        new = draft.rules.get(key)
        kind = STOP_REMOVED if old.kind == "absolute" else LESS_STRICT
        if new is None:
            yield Problem(kind, "rules", key, "is no longer there")
            continue
        for check in FIRING:
            for words in check(live, old, draft, new):
                yield Problem(kind, "rules", key, words)
        for words in _asked_for(live, old, draft, new):
            yield Problem(LESS_STRICT, "rules", key, words)


def _kind(live: Catalogue, old: Rule, draft: Catalogue, new: Rule) -> Iterator[str]:
    before, now = RANK_OF_KIND[old.kind], RANK_OF_KIND[new.kind]
    if now < before or (now == before and new.kind != old.kind):
        yield f"said “{DOES[old.kind]}” and now says “{DOES[new.kind]}”"
    if old.contraindication != new.contraindication:
        names = _name(live, old), _name(draft, new)
        yield f"was about {names[0]} and is now about {names[1]}"


def _name(catalogue: Catalogue, rule: Rule) -> str:
    entry = catalogue.contraindications.get(rule.contraindication)
    return f"“{entry.name if entry else rule.contraindication}”"


def _condition(live: Catalogue, old: Rule, draft: Catalogue, new: Rule) -> Iterator[str]:
    if not covers(live, old.when, draft, new.when):
        before, now = when_words(live, old.when), when_words(draft, new.when)
        yield f"may hold for fewer people: it held if {before}; now it holds if {now}"
    if old.sees_hidden and not new.sees_hidden:
        yield "no longer reads answers to questions that are not asked any more"
    elif new.sees_hidden and not old.sees_hidden and _wants_blanks(new):
        yield "now reads answers to questions that are not asked any more, and they can undo it"


def _wants_blanks(rule: Rule) -> bool:
    """Whether one answer more can keep a rule from holding, or end it."""
    negative = any(line.operator in NEGATIVE for line in lines_of(rule.when))
    return negative or bool(questions_of_day(rule.wait_until))


def _wait(live: Catalogue, old: Rule, draft: Catalogue, new: Rule) -> Iterator[str]:
    if new.wait_until is None:
        return
    now = day_words(draft, new.wait_until)
    if old.wait_until is None:
        yield f"had no end date and now ends at {now}"
    elif not not_earlier(live, old.wait_until, draft, new.wait_until):
        yield f"may end earlier: at {day_words(live, old.wait_until)}, and now at {now}"
    if new.when_anchor_missing == "skip" and old.when_anchor_missing != "skip":
        yield "no longer holds while its date is not known"
    if old.provisional and not new.provisional:
        yield "no longer says that its date is only a plan"


def _letter(live: Catalogue, old: Rule, draft: Catalogue, new: Rule) -> Iterator[str]:
    if old.kind != "precaution" and _clearable(new) and not _clearable(old):
        yield "can now be cleared by a letter"


def _clearable(rule: Rule) -> bool:
    return rule.kind == "clearance" and rule.cleared_by_letter


Check = Callable[[Catalogue, Rule, Catalogue, Rule], Iterator[str]]
FIRING: tuple[Check, ...] = (_kind, _condition, _wait, _letter)


def _asked_for(live: Catalogue, old: Rule, draft: Catalogue, new: Rule) -> Iterator[str]:
    left = {asked.action: asked for asked in new.actions}
    for asked in old.actions:
        action = live.actions.get(asked.action)
        label = f"“{action.label if action else asked.action}”"
        if asked.action not in left:
            gate = f" {GATE_WORDS[action.gate]}" if action else ""
            yield f"no longer asks for {label}{gate}"
        elif not _as_much(live, asked, draft, left[asked.action], action):
            yield f"asks for {label} in another way"


def _as_much(
    live: Catalogue, old: RuleAction, draft: Catalogue, new: RuleAction, action: Action | None
) -> bool:
    """Whether an action is asked for as it was; longer to the first bookable day is more."""
    before, now = dict(old.params), dict(new.params)
    if before.keys() != now.keys():
        return False
    return all(
        (live.periods.get(str(value)), value) == (draft.periods.get(str(now[name])), now[name])
        or (
            action is not None
            and action.bookable_after == name
            and same_or_longer(live, value, draft, now[name])
        )
        for name, value in before.items()
    )


def _actions(live: Catalogue, draft: Catalogue) -> Iterator[Problem]:
    """What every rule that asks for an action does; that it is gone is said by its rules."""
    for key, old in live.actions.items():
        new = draft.actions.get(key)
        if new is None:
            continue
        if GATES.index(new.gate) > GATES.index(old.gate):
            words = f"was due {GATE_WORDS[old.gate]} and is now due {GATE_WORDS[new.gate]}"
            yield Problem(LESS_STRICT, "actions", key, words)
        if new.cleared_by != old.cleared_by:
            words = "is settled in another way"
            yield Problem(LESS_STRICT, "actions", key, words)
        if old.urgent and not new.urgent:
            yield Problem(LESS_STRICT, "actions", key, "is no longer urgent")
        if old.bookable_after not in (None, new.bookable_after):
            words = "no longer keeps the days until the first bookable day"
            yield Problem(LESS_STRICT, "actions", key, words)


def _periods(live: Catalogue, draft: Catalogue) -> Iterator[Problem]:
    """How long letters and reviews count; every other period is read through its rules."""
    for key in (LETTER_VALID, REVIEW_VALID):
        old, new = live.periods.get(key), draft.periods.get(key)
        if old and new and not same_or_longer(draft, key, live, key):
            words = f"counts for {new.words}, and counted for {old.words}"
            yield Problem(LESS_STRICT, "periods", key, words)
