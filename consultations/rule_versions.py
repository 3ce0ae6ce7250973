"""Since which edition each rule says what it says. Editions never change, so this is kept."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from django.db import connection
from django.utils import timezone

from consultations.looks_wrong import NOT_SURE

PARTS = """
SELECT number, published_at,
    (canonical::jsonb #> '{rules,rules}')::text,
    (canonical::jsonb #> '{periods,periods}')::text,
    jsonb_path_query_array(
        canonical::jsonb, '$.questions.questions[*] ? (@.not_sure != null)')::text
FROM sideeffects_edition WHERE number <= (SELECT number FROM sideeffects_edition WHERE id = %s)
ORDER BY number
""".strip()


@dataclass(frozen=True, slots=True)
class RuleVersion:
    """`number`: its place in the edition; `since`, `live_since`: its version's first edition."""

    number: int | None
    version: int
    since: int
    until: int
    live_since: date

    @property
    def editions(self) -> str:
        if self.since == self.until:
            return f"new in edition {self.since}"
        return f"unchanged in editions {self.since} to {self.until}"


@lru_cache(maxsize=16)
def rule_versions(edition_id: int, _hash: str) -> Mapping[str, RuleVersion]:
    """Of every rule of an edition, by the names of consultations/looks_wrong.py.

    One statement, once in each process.
    """
    with connection.cursor() as cursor:
        cursor.execute(PARTS, [edition_id])
        rows = cursor.fetchall()
    found: dict[str, RuleVersion] = {}
    said: dict[str, str] = {}
    for number, published_at, *parts in rows:
        day = timezone.localtime(published_at).date()
        now = dict(_said(*(json.loads(part) for part in parts)))
        found = {
            rule: _version(found.get(rule), said.get(rule) == text, number, day, place)
            for rule, (place, text) in now.items()
        }
        said = {rule: text for rule, (_, text) in now.items()}
    return found


def _version(
    before: RuleVersion | None, same: bool, number: int, day: date, place: int | None
) -> RuleVersion:
    if before is not None and same:
        return RuleVersion(place, before.version, before.since, number, before.live_since)
    return RuleVersion(place, before.version + 1 if before else 1, number, number, day)


def _said(
    rules: list[dict[str, Any]], periods: list[dict[str, Any]], questions: list[dict[str, Any]]
) -> Iterator[tuple[str, tuple[int | None, str]]]:
    """Each rule as a fingerprint. The periods that it names belong to what it says."""
    amounts = {part["key"]: (part["value"], part["unit"]) for part in periods}
    for place, rule in enumerate(rules, start=1):
        yield rule["key"], (place, _fingerprint(rule, amounts))
    for question in questions:
        meaning = question["not_sure"]
        if meaning.get("contraindication"):
            yield f"{NOT_SURE}{question['key']}", (None, _fingerprint(meaning, amounts))


def _fingerprint(part: dict[str, Any], amounts: Mapping[str, Any]) -> str:
    text = json.dumps(part, sort_keys=True)
    named = sorted(set(re.findall(r"\w+", text)) & amounts.keys())
    return text + json.dumps([[name, amounts[name]] for name in named])
