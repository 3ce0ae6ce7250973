"""`enableWhen` as the FHIR specification reads it, in both readings of `!=` of a blank."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from sideeffects.fhir import questionnaire
from sideeffects.risk import Catalogue
from tests.sideeffects.fhir_cases import EDITION, Plain, values_of

COMPARE = {
    ">": lambda one, other: one > other,
    "<": lambda one, other: one < other,
    ">=": lambda one, other: one >= other,
    "<=": lambda one, other: one <= other,
}


def every_item(items: list[Plain]) -> Iterator[Plain]:
    """Each item and all inside it, in order."""
    for item in items:
        yield item
        yield from every_item(item.get("item", []))


def items(resource: Plain) -> dict[str, Plain]:
    """Every item by its linkId."""
    return {item["linkId"]: item for item in every_item(resource["item"])}


def item_of(catalogue: Catalogue, key: str) -> Plain:
    return items(questionnaire(catalogue, EDITION))[key]


def extension(item: Plain, url: str) -> Any:
    """The value of an item's extension, or None without one."""
    found = [one for one in item["extension"] if one["url"] == url]
    return (
        next((value for name, value in found[0].items() if name != "url"), None) if found else None
    )


def asked_by_fhir(
    catalogue: Catalogue,
    questionnaire: Plain,
    answers: Mapping[str, Any],
    *,
    blank_differs: bool,
) -> set[str]:
    """The questions enabled. An item is asked about only after those it reads, as ours are."""
    enabled: dict[str, list[Any]] = {}

    def look(items: list[Plain]) -> None:
        for item in items:
            if item["type"] == "display" or not _holds(item, enabled, blank_differs):
                continue
            if item["type"] != "group":
                given = values_of(catalogue, item, answers.get(item["linkId"]))
                enabled[item["linkId"]] = [_plain(value) for value in given]
            look(item.get("item", []))

    look(questionnaire["item"])
    return set(enabled)


def _holds(item: Plain, enabled: Mapping[str, list[Any]], blank_differs: bool) -> bool:
    tests = item.get("enableWhen", [])
    held = [_test(test, enabled.get(test["question"], []), blank_differs) for test in tests]
    return any(held) if item.get("enableBehavior") == "any" else all(held)


def _test(test: Plain, given: list[Any], blank_differs: bool) -> bool:
    operator = test["operator"]
    wanted = _plain(test)
    if operator == "exists":
        return bool(given) is wanted
    if operator == "=":
        return wanted in given
    if operator == "!=":
        return wanted not in given if given else blank_differs
    return any(COMPARE[operator](value, wanted) for value in given)


def _plain(said: Plain) -> Any:
    """The value of an answer or of a test, whatever its type is called."""
    value = next(value for name, value in said.items() if name.startswith(("answer", "value")))
    return value["code"] if isinstance(value, dict) else value
