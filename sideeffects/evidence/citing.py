"""How a source is called where it is cited."""

from __future__ import annotations

import re

from sideeffects.risk.evidence import Source

SURNAME_AND_INITIALS = re.compile(r"([^\W\d_]*[a-zà-ž].*) [A-Z]{1,3}(?: et al\.?)?")


def short_name(source: Source) -> str:
    """ "Garg 2021": how a source is called where it is cited."""
    first = source.authors.split("(")[0].split(",")[0].strip()
    if first.startswith("not shown"):
        first = source.title if len(source.title) <= 60 else f"{source.title[:57].rstrip()}…"
    elif source.year and (surname := SURNAME_AND_INITIALS.fullmatch(first)):
        first = surname[1]
    return f"{first} {source.year}" if source.year else first
