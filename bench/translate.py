"""Every rule of the catalogue in the languages of two other engines, over flat facts.

Neither of them can count calendar months from a date, leave a missing answer alone, or decide
which questions are asked. So we hand them, for nothing, what our own engine works out first: the
answers that the rules may see, with days as numbers and every shifted day ready. What is left to
them is to say which rules hold. `hidden` holds the answers for rules that see hidden ones.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from bench.patients import Patient
from sideeffects.risk.catalogue import AnyOf, Catalogue, DateExpression, Item, Line, Rule
from sideeffects.risk.conditions import compile_day, days_of
from sideeffects.risk.program import Program, compiled
from sideeffects.risk.view import given, view_of

Facts = dict[str, Any]
TREATMENT = DateExpression("treatment_date")


def facts_of(catalogue: Catalogue, patient: Patient) -> Facts:
    program = compiled(catalogue)
    values = given(program, patient.answers, patient.consultation).values
    view = view_of(program, values, patient.treatment, patient.consultation)
    return {
        **_flat(program, view.seen, patient),
        "hidden": _flat(program, view.seen_hidden, patient),
    }


def _flat(program: Program, values: Mapping[str, Any], patient: Patient) -> Facts:
    days = {
        _day_name(expression): compile_day(program.catalogue, expression)(
            values, patient.treatment, patient.consultation
        )
        for expression in expressions(program.catalogue)
    }
    facts = {key: _plain(value) for key, value in {**values, **days}.items()}
    return {key: value for key, value in facts.items() if value is not None}


def _plain(value: Any) -> Any:
    match value:
        case date():
            return value.toordinal()
        case Decimal():
            return float(value)
        case tuple():
            return list(value)
        case _:
            return value


def expressions(catalogue: Catalogue) -> tuple[DateExpression, ...]:
    """Every day that a rule compares."""
    found = {TREATMENT: None}
    for rule in catalogue.rules.values():
        found |= dict.fromkeys(_days_in(rule))
    return tuple(found)


def _days_in(rule: Rule) -> list[DateExpression]:
    lines = [line for item in rule.when for line in _lines(item)]
    days = [day for line in lines for day in days_of(line)]
    return [*days, *([rule.wait_until] if rule.wait_until else [])]


def shifts_days(rule: Rule) -> bool:
    """Whether a rule adds days, months or years to a date: more than these languages can."""
    return any(day.unit is not None for day in _days_in(rule))


def _lines(item: Item) -> tuple[Line, ...]:
    return item.lines if isinstance(item, AnyOf) else (item,)


def _day_name(day: DateExpression) -> str:
    return f"day_{day.of}_{day.period or 'itself'}"


# ── Conditions as trees: ("and" | "or", …), ("not", …), ("given", fact), (operator, fact, value) ──

Tree = tuple[Any, ...]


def tree_of(catalogue: Catalogue, rule: Rule) -> Tree:
    """When the rule makes a finding: its lines hold, and its wait, if it has one, is not over."""
    where = "hidden." if rule.sees_hidden else ""
    parts = [("or", *(_line(catalogue, line, where) for line in _lines(it))) for it in rule.when]
    if rule.wait_until is not None:
        until = where + _day_name(rule.wait_until)
        waits = _compare("<", where + _day_name(TREATMENT), until)
        skips = rule.when_anchor_missing == "skip"
        parts.append(waits if skips else ("or", ("not", ("given", until)), waits))
    return ("and", *parts)


def _compare(operator: str, left: str, right: str) -> Tree:
    return ("and", ("given", left), ("given", right), (operator, left, ("fact", right)))


def _line(catalogue: Catalogue, line: Line, where: str) -> Tree:
    if days := days_of(line):
        left, right = (where + _day_name(day) for day in days)
        return _compare("<=" if line.operator == "on_or_before" else ">", left, right)
    fact = where + (line.question or "")
    several = catalogue.questions[line.question or ""].kind == "choices"
    values = line.value if isinstance(line.value, tuple) else (line.value,)
    match line.operator:
        case "answered":
            return ("given", fact)
        case "missing":
            return ("not", ("given", fact))
        case "at_least" | "less_than":
            limit = float(catalogue.periods[str(line.value)].value)
            operator = ">=" if line.operator == "at_least" else "<"
            return ("and", ("given", fact), (operator, fact, limit))
    chosen = [("has", fact, value) if several else ("==", fact, value) for value in values]
    found: Tree = ("or", *chosen) if several or len(values) == 1 else ("in", fact, list(values))
    if several:
        found = ("and", ("given", fact), found)
    return found if line.operator in ("is", "is_one_of") else ("not", found)


def json_logic(tree: Tree) -> Any:
    """The tree as JsonLogic. One part needs no "and"."""
    match tree:
        case ("and" | "or", only):
            return json_logic(only)
        case ("and" | "or" as word, *parts):
            return {word: [json_logic(part) for part in parts]}
        case ("not", part):
            return {"!": [json_logic(part)]}
        case ("given", fact):
            return {"!=": [{"var": fact}, None]}
        case ("has", fact, value):
            return {"in": [value, {"var": fact}]}
        case (operator, fact, ("fact", other)):
            return {operator: [{"var": fact}, {"var": other}]}
        case (operator, fact, value):
            return {operator: [{"var": fact}, value]}
    raise ValueError(tree)


def zen(tree: Tree) -> str:
    """The tree as an expression of the ZEN language."""
    match tree:
        case ("and" | "or", only):
            return zen(only)
        case ("and" | "or" as word, *parts):
            return "(" + f" {word} ".join(zen(part) for part in parts) + ")"
        case ("not", part):
            return f"not({zen(part)})"
        case ("given", fact):
            return f"{fact} != null"
        case ("has", fact, value):
            return f"({json.dumps(value)} in {fact})"
        case (operator, fact, ("fact", other)):
            return f"{fact} {operator} {other}"
        case (operator, fact, value):
            return f"{fact} {operator} {json.dumps(value)}"
    raise ValueError(tree)
