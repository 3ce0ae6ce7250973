"""Which entries differ between two catalogues, as plain data. Pure.

`differences` says how; this much is enough to count them, and needs no catalogue read.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from sideeffects.risk import PARTS, canonical

KEY_OF = {part: "key" for parts in PARTS.values() for part in parts} | {
    "claims": "id",
    "samples": "label",
}
FILE_OF = {part: file for file, parts in PARTS.items() for part in parts}

Kind = Literal["added", "changed", "removed", "moved"]
Plain = Mapping[str, Any]
Entries = dict[str, Plain]


@dataclass(frozen=True, slots=True)
class Changed:
    """`moved`: its place in the list is another, whatever else is."""

    part: str
    key: str
    change: Kind
    moved: bool = False


def entries_of(files: Mapping[str, Any], part: str) -> Entries:
    """The entries of one part by key, in order; no files have none."""
    file = files.get(FILE_OF[part])
    return {entry[KEY_OF[part]]: entry for entry in file[part]} if file else {}


def changed_entries(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[Changed]:
    """In catalogue order; what is gone stands where it stood."""
    for part in FILE_OF:
        yield from _of_part(part, entries_of(before, part), entries_of(after, part))


def _of_part(part: str, before: Entries, after: Entries) -> Iterator[Changed]:
    gone = _gone(before, after)
    moved = _moved(list(before), list(after))
    yield from (Changed(part, key, "removed") for key in gone.get(None, ()))
    for key, entry in after.items():
        if key not in before:
            yield Changed(part, key, "added")
        elif canonical(before[key]) != canonical(entry):
            yield Changed(part, key, "changed", key in moved)
        elif key in moved:
            yield Changed(part, key, "moved", moved=True)
        yield from (Changed(part, left, "removed") for left in gone.get(key, ()))


def _gone(before: Entries, after: Entries) -> dict[str | None, list[str]]:
    """The entries that are gone, by the one before them that is still there."""
    gone: dict[str | None, list[str]] = {}
    last = None
    for key in before:
        if key in after:
            last = key
        else:
            gone.setdefault(last, []).append(key)
    return gone


def _moved(before: list[str], after: list[str]) -> set[str]:
    """The fewest entries of both that have to move for one order to become the other."""
    place = {key: number for number, key in enumerate(before)}
    kept = [key for key in after if key in place]
    ends: list[int] = []  # the smallest last place of a rising run of each length
    lengths: list[int] = []
    for key in kept:
        length = bisect_left(ends, place[key])
        ends[length : length + 1] = [place[key]]
        lengths.append(length)
    moved, wanted = set(), len(ends) - 1
    for key, length in zip(reversed(kept), reversed(lengths), strict=True):
        if length == wanted:
            wanted -= 1
        else:
            moved.add(key)
    return moved
