"""A catalogue compiled once into functions and look-ups, and cached by its hash."""

from dataclasses import dataclass
from functools import lru_cache
from itertools import chain

from .answers import Reader, Value, plainly_offered, reader_of
from .catalogue import Catalogue, DateExpression, Line, Question, Rule
from .conditions import (
    CompiledItem,
    CompiledLine,
    Day,
    Test,
    all_of,
    compile_day,
    compile_items,
    days_of,
    named_whenever_true,
    questions_of_day,
    whole_period,
)
from .gates import behind_gates, gates_above
from .words import LETTER_VALID, TREATMENT_DATE


@dataclass(frozen=True, slots=True, eq=False)
class CompiledRule:
    """A rule ready to run. ``reads``: every question its lines and its date look at.

    ``made_by``: the questions whose answers made it whenever it holds; None where that depends on
    which line of an "any of" group is true.
    """

    place: int
    rule: Rule
    items: tuple[CompiledItem, ...]
    holds: Test
    until: Day | None
    anchor: frozenset[str]
    reads: frozenset[str]
    made_by: tuple[str, ...] | None
    skips: bool


@dataclass(frozen=True, slots=True, eq=False)
class Late:
    """A follow-up whose condition is more than "its one parent has one of these answers"."""

    question: Question
    items: tuple[CompiledItem, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Program:
    catalogue: Catalogue
    readers: dict[str, Reader]
    offered: dict[str, frozenset[str]]
    order: dict[str, int]
    roots: tuple[str, ...]
    opens: "Opens"
    late: tuple[Late, ...]
    conditions: dict[str, tuple[CompiledItem, ...]]
    parents: dict[str, frozenset[str]]
    gates: dict[str, str | None]
    above: dict[str, frozenset[str]]
    counts_as: dict[str, tuple[tuple[str, Value], ...]]
    must_answer: dict[str, str]
    rules: tuple[CompiledRule, ...]
    always: tuple[CompiledRule, ...]
    on_value: "OnValue"
    on_any: dict[str, list[CompiledRule]]
    not_sure: dict[str, str]
    not_sure_kind: dict[str, str]
    past_dates: frozenset[str]
    read: frozenset[str]
    comparisons: tuple[tuple[DateExpression, DateExpression], ...]
    follow_ups_move: bool
    letter_valid: tuple[int, str]


@lru_cache(maxsize=32)
def compiled(catalogue: Catalogue) -> Program:
    """The program of a catalogue; a catalogue is known by its hash, so an edition compiles once."""
    questions = catalogue.questions
    conditions = {
        key: compile_items(catalogue, question.ask_when)
        for key, question in questions.items()
        if question.ask_when
    }
    late, opens = _follow_ups(catalogue, conditions)
    rules = tuple(
        _compile_rule(catalogue, place, rule) for place, rule in enumerate(catalogue.rules.values())
    )
    always, on_value, on_any = _triggers(catalogue, rules)
    parents = _parents(conditions)
    behind = behind_gates(catalogue, parents)
    letter_unit = catalogue.periods[LETTER_VALID].unit
    return Program(
        catalogue=catalogue,
        readers={key: reader_of(question) for key, question in questions.items()},
        offered={key: plainly_offered(question) for key, question in questions.items()},
        order={key: place for place, key in enumerate(questions)},
        roots=tuple(key for key, question in questions.items() if not question.ask_when),
        opens=opens,
        late=late,
        conditions=conditions,
        parents=parents,
        gates={gate: questions[gate].nothing_to_report for gate in behind},
        above=gates_above(questions, behind),
        counts_as=_counts_as(catalogue, behind, rules),
        must_answer={
            key: question.stage
            for key, question in questions.items()
            if question.options or question.kind == "text"
        },
        rules=rules,
        always=always,
        on_value=on_value,
        on_any=on_any,
        not_sure={
            key: question.not_sure.contraindication
            for key, question in questions.items()
            if question.not_sure and question.not_sure.contraindication
        },
        not_sure_kind={
            key: question.not_sure.kind
            for key, question in questions.items()
            if question.not_sure and question.not_sure.kind
        },
        past_dates=frozenset(
            key
            for key, question in questions.items()
            if question.tense == "past" and question.asked_of == "patient"
        ),
        read=frozenset(behind).union(*(rule.reads for rule in rules), *parents.values()),
        comparisons=_comparisons(rules, conditions),
        follow_ups_move=any(
            days_of(line.line)
            for items in conditions.values()
            for item in items
            for line in item.lines
        ),
        letter_valid=(whole_period(catalogue, LETTER_VALID, letter_unit), letter_unit),
    )


def _compile_rule(catalogue: Catalogue, place: int, rule: Rule) -> CompiledRule:
    items = compile_items(catalogue, rule.when)
    anchor = questions_of_day(rule.wait_until)
    reads = frozenset(chain.from_iterable(line.reads for item in items for line in item.lines))
    return CompiledRule(
        place=place,
        rule=rule,
        items=items,
        holds=all_of([item.holds for item in items]),
        until=None if rule.wait_until is None else compile_day(catalogue, rule.wait_until),
        anchor=anchor,
        reads=reads | anchor,
        made_by=named_whenever_true(items, anchor),
        skips=rule.when_anchor_missing == "skip",
    )


Opens = dict[str, dict[str, list[str]]]


def _follow_ups(
    catalogue: Catalogue, conditions: dict[str, tuple[CompiledItem, ...]]
) -> tuple[tuple[Late, ...], Opens]:
    """Follow-ups found by their one parent's answer, and the rest, to be tried in screen order."""
    late: list[Late] = []
    opens: Opens = {}
    late_keys: set[str] = set()
    for key, items in conditions.items():
        line = items[0].lines[0]
        parent = catalogue.questions.get(line.line.question or "")
        alone = len(items) == 1 and len(items[0].lines) == 1
        if alone and parent and parent.key not in late_keys and _by_option(parent, line.line):
            for value in _wanted(line.line):
                opens.setdefault(parent.key, {}).setdefault(value, []).append(key)
        else:
            late_keys.add(key)
            late.append(Late(catalogue.questions[key], items))
    return tuple(late), opens


def _by_option(parent: Question, line: Line) -> bool:
    """Whether a line holds exactly for some options of a single-choice question."""
    return line.operator in ("is", "is_one_of") and parent.one_choice


def _wanted(line: Line) -> tuple[str, ...]:
    """The answers a line names, each once."""
    return tuple(dict.fromkeys(line.value)) if isinstance(line.value, tuple) else (str(line.value),)


def _parents(conditions: dict[str, tuple[CompiledItem, ...]]) -> dict[str, frozenset[str]]:
    """For every follow-up the questions its condition reads."""
    return {
        key: frozenset(chain.from_iterable(line.reads for item in items for line in item.lines))
        for key, items in conditions.items()
    }


def _counts_as(
    catalogue: Catalogue, behind: dict[str, frozenset[str]], rules: tuple[CompiledRule, ...]
) -> dict[str, tuple[tuple[str, Value], ...]]:
    """What the questions behind a closed gate count as, where some rule can tell it from blank."""
    told_apart: dict[str, Value] = {}
    for line in chain.from_iterable(item.lines for rule in rules for item in rule.items):
        for key in line.reads:
            question = catalogue.questions[key]
            nothing = question.nothing_to_report
            if nothing and (
                line.line.operator in ("answered", "missing") or nothing in _wanted(line.line)
            ):
                told_apart[key] = (nothing,) if question.kind == "choices" else nothing
    return {
        gate: tuple((key, told_apart[key]) for key in sorted(inside & told_apart.keys()))
        for gate, inside in behind.items()
    }


OnValue = dict[str, dict[str, list[CompiledRule]]]
Triggers = tuple[tuple[CompiledRule, ...], OnValue, dict[str, list[CompiledRule]]]


def _triggers(catalogue: Catalogue, rules: tuple[CompiledRule, ...]) -> Triggers:
    """By which answer each rule can first come to hold, so that most rules need no look at all."""
    always: list[CompiledRule] = []
    on_value: OnValue = {}
    on_any: dict[str, list[CompiledRule]] = {}
    for rule in rules:
        needed = [item for item in rule.items if all(map(_needs_an_answer, item.lines))]
        if not needed:
            always.append(rule)
            continue
        for line in min(needed, key=lambda item: _breadth(catalogue, item)).lines:
            parent = catalogue.questions.get(line.line.question or "")
            if parent and _by_option(parent, line.line):
                for value in _wanted(line.line):
                    on_value.setdefault(parent.key, {}).setdefault(value, []).append(rule)
            else:
                for key in line.reads:
                    on_any.setdefault(key, []).append(rule)
    return tuple(always), on_value, on_any


def _needs_an_answer(line: CompiledLine) -> bool:
    """Whether a line is false as long as none of the questions it reads is answered."""
    if line.line.operator in ("is_not", "is_none_of", "missing"):
        return False
    return bool(line.reads)


def _breadth(catalogue: Catalogue, item: CompiledItem) -> int:
    """How many answers would make us look at a rule; the narrowest item is the best trigger."""
    total = 0
    for line in item.lines:
        parent = catalogue.questions.get(line.line.question or "")
        total += len(_wanted(line.line)) if parent and _by_option(parent, line.line) else 100
    return total


def _comparisons(
    rules: tuple[CompiledRule, ...], conditions: dict[str, tuple[CompiledItem, ...]]
) -> tuple[tuple[DateExpression, DateExpression], ...]:
    """All pairs of days that rules and conditions compare, the ends of waits included."""
    items = chain(chain.from_iterable(rule.items for rule in rules), *conditions.values())
    compared = [days_of(line.line) for item in items for line in item.lines]
    waits = [
        (DateExpression(TREATMENT_DATE), rule.rule.wait_until)
        for rule in rules
        if rule.rule.wait_until is not None
    ]
    pairs = [(pair[0], pair[1]) for pair in compared if pair]
    return tuple(dict.fromkeys(pairs + waits))
