"""Which questions are asked, and which answers the rules may look at.

A question is asked when its condition holds over the answers that are themselves asked. Behind a
closed gate nothing is asked: each question counts as its nothing-to-report answer and stored
answers are set aside for every rule. An answer hidden by its own parent is kept, and only rules
that declare ``sees_hidden`` see it (catalogue README, 2 and 3).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from operator import attrgetter
from typing import Any

from .answers import Given, Value, is_not_sure, read_answers
from .catalogue import Catalogue, Question
from .program import CompiledRule, Program, compiled
from .words import NOT_SURE


@dataclass(frozen=True, slots=True)
class View:
    """What one set of answers shows, whatever the treatment day.

    ``blank``: asked, but without an answer. ``seen``: what every rule reads; ``seen_hidden``: what
    ``sees_hidden`` rules read. ``rules``: those that some answer could make hold; all others need
    no look. ``unsure``: answered "not sure" where that makes a finding; ``future``: past events
    dated after the consultation.
    """

    visible: list[str]
    blank: list[str]
    seen: dict[str, Value]
    seen_hidden: dict[str, Value]
    gated: tuple[str, ...]
    hidden: tuple[str, ...]
    rules: list[CompiledRule]
    unsure: list[str]
    future: list[str]


def view_of(
    program: Program, values: Mapping[str, Value], treatment: date, consultation: date
) -> View:
    visible: list[str] = []
    blank: list[str] = []
    seen: dict[str, Value] = {}
    opens = program.opens

    def ask(keys: Iterable[str]) -> None:
        for key in keys:
            visible.append(key)
            value = values.get(key)
            if value is None:
                blank.append(key)
                continue
            seen[key] = value
            if key in opens and value in opens[key]:
                ask(opens[key][value])  # type: ignore[index]  # it is one of the keys

    ask(program.roots)
    for late in program.late:
        if all(item.holds(seen, treatment, consultation) for item in late.items):
            ask((late.question.key,))
    closed = [gate for gate, nothing in program.gates.items() if seen.get(gate) == nothing]
    gated: tuple[str, ...] = ()
    hidden: tuple[str, ...] = ()
    if len(seen) < len(values):
        unseen = [key for key in values if key not in seen]
        gated = tuple(key for key in unseen if not program.above[key].isdisjoint(closed))
        hidden = tuple(key for key in unseen if program.above[key].isdisjoint(closed))
    _count_as_nothing(program, closed, seen, blank)
    seen_hidden = seen | {key: values[key] for key in hidden} if hidden else seen
    return View(
        visible=visible,
        blank=blank,
        seen=seen,
        seen_hidden=seen_hidden,
        gated=gated,
        hidden=hidden,
        rules=rules_to_try(program, seen_hidden),
        unsure=_unsure(program, seen),
        future=[
            key
            for key in program.past_dates
            if key in seen and seen[key] > consultation  # type: ignore[operator]
        ],
    )


def _unsure(program: Program, seen: Mapping[str, Value]) -> list[str]:
    return [
        key
        for key, value in seen.items()
        if (value == NOT_SURE or value.__class__ is tuple)  # asked first: it is rarely so
        and key in program.not_sure
        and is_not_sure(value)
    ]


def _count_as_nothing(
    program: Program, closed: list[str], seen: dict[str, Value], blank: list[str]
) -> None:
    """What stands behind a closed gate; a question that is asked all the same may be blank."""
    asked = frozenset(blank)
    for gate in closed:
        for key, nothing in program.counts_as[gate]:
            if key not in seen and key not in asked:
                seen[key] = nothing


def rules_to_try(program: Program, values: Mapping[str, Value]) -> list[CompiledRule]:
    """The rules that one of these answers could make hold, in catalogue order."""
    found = list(program.always)
    on_value = program.on_value
    for key, value in values.items():
        if key in on_value and value in on_value[key]:
            found += on_value[key][value]  # type: ignore[index]  # it is one of the keys
    for key, rules in program.on_any.items():
        if key in values:
            found += rules
    return sorted(set(found), key=attrgetter("place"))


@dataclass(frozen=True, slots=True)
class SetAside:
    """A stored answer to a question no longer asked: behind a "gate", or hidden by its "parent"."""

    key: str
    value: Any
    behind: str
    reports: bool


def given(program: Program, answers: Mapping[str, Any], consultation: date) -> Given:
    questions = program.catalogue.questions
    return read_answers(questions, program.readers, answers, consultation, program.offered)


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
