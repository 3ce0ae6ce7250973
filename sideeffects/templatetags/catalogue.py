"""How the catalogue's own words read on a page."""

from __future__ import annotations

import re

from django import template

from sideeffects.evidence import labels
from sideeffects.models.search import START, STOP
from sideeffects.risk.evidence import Source

register = template.Library()
SURNAME_AND_INITIALS = re.compile(r"([^\W\d_]*[a-zà-ž].*) [A-Z]{1,3}(?: et al\.?)?")


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
def short_name(source: Source) -> str:
    """ "Garg 2021": how a source is called where it is cited."""
    first = source.authors.split("(")[0].split(",")[0].strip()
    if first.startswith("not shown"):
        first = source.title if len(source.title) <= 60 else f"{source.title[:57].rstrip()}…"
    elif source.year and (surname := SURNAME_AND_INITIALS.fullmatch(first)):
        first = surname[1]
    return f"{first} {source.year}" if source.year else first
