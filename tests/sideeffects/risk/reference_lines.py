"""The catalogue README read out loud: answers, dates, lines, and which questions are asked.

An oracle for the engine. It works on the plain data of the files, shares no code with the engine,
and is as slow and as plain as it can be.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

Plain = dict[str, Any]
Values = dict[str, Any]


def last_day(year: int, month: int) -> date:
    first_of_next = date(year + 1, 1, 1) if month == 12 else date(year, month + 1, 1)
    return first_of_next - timedelta(days=1)


def add(start: date, amount: int, unit: str) -> date:
    """Days; months with the same day number, held back; years as birthdays (README, 4)."""
    if unit == "days":
        return start + timedelta(days=amount)
    if unit == "months":
        year, month = start.year, start.month + amount
        while month > 12:
            year, month = year + 1, month - 12
        last = last_day(year, month)
        return last.replace(day=min(start.day, last.day))
    try:
        return date(start.year + amount, start.month, start.day)
    except ValueError:
        return date(start.year + amount, 3, 1)


class Reader:
    """A catalogue of plain data, and the questions one can ask of it."""

    def __init__(self, files: Plain) -> None:
        self.questions: dict[str, Plain] = {q["key"]: q for q in files["questions"]["questions"]}
        self.rules: list[Plain] = files["rules"]["rules"]
        self.periods: dict[str, Plain] = {p["key"]: p for p in files["periods"]["periods"]}
        self.actions: dict[str, Plain] = {a["key"]: a for a in files["actions"]["actions"]}
        # All questions above each one: its parents, theirs, and so on. Parents come first.
        self.above: dict[str, set[str]] = {}
        for key in self.questions:
            parents = self.parents(key)
            self.above[key] = parents.union(*(self.above[parent] for parent in parents))

    # ── Answers ────────────────────────────────────────────────────────────────

    def read(self, answers: Plain, consultation: date) -> Values:
        """What each answer says; a blank one is left out, and so is a number out of range."""
        values = {}
        for key, raw in answers.items():
            value = None if raw is None else self.read_one(self.questions[key], raw, consultation)
            if value is not None:
                values[key] = value
        return values

    def read_one(self, question: Plain, raw: Any, consultation: date) -> Any:
        kind = question["kind"]
        if kind == "date":
            return self.read_date(question, raw, consultation)
        if kind == "number":
            number = Decimal(str(raw))
            return number if question["min"] <= number <= question["max"] else None
        if kind == "text":
            return raw.strip() or None
        if kind == "choices":
            return frozenset(["not_sure"] if raw == "in_person" else raw) or None
        return "not_sure" if raw == "in_person" else raw

    def read_date(self, question: Plain, raw: str, consultation: date) -> date:
        parts = [int(part) for part in raw.split("-")]
        if len(parts) == 3:
            return date(*parts)
        first = date(parts[0], parts[1] if len(parts) == 2 else 1, 1)
        last = last_day(parts[0], parts[1] if len(parts) == 2 else 12)
        if question["tense"] == "past" and first <= consultation <= last:
            return consultation
        return last

    # ── Lines ──────────────────────────────────────────────────────────────────

    def day(self, expression: Plain, values: Values, treatment: date, consultation: date) -> Any:
        """The day of a date expression; None when the answer it counts from is missing."""
        of = expression["of"]
        start: date | None
        if of == "treatment_date":
            start = treatment
        elif of == "consultation_date":
            start = consultation
        else:
            start = values.get(of)
        if start is None or "plus" not in expression:
            return start
        ((unit, period),) = expression["plus"].items()
        return add(start, int(self.periods[period]["value"]), unit)

    def holds(self, line: Plain, values: Values, treatment: date, consultation: date) -> bool:
        operator: str = line["is"]
        wanted: Any = line.get("value")
        if operator in ("on_or_before", "after"):
            left, right = (self.day(one, values, treatment, consultation) for one in days_in(line))
            if left is None or right is None:
                return False
            return bool(left <= right if operator == "on_or_before" else left > right)
        value = values.get(line["question"])
        if operator == "answered":
            return value is not None
        if operator == "missing":
            return value is None
        if operator in ("at_least", "less_than"):
            if value is None:
                return False
            limit = Decimal(str(self.periods[wanted]["value"]))
            return bool(value >= limit if operator == "at_least" else value < limit)
        several = wanted if isinstance(wanted, list) else [wanted]
        given = value if isinstance(value, frozenset) else {value}
        among = any(one in several for one in given)
        return among if operator in ("is", "is_one_of") else not among

    def item_holds(self, item: Plain, values: Values, treatment: date, consultation: date) -> bool:
        return any(self.holds(one, values, treatment, consultation) for one in lines_of([item]))

    def all_hold(
        self, items: list[Plain] | None, values: Values, treatment: date, consultation: date
    ) -> bool:
        return all(self.item_holds(item, values, treatment, consultation) for item in items or [])

    # ── Which questions are asked ──────────────────────────────────────────────

    def asked(self, values: Values, treatment: date, consultation: date) -> list[str]:
        """From the top: asked when the condition holds over answers that are themselves asked."""
        visible: list[str] = []
        known: Values = {}
        for key, question in self.questions.items():
            if self.all_hold(question["ask_when"], known, treatment, consultation):
                visible.append(key)
                if key in values:
                    known[key] = values[key]
        return visible

    def parents(self, key: str) -> set[str]:
        return questions_read(self.questions[key]["ask_when"])

    def behind_closed_gate(self, key: str, visible: list[str], values: Values) -> bool:
        return key not in visible and any(
            self.questions[gate].get("gate")
            and gate in visible
            and values.get(gate) == self.questions[gate]["nothing_to_report"]
            for gate in self.above[key]
        )

    def nothing(self, key: str) -> Any:
        """The answer that reports nothing, as it would be read; None where there is none."""
        nothing = self.questions[key]["nothing_to_report"]
        return (
            frozenset([nothing])
            if self.questions[key]["kind"] == "choices" and nothing
            else nothing
        )


def lines_of(items: list[Plain] | None) -> Iterator[Plain]:
    for item in items or []:
        yield from item.get("any", [item])


def days_in(line: Plain) -> list[Plain]:
    """The date expressions of a line."""
    if line["is"] not in ("on_or_before", "after"):
        return []
    return [line.get("date") or {"of": line["question"]}, line["value"]]


def questions_in(line: Plain) -> set[str]:
    named = {expression["of"] for expression in days_in(line)} | {line.get("question")}
    return {key for key in named if key} - {"treatment_date", "consultation_date"}


def questions_read(items: list[Plain] | None) -> set[str]:
    read: set[str] = set()
    for line in lines_of(items):
        read |= questions_in(line)
    return read
