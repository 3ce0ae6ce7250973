"""What rules, periods and actions will look like to patients, the desk and technicians."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass
from typing import Any

from sideeffects.desk.lints import lints
from sideeffects.desk.reading import Reading, reading
from sideeffects.evidence.how_often import how_often
from sideeffects.models import Edition
from sideeffects.risk import Catalogue, FindingAction, rule_words, when_words
from sideeffects.risk.catalogue import Action, Item, Period, Rule, RuleAction, lines_of
from sideeffects.risk.conditions import days_of
from sideeffects.risk.wording import PLACEHOLDER, fill, finding_action, parameters_in_words
from sideeffects.risk.words import GATES, LEVEL_OF_KIND

PATIENT, STAFF = "The patient reads", "Staff read"


@dataclass(frozen=True, slots=True)
class Told:
    """A text that patients read, how hard it is, and what it must not say."""

    text: str
    reading: Reading
    lints: list[str]


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a text; `filled`: it stands where the text names the period."""

    text: str
    filled: bool


@dataclass(frozen=True, slots=True)
class FilledText:
    """A text that names a period: where it stands, who reads it."""

    part: str
    key: str
    reader: str
    pieces: tuple[Piece, ...]


def told(text: str | None) -> Told:
    said = text or ""
    return Told(said, reading(said), lints(said))


def rule(catalogue: Catalogue, key: str) -> dict[str, Any]:
    shown = catalogue.rules[key]
    entry = catalogue.contraindications.get(shown.contraindication)
    actions = [
        finding_action(catalogue, asked)
        for asked in shown.actions
        if asked.action in catalogue.actions
    ]
    effects = [
        (effect, how_often(catalogue, effect))
        for part in (entry.raises if entry else ())
        if (effect := catalogue.side_effects.get(part.side_effect))
    ]
    return {
        "rule": shown,
        "entry": entry,
        "level": LEVEL_OF_KIND[shown.kind],
        "told": told(shown.patient_says and fill(catalogue, shown.patient_says)),
        "told_actions": [told(action.patient) for action in actions if action.patient],
        "gates": _by_gate(actions),
        "first": actions[0] if actions else None,
        "because": when_words(catalogue, shown.when),
        "reads_as": fill(catalogue, shown.reads_as),
        "generated": rule_words(catalogue, shown),
        "names": _named_periods(catalogue, f"{shown.reads_as} {shown.patient_says or ''}"),
        "effects": effects,
        "counted": any(often.in_smp for _, often in effects),
        "wait": shown.wait_until and catalogue.periods.get(shown.wait_until.period or ""),
    }


def _by_gate(actions: list[FindingAction]) -> list[tuple[str, list[FindingAction]]]:
    gates = ((gate, [action for action in actions if action.gate == gate]) for gate in GATES)
    return [(gate, found) for gate, found in gates if found]


def _named_periods(catalogue: Catalogue, text: str) -> list[Period]:
    """The periods that a text names in braces, each once."""
    names = dict.fromkeys(PLACEHOLDER.findall(text))
    return [catalogue.periods[name] for name in names if name in catalogue.periods]


def period(catalogue: Catalogue, key: str) -> dict[str, Any]:
    shown = catalogue.periods[key]
    live = Edition.objects.newest()
    before = live.catalogue.periods.get(key) if live else None
    return {
        "period": shown,
        "before": before.words if before and before.words != shown.words else "",
        "texts": list(_filled_texts(catalogue, shown)),
        "rules": [
            (rule, rule_words(catalogue, rule))
            for rule in catalogue.rules.values()
            if key in _periods_of(rule)
        ],
        "questions": [
            question
            for question in catalogue.questions.values()
            if key in _periods_of_lines(question.ask_when)
        ],
    }


def _periods_of(rule: Rule) -> set[str | None]:
    """The periods that a rule waits, compares or fills in."""
    waits = {rule.wait_until.period} if rule.wait_until else set()
    given = {str(value) for asked in rule.actions for _, value in asked.params}
    return waits | _periods_of_lines(rule.when) | given


def _periods_of_lines(items: tuple[Item, ...]) -> set[str | None]:
    named: set[str | None] = set()
    for line in lines_of(items):
        named |= {day.period for day in days_of(line)}
        if line.operator in ("at_least", "less_than"):
            named.add(str(line.value))
    return named


def _filled_texts(catalogue: Catalogue, shown: Period) -> Iterator[FilledText]:
    for one in catalogue.rules.values():
        for text, reader in ((one.patient_says, PATIENT), (one.reads_as, STAFF)):
            if text and shown.key in PLACEHOLDER.findall(text):
                yield FilledText("rules", one.key, reader, _pieces(catalogue, text, {shown.key}))
    said = set()
    for asked in (asked for one in catalogue.rules.values() for asked in one.actions):
        known = catalogue.actions.get(asked.action)
        if known is None or asked in said:
            continue
        said.add(asked)
        yield from _of_action(catalogue, known, asked, shown)


def _of_action(
    catalogue: Catalogue, known: Action, asked: RuleAction, shown: Period
) -> Iterator[FilledText]:
    """The texts of an action as one rule fills them in."""
    filled = {name for name, value in asked.params if value == shown.key} | {shown.key}
    words = parameters_in_words(catalogue, known, asked)
    for text, reader in ((known.patient, PATIENT), (known.label, STAFF)):
        if text and not filled.isdisjoint(PLACEHOLDER.findall(text)):
            pieces = _pieces(catalogue, text, filled, words)
            yield FilledText("actions", known.key, reader, pieces)


def _pieces(
    catalogue: Catalogue, text: str, filled: Set[str], words: Mapping[str, str] | None = None
) -> tuple[Piece, ...]:
    """The text with its names in words; `filled` are the names that say this period."""
    parts = PLACEHOLDER.split(text)
    return tuple(
        Piece(fill(catalogue, f"{{{part}}}", words), part in filled)
        if place % 2
        else Piece(part, False)
        for place, part in enumerate(parts)
        if part
    )


def action(catalogue: Catalogue, key: str) -> dict[str, Any]:
    shown = catalogue.actions[key]
    asking = [
        (rule, asked)
        for rule in catalogue.rules.values()
        for asked in rule.actions
        if asked.action == key
    ]
    filled = dict.fromkeys(finding_action(catalogue, asked) for _, asked in asking)
    return {
        "action": shown,
        "said": [(one.label, told(one.patient)) for one in filled]
        or [(shown.label, told(shown.patient))],
        "rules": [(rule, fill(catalogue, rule.reads_as)) for rule, _ in asking],
        "level": "hold" if shown.gate == "before_booking" else "care",
    }
