"""The kinds of entries a manager edits, in words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sideeffects.models import (
    Action,
    Claim,
    Contraindication,
    Entry,
    Period,
    Question,
    Rule,
    SamplePatient,
    Section,
    SideEffect,
    Source,
)

Plain = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Kind:
    """`title` of an entry as its file writes it; `groups`: the field that lists filter by."""

    part: str
    model: type[Entry]
    one: str
    many: str
    title: Callable[[Plain], str]
    group: str = ""

    def a(self) -> str:
        """ "a rule", "an action"."""
        return f"{'an' if self.one[0] in 'aeiou' else 'a'} {self.one}"


def _field(name: str) -> Callable[[Plain], str]:
    return lambda plain: str(plain[name])


KINDS: dict[str, Kind] = {
    kind.part: kind
    for kind in (
        Kind(
            "side_effects",
            SideEffect,
            "side effect",
            "side effects",
            _field("plain_name"),
            "category",
        ),
        Kind(
            "contraindications",
            Contraindication,
            "contraindication",
            "contraindications",
            _field("name"),
            "group",
        ),
        Kind("questions", Question, "question", "questions", _field("text"), "section"),
        Kind("rules", Rule, "rule", "rules", _field("reads_as"), "kind"),
        Kind("periods", Period, "waiting period or limit", "periods", _field("label"), "unit"),
        Kind("actions", Action, "action", "actions", _field("label"), "gate"),
        Kind("sources", Source, "source", "sources", _field("title"), "verification"),
        Kind("claims", Claim, "claim", "claims", _field("claim"), "verdict"),
        Kind("samples", SamplePatient, "sample patient", "sample patients", _field("label")),
        Kind("sections", Section, "section", "sections", _field("title")),
    )
}


def kind_of(model: type[Entry]) -> Kind:
    return KINDS[model.PART]
