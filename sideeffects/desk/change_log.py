"""The editions one after the other: what each changed, counted once for each pair."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sideeffects.changed_entries import changed_entries
from sideeffects.models import Edition

DONE = {"changed": "changed", "added": "new", "removed": "gone", "moved": "moved"}


@dataclass(frozen=True, slots=True)
class Logged:
    """An edition of the log; the first has nothing before it."""

    edition: Edition
    counts: Counter[str]
    first: bool

    @property
    def total(self) -> int:
        return self.counts.total()

    @property
    def words(self) -> str:
        """ "3 changed, 1 new"."""
        counted = ((self.counts[change], word) for change, word in DONE.items())
        return ", ".join(f"{count:,} {word}" for count, word in counted if count)


Pair = tuple[str | None, str]
# Two editions of these hashes differ for ever as they do now.
_COUNTED: dict[Pair, Counter[str]] = {}


def change_log(editions: Sequence[Edition]) -> list[Logged]:
    """What each of these editions changed; they come newest first."""
    before = _hashes_before(editions)
    pairs = [(before.get(edition.number - 1), edition.hash) for edition in editions]
    if new := [pair for pair in pairs if pair not in _COUNTED]:
        _count(new)
    return [
        Logged(edition, _COUNTED[pair], first=pair[0] is None)
        for edition, pair in zip(editions, pairs, strict=True)
    ]


def _hashes_before(editions: Sequence[Edition]) -> dict[int, str]:
    numbers = [edition.number - 1 for edition in editions]
    return dict(Edition.objects.filter(number__in=numbers).values_list("number", "hash"))


def _count(pairs: Sequence[Pair]) -> None:
    """Their texts are asked for once, and read without being made catalogues."""
    hashes = {each for pair in pairs for each in pair if each}
    found = Edition.objects.filter(hash__in=hashes).values_list("hash", "canonical")
    files: dict[str | None, Any] = {each: json.loads(text) for each, text in found}
    for before, after in pairs:
        differing = changed_entries(files.get(before, {}), files[after])
        _COUNTED[before, after] = Counter(one.change for one in differing)
