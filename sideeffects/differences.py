"""What differs between two catalogues, entry by entry and field by field. Pure.

Entries are compared as the plain data of their files, so no field can be forgotten. What differs
is told in words; where the words of both sides would be the same, also as the files write it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from sideeffects.changed_entries import (
    FILE_OF,
    KEY_OF,
    Changed,
    Entries,
    Kind,
    changed_entries,
    entries_of,
)
from sideeffects.differences_labels import label_of
from sideeffects.differences_words import Said, names_of, said_by
from sideeffects.risk import Catalogue, canonical, to_files
from sideeffects.segments import Segment, segments_between

PLACE = "position"


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
    entries: Entries

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
    sides = {
        part: (
            _Side(before, part, entries_of(old, part)),
            _Side(after, part, entries_of(new, part)),
        )
        for part in FILE_OF
    }
    return tuple(_told(found, *sides[found.part]) for found in changed_entries(old, new))


def _told(found: Changed, before: _Side, after: _Side) -> EntryChange:
    fields = list(_fields(before, after, found.key))
    if found.moved:
        places = before.place(found.key), after.place(found.key)
        fields.append(FieldChange(PLACE, "Place in the list", *places))
    side = before if found.change == "removed" else after
    title = side.title(found.key)
    return EntryChange(found.part, found.key, title, found.change, tuple(fields))


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
