"""What differs between two catalogues, entry by entry and field by field. Pure.

Entries are compared as the plain data of their files, so no field can be forgotten. What differs
is told in words; where the words of both sides would be the same, also as the files write it.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

from sideeffects.differences_labels import label_of
from sideeffects.differences_words import Said, names_of, said_by
from sideeffects.risk import PARTS, Catalogue, canonical, to_files
from sideeffects.segments import Segment, segments_between

KEY_OF = {part: "key" for parts in PARTS.values() for part in parts} | {
    "claims": "id",
    "samples": "label",
}
FILE_OF = {part: file for file, parts in PARTS.items() for part in parts}
PLACE = "position"

Kind = Literal["added", "changed", "removed", "moved"]
Plain = Mapping[str, Any]


@dataclass(frozen=True)
class FieldChange:
    """One field, before and after, as words; a side without it is empty."""

    name: str
    label: str
    before: str
    after: str

    @cached_property
    def segments(self) -> tuple[Segment, ...]:
        """Both texts in one, cut into what stayed, what is new and what is gone."""
        return segments_between(self.before, self.after)

    @property
    def segments_before(self) -> list[Segment]:
        return [segment for segment in self.segments if segment.kind != "added"]

    @property
    def segments_after(self) -> list[Segment]:
        return [segment for segment in self.segments if segment.kind != "removed"]


@dataclass(frozen=True, slots=True)
class EntryChange:
    """One entry that differs. ``title`` is what a person calls it."""

    part: str
    key: str
    title: str
    change: Kind
    fields: tuple[FieldChange, ...]


@dataclass(frozen=True, slots=True)
class _Side:
    """One part of one catalogue: its entries as plain data, in order."""

    catalogue: Catalogue | None
    part: str
    entries: dict[str, Plain]

    def said(self, key: str, name: str) -> list[Said]:
        if self.catalogue is None or key not in self.entries:
            return []
        return said_by(self.catalogue, self.part, self.entries[key], name)

    def title(self, key: str) -> str:
        return names_of(self.catalogue, self.part)[key] if self.catalogue else key

    def place(self, key: str) -> str:
        keys = list(self.entries)
        place = keys.index(key)
        return f"after “{self.title(keys[place - 1])}”" if place else "first"


def differences(before: Catalogue | None, after: Catalogue) -> tuple[EntryChange, ...]:
    """Every entry that differs, in catalogue order; what is gone stands where it stood.

    Nothing to compare with (``None``) makes every entry an added one.
    """
    if before is not None and before.hash == after.hash:
        return ()
    old, new = to_files(before) if before else {}, to_files(after)
    return tuple(
        change
        for part, file in FILE_OF.items()
        for change in _of_part(
            _Side(before, part, _by_key(part, old[file][part] if before else [])),
            _Side(after, part, _by_key(part, new[file][part])),
        )
    )


def _by_key(part: str, entries: list[Plain]) -> dict[str, Plain]:
    return {entry[KEY_OF[part]]: entry for entry in entries}


def _of_part(before: _Side, after: _Side) -> Iterator[EntryChange]:
    gone = _gone(before, after)
    moved = _moved(list(before.entries), list(after.entries))
    yield from gone.get(None, ())
    for key in after.entries:
        if key not in before.entries:
            yield _change(before, after, key, "added")
        else:
            yield from _of_both(before, after, key, moved=key in moved)
        yield from gone.get(key, ())


def _gone(before: _Side, after: _Side) -> dict[str | None, list[EntryChange]]:
    """The entries that are gone, by the entry before them that is still there."""
    gone: dict[str | None, list[EntryChange]] = {}
    last = None
    for key in before.entries:
        if key in after.entries:
            last = key
        else:
            gone.setdefault(last, []).append(_change(before, after, key, "removed"))
    return gone


def _of_both(before: _Side, after: _Side, key: str, *, moved: bool) -> Iterator[EntryChange]:
    fields = list(_fields(before, after, key))
    change: Kind = "changed" if fields else "moved"
    if moved:
        place = FieldChange(PLACE, "Place in the list", before.place(key), after.place(key))
        fields.append(place)
    if fields:
        yield EntryChange(after.part, key, after.title(key), change, tuple(fields))


def _change(before: _Side, after: _Side, key: str, change: Kind) -> EntryChange:
    side = after if change == "added" else before
    fields = tuple(_fields(before, after, key))
    return EntryChange(side.part, key, side.title(key), change, fields)


def _fields(before: _Side, after: _Side, key: str) -> Iterator[FieldChange]:
    old, new = before.entries.get(key, {}), after.entries.get(key, {})
    for name in dict.fromkeys((*new, *old)):
        if canonical(old.get(name)) == canonical(new.get(name)) or name == KEY_OF[after.part]:
            continue
        one, other = _told_apart(before.said(key, name), after.said(key, name))
        if one != other or (old and new):  # an empty list of a new entry says nothing
            yield FieldChange(name, label_of(after.part, name), one, other)


def _told_apart(before: list[Said], after: list[Said]) -> tuple[str, str]:
    """Both sides in words; lines that read the same but are not say exactly what they are."""
    exactly = {line.words: {line.exactly} for line in before}
    for line in after:
        exactly.setdefault(line.words, set()).add(line.exactly)

    def text(lines: list[Said]) -> str:
        return "\n".join(
            line.words if len(exactly[line.words]) == 1 else f"{line.words} [{line.exactly}]"
            for line in lines
        )

    return text(before), text(after)


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
