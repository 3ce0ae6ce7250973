"""How the catalogue's own words read on a page."""

from __future__ import annotations

from django import template

from sideeffects.desk.kinds import KINDS
from sideeffects.evidence import labels
from sideeffects.evidence.citing import short_name
from sideeffects.models.search import START, STOP

register = template.Library()
register.filter("short_name", short_name)


@register.filter
def in_words(key: str, which: str) -> str:
    """{{ effect.severity|in_words:"severity" }}: the tables are in sideeffects.evidence.labels."""
    return labels.label(getattr(labels, which.upper()), key)


@register.filter
def is_to_check(verification: str) -> bool:
    """Whether a source was never read, so that it must be checked before one relies on it."""
    return verification in labels.CHECK_FIRST


@register.filter
def excerpt_parts(excerpt: str) -> list[tuple[str, bool]]:
    """A search excerpt as (text, whether it was searched for)."""
    before, *pieces = excerpt.split(START)
    parts = [(before, False)]
    for piece in pieces:
        hit, _, rest = piece.partition(STOP)
        parts += [(hit, True), (rest, False)]
    return [part for part in parts if part[0]]


@register.filter
def part_name(part: str) -> str:
    """What one entry of a part of the catalogue is called: "Sample patient"."""
    return KINDS[part].one.capitalize()
