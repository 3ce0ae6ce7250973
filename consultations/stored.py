"""A stored summary as the engine's own values again, read from its exact bytes.

So a page shows what was decided on, even after the engine has changed.
"""

from __future__ import annotations

import json
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from sideeffects.risk import Finding, FindingAction, NotRead, RiskSummary, Window
from sideeffects.risk.summary import FindingRef

if TYPE_CHECKING:
    from consultations.models import Summary


def risk_of(summary: Summary) -> RiskSummary:
    """What the summary says, as values."""
    return read_summary(summary.canonical)


@lru_cache(maxsize=128)
def read_summary(canonical: str) -> RiskSummary:
    """The inverse of `RiskSummary.canonical()`: the same bytes come out again."""
    said = json.loads(canonical)
    del said["actions"]
    said["findings"] = tuple(_finding(part) for part in said["findings"])
    said["windows"] = tuple(_window(part) for part in said["windows"])
    said["not_read"] = tuple(
        NotRead(part["key"], _frozen(part["value"]), part["why"]) for part in said["not_read"]
    )
    said["set_aside"] = tuple(_frozen(part) for part in said["set_aside"])
    for name in ("earliest_date", "consultation_date", "treatment_date"):
        said[name] = _day(said[name])
    for name in ("open_questions", "stages", "in_person"):
        said[name] = tuple(said[name])
    return RiskSummary(**said)


def _finding(said: dict[str, Any]) -> Finding:
    said["actions"] = tuple(
        FindingAction(**{**part, "params": _frozen(part["params"])}) for part in said["actions"]
    )
    for name in ("because", "raises", "sources"):
        said[name] = _frozen(said[name])
    said["until"] = _day(said["until"])
    return Finding(**said)


def _window(said: dict[str, Any]) -> Window:
    return Window(
        first=date.fromisoformat(said["first"]),
        last=date.fromisoformat(said["last"]),
        level=said["level"],
        findings=tuple(FindingRef(**part) for part in said["findings"]),
    )


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _frozen(value: Any) -> Any:
    """Lists as tuples, all the way down."""
    return tuple(_frozen(part) for part in value) if isinstance(value, list) else value
