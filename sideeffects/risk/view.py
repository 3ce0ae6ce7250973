"""Which questions are asked, and which answers the rules may look at.

A question is asked when its condition holds over the answers that are themselves asked. Behind a
closed gate nothing is asked: each question counts as its nothing-to-report answer and stored
answers are set aside for every rule. An answer hidden by its own parent is kept, and only rules
that declare ``sees_hidden`` see it (catalogue README, 2 and 3).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from .answers import Given, Value, read_answers
from .catalogue import Catalogue, Question
from .program import CompiledRule, Program, compiled


@dataclass(frozen=True, slots=True)
class View:
    """What one set of answers shows, whatever the treatment day.

    ``seen``: what every rule reads; ``seen_hidden``: what ``sees_hidden`` rules read. ``rules``:
    those that some answer could make hold; all others need no look.
    """

    visible: list[str]
    seen: dict[str, Value]
    seen_hidden: dict[str, Value]
    gated: tuple[str, ...]
    hidden: tuple[str, ...]
    rules: list[CompiledRule]


def view_of(
    program: Program, values: Mapping[str, Value], treatment: date, consultation: date
) -> View:
    visible: list[str] = []
    seen: dict[str, Value] = {}
    opens = program.opens

    def ask(keys: Iterable[str]) -> None:
        for key in keys:
            visible.append(key)
            value = values.get(key)
            if value is not None:
                seen[key] = value
                follow_ups = opens.get((key, value))  # type: ignore[arg-type]
                if follow_ups:
                    ask(follow_ups)

    ask(program.roots)
    for late in program.late:
        if all(item.holds(seen, treatment, consultation) for item in late.items):
            ask((late.question.key,))
    gates = program.catalogue.questions
    closed = [gate for gate in program.behind if seen.get(gate) == gates[gate].nothing_to_report]
    gated: tuple[str, ...] = ()
    hidden: tuple[str, ...] = ()
    if len(seen) < len(values):
        unseen = [key for key in values if key not in seen]
        behind = frozenset().union(*(program.behind[gate] for gate in closed))
        gated = tuple(key for key in unseen if key in behind)
        hidden = tuple(key for key in unseen if key not in behind)
    _count_as_nothing(program, closed, seen, frozenset(visible))
    seen_hidden = seen | {key: values[key] for key in hidden} if hidden else seen
    return View(visible, seen, seen_hidden, gated, hidden, _rules_to_try(program, seen_hidden))


def _count_as_nothing(
    program: Program, closed: list[str], seen: dict[str, Value], asked: frozenset[str]
) -> None:
    """What stands behind a closed gate; a question that is asked all the same may be blank."""
    for gate in closed:
        for key, nothing in program.counts_as[gate]:
            if key not in asked:
                seen[key] = nothing


def _rules_to_try(program: Program, values: Mapping[str, Value]) -> list[CompiledRule]:
    """The rules that one of these answers could make hold, in catalogue order."""
    found = list(program.always)
    on_value, on_any = program.on_value, program.on_any
    for key, value in values.items():
        rules = on_value.get((key, value))  # type: ignore[arg-type]
        if rules:
            found += rules
        rules = on_any.get(key)
        if rules:
            found += rules
    return sorted(set(found), key=_place)


def _place(rule: CompiledRule) -> int:
    return rule.place


@dataclass(frozen=True, slots=True)
class SetAside:
    """A stored answer to a question no longer asked: behind a "gate", or hidden by its "parent"."""

    key: str
    value: Any
    behind: str
    reports: bool


def given(program: Program, answers: Mapping[str, Any], consultation: date) -> Given:
    return read_answers(program.catalogue.questions, program.readers, answers, consultation)


def asked(
    catalogue: Catalogue,
    answers: Mapping[str, Any],
    consultation_date: date,
    treatment_date: date | None = None,
) -> tuple[Question, ...]:
    """The questions that are asked, of all stages, in screen order.

    The one function that decides it, for every page and for the engine. Raises ``AnswerErrors``.
    """
    program = compiled(catalogue)
    values = given(program, answers, consultation_date).values
    view = view_of(program, values, treatment_date or consultation_date, consultation_date)
    order = sorted(view.visible, key=program.order.__getitem__)
    return tuple(catalogue.questions[key] for key in order)


def set_aside(
    catalogue: Catalogue,
    answers: Mapping[str, Any],
    consultation_date: date,
    treatment_date: date | None = None,
) -> tuple[SetAside, ...]:
    """Stored answers to questions no longer asked, in screen order; raises ``AnswerErrors``."""
    program = compiled(catalogue)
    values = given(program, answers, consultation_date).values
    view = view_of(program, values, treatment_date or consultation_date, consultation_date)
    return set_aside_of(program, view, answers)


def set_aside_of(program: Program, view: View, answers: Mapping[str, Any]) -> tuple[SetAside, ...]:
    behind = dict.fromkeys(view.gated, "gate") | dict.fromkeys(view.hidden, "parent")
    return tuple(
        SetAside(
            key, answers[key], behind[key], program.catalogue.questions[key].reports(answers[key])
        )
        for key in sorted(behind, key=program.order.__getitem__)
    )
