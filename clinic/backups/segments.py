"""The names of PostgreSQL's log of changes (WAL), and which of them an archive lacks.

The log is one long row of bytes. A position in it is written 0/2000028, and the file that holds it
000000010000000000000002: timeline, then number, eight hexadecimal figures each third.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

SEALED, NOTE = ".gz.age", ".sha256"
SEGMENT = re.compile(r"([0-9A-F]{8})([0-9A-F]{8})([0-9A-F]{8})")
# Beside segments: where a timeline began, and where a base backup did.
NAME = re.compile(r"[0-9A-F]{24}(\.[0-9A-F]{8}\.backup|\.partial)?|[0-9A-F]{8}\.history")


def position(text: str) -> int:
    """0/2000028 as a number of bytes."""
    high, _, low = text.partition("/")
    return (int(high, 16) << 32) + int(low, 16)


@dataclass(frozen=True, slots=True)
class Row:
    """How a server cuts its log: files of so many bytes (16 MB unless it was made otherwise)."""

    segment_bytes: int

    def number(self, place: int) -> int:
        """Of the file that holds the byte at a position."""
        return place // self.segment_bytes

    def name(self, number: int, timeline: int) -> str:
        high, low = divmod(number, (1 << 32) // self.segment_bytes)
        return f"{timeline:08X}{high:08X}{low:08X}"

    def number_of(self, name: str) -> int | None:
        """None for a name that is no segment's."""
        found = SEGMENT.fullmatch(name[:24])
        if found is None:
            return None
        return int(found[2], 16) * ((1 << 32) // self.segment_bytes) + int(found[3], 16)


def archived(folder: Path) -> Iterator[str]:
    """The names of what the archive holds whole: the file, and the note beside it."""
    names = {path.name for path in folder.iterdir()}
    for name in sorted(names):
        plain = name.removesuffix(SEALED)
        if name.endswith(SEALED) and NAME.fullmatch(plain) and plain + NOTE in names:
            yield plain


def numbers(names: Iterable[str], row: Row) -> set[int]:
    """Of whole segments alone."""
    return {
        number
        for name in names
        if SEGMENT.fullmatch(name) and (number := row.number_of(name)) is not None
    }


def first_missing(held: set[int], first: int, last: int) -> int | None:
    """The first number that the archive lacks from `first` to `last`."""
    return next((number for number in range(first, last + 1) if number not in held), None)
