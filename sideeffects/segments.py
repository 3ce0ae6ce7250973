"""Two texts cut into the words that stayed, that are new and that are gone. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import groupby
from typing import Literal

WORDS = re.compile(r"\w+|[^\w\s]|\s")
# Comparing takes the time of one length times the other; above this a text is new as a whole.
MOST_PAIRS = 1_000_000


Kind = Literal["same", "added", "removed"]


@dataclass(frozen=True, slots=True)
class Segment:
    kind: Kind
    text: str


def segments_between(before: str, after: str) -> tuple[Segment, ...]:
    """In reading order; what is gone stands before what came in its place."""
    pieces = _without_lone_blanks(list(_pieces(before, after)))
    runs = groupby(pieces, key=lambda piece: piece.kind == "same")
    return tuple(segment for same, run in runs for segment in _joined(same, list(run)))


def _without_lone_blanks(pieces: list[Segment]) -> Iterator[Segment]:
    """A blank between two changes is no word that stayed: it belongs to both."""
    for place, piece in enumerate(pieces):
        if piece.kind == "same" and piece.text == " " and 0 < place < len(pieces) - 1:
            yield Segment("removed", " ")
            yield Segment("added", " ")
        else:
            yield piece


def _joined(same: bool, run: list[Segment]) -> Iterator[Segment]:
    kinds: tuple[Kind, ...] = ("same",) if same else ("removed", "added")
    for kind in kinds:
        yield from _segment(kind, [piece.text for piece in run if piece.kind == kind])


def _pieces(before: str, after: str) -> Iterator[Segment]:
    old, new = WORDS.findall(before), WORDS.findall(after)
    if len(old) * len(new) > MOST_PAIRS:
        old, new = [before], [after]
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    for what, start, end, new_start, new_end in matcher.get_opcodes():
        if what == "equal":
            yield from _segment("same", old[start:end])
        else:
            yield from _segment("removed", old[start:end])
            yield from _segment("added", new[new_start:new_end])


def _segment(kind: Kind, words: list[str]) -> Iterator[Segment]:
    if words:
        yield Segment(kind, "".join(words))
