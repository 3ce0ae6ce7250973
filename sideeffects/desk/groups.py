"""The groups by which each list can be narrowed, in words."""

from __future__ import annotations

from collections.abc import Mapping

from sideeffects.desk.kinds import KINDS
from sideeffects.evidence import labels
from sideeffects.models import Section

GATE = {
    "before_booking": "Before booking",
    "on_the_day": "On the day",
    "after": "After the treatment",
}
WORDS: dict[str, Mapping[str, str]] = {
    "side_effects": labels.CATEGORY,
    "contraindications": labels.GROUP,
    "rules": labels.KIND,
    "actions": GATE,
    "claims": labels.VERDICT,
    "sources": labels.VERIFICATION,
}


def group_choices(part: str) -> list[tuple[str, str]]:
    """Each group that occurs among the entries of a part, with its words, in plain order."""
    kind = KINDS[part]
    column = kind.model._meta.get_field(kind.group).attname  # type: ignore[union-attr]
    found = kind.model.objects.order_by("position").values_list(column, flat=True)
    words = _sections() if part == "questions" else WORDS.get(part, {})
    return [(str(key), labels.label(words, str(key))) for key in dict.fromkeys(found) if key]


def _sections() -> dict[str, str]:
    return dict(Section.objects.values_list("key", "title"))
