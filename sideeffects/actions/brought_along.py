"""What a change of one entry brings along in others, so that the draft stays of one piece.

A contraindication lists its rules, and a rule adds a period in that period's unit.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import Q

from sideeffects.models import Contraindication, Edition, Entry, Period, Question, Rule
from sideeffects.risk.words import CALENDAR_UNITS


def brought_along(row: Entry) -> Iterator[tuple[Entry, str]]:
    """The entries that change with this one, not yet saved, each with the field that changed."""
    if isinstance(row, Rule):
        yield from _listed(row)
    elif isinstance(row, Period) and row.unit in CALENDAR_UNITS:
        yield from _counted(row)


def _listed(rule: Rule) -> Iterator[tuple[Entry, str]]:
    """Only the contraindication that a rule finds lists it, and only while it is not retired."""
    finds = Q(key=rule.contraindication_id)
    for entry in Contraindication.objects.current().filter(Q(rules__contains=[rule.key]) | finds):
        lists, should = rule.key in entry.rules, entry.key == rule.contraindication_id
        if should and not rule.retired and not lists:
            entry.rules = _with(entry.rules, rule.key, _live_order(entry.key))
            yield entry, "rules"
        elif lists and (rule.retired or not should):
            entry.rules = [key for key in entry.rules if key != rule.key]
            yield entry, "rules"


def _live_order(key: str) -> tuple[str, ...]:
    live = Edition.objects.newest()
    entry = live.catalogue.contraindications.get(key) if live else None
    return entry.rules if entry else ()


def _with(listed: list[str], key: str, order: tuple[str, ...]) -> list[str]:
    """The list with one more rule: where the live edition has it, else at the end."""
    behind = order[order.index(key) + 1 :] if key in order else ()
    place = next((place for place, one in enumerate(listed) if one in behind), len(listed))
    return [*listed[:place], key, *listed[place:]]


def _counted(period: Period) -> Iterator[tuple[Entry, str]]:
    """Whatever adds this period to a day counts in its unit from now on."""
    for model, fields in ((Rule, ("when", "wait_until")), (Question, ("ask_when",))):
        for row in model.objects.current():
            for field in fields:
                said = getattr(row, field)
                counted = _in_unit(said, period)
                if counted != said:
                    setattr(row, field, counted)
                    yield row, field


def _in_unit(part: Any, period: Period) -> Any:
    """A nested part with the period's unit wherever it is added."""
    if isinstance(part, list):
        return [_in_unit(inner, period) for inner in part]
    if not isinstance(part, dict):
        return part
    if list(part.get("plus", {}).values()) == [period.key]:
        return part | {"plus": {period.unit: period.key}}
    return {name: _in_unit(inner, period) for name, inner in part.items()}
