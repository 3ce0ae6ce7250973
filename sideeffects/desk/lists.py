"""A list of entries as somebody asked for it: by words, group and state."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sideeffects.desk.overview import Listed, lines_of
from sideeffects.models import EditLock
from sideeffects.risk import Catalogue

STATES = {
    "changed": "Changed in the draft",
    "problems": "With problems",
    "retired": "Retired",
}


@dataclass(frozen=True, slots=True)
class Wanted:
    words: str = ""
    group: str = ""
    state: str = ""


@dataclass(frozen=True, slots=True)
class Listing:
    """`of`: how many there are without any filter; retired ones show only when asked for."""

    lines: list[Listed]
    of: int
    filtered: bool


def listing(part: str, draft: Catalogue, locks: Iterable[EditLock], wanted: Wanted) -> Listing:
    every = lines_of(part, draft, locks)
    asked = [word.casefold() for word in wanted.words.split()]
    shown = [line for line in every if _fits(line, wanted) and _has(line, asked)]
    shown.sort(key=lambda line: line.check_by or date.max)  # what is past its date comes first
    return Listing(
        shown,
        of=sum(line.state != "retired" for line in every),
        filtered=wanted != Wanted(),
    )


def _fits(line: Listed, wanted: Wanted) -> bool:
    if wanted.group and line.group != wanted.group:
        return False
    match wanted.state:
        case "changed":
            return line.state in ("added", "changed", "moved")
        case "problems":
            return bool(line.problems)
        case "retired":
            return line.state == "retired"
        case _:
            return line.state != "retired"


def _has(line: Listed, asked: list[str]) -> bool:
    text = f"{line.title} {line.key.replace('_', ' ')}".casefold()
    return all(word in text for word in asked)
