"""The sentence that a rule's own structure makes, with its periods still as names in braces."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from typing import Any

from sideeffects.risk import Catalogue, CatalogueError, rule_words
from sideeffects.risk.catalogue import Period
from sideeffects.risk.parse import rule as read_rule
from sideeffects.risk.reading import Row


class NamedPeriod(Period):
    """A period that says its name, so that a sentence changes with the period."""

    __slots__ = ()

    @property
    def words(self) -> str:
        return f"{{{self.key}}}"


def generated_sentence(catalogue: Catalogue, plain: dict[str, Any]) -> str:
    """The rule in words, a period as {isotretinoin_wait}; empty where it cannot be read."""
    try:
        rule = read_rule(Row("rules", plain.get("key", ""), plain))
    except CatalogueError:
        return ""
    return rule_words(_with_names(catalogue), rule)


@lru_cache(maxsize=8)
def _with_names(catalogue: Catalogue) -> Catalogue:
    named = {
        key: NamedPeriod(
            period.key,
            period.label,
            period.value,
            period.unit,
            period.contraindication,
            period.evidence_grade,
            period.basis,
            period.note,
        )
        for key, period in catalogue.periods.items()
    }
    return replace(catalogue, periods=named)
