"""Why a second person must look at a catalogue before it goes live: in words, or nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from sideeffects.risk import Catalogue, Problem, loosened, patient_texts_changed

# Where a reason is no entry of the catalogue but something that the replay found.
REPLAY = "replay"


@dataclass(frozen=True, slots=True)
class ReplaySeen:
    """What replaying past cases found: how many there were, and how many are less strict.

    `not_assessed`: those of which nobody can tell. `figures`: everything, as it is kept.
    `compared_with`: the hash of the live edition then; empty before the first.
    """

    compared_with: str = ""
    cases: int = 0
    less_strict: int = 0
    not_assessed: int = 0
    figures: dict[str, Any] = field(default_factory=dict)


def why_second(live: Catalogue | None, wanted: Catalogue, seen: ReplaySeen) -> tuple[Problem, ...]:
    """Everything that one person alone may not put live.

    Unknown never reads as safe: without a live edition, or without a past case to compare, a
    second person looks.
    """
    return (*_of_catalogues(live, wanted), *_of_replay(seen))


def _of_catalogues(live: Catalogue | None, wanted: Catalogue) -> Iterator[Problem]:
    if live is None:
        yield Problem("no_live_edition", "", "", "There is no live edition to compare this with.")
        return
    yield from loosened(live, wanted)
    yield from patient_texts_changed(live, wanted)


def _of_replay(seen: ReplaySeen) -> Iterator[Problem]:
    if seen.cases == 0:
        words = "No past consultation could be compared, so nobody can tell what this changes."
        yield Problem("nothing_replayed", REPLAY, "", words)
    if seen.less_strict:
        words = f"{_cases(seen.less_strict)} of {seen.cases} would be less strict."
        yield Problem("less_strict_cases", REPLAY, "", words)
    if seen.not_assessed:
        words = f"{_cases(seen.not_assessed)} of {seen.cases} could not be assessed."
        yield Problem("not_assessed_cases", REPLAY, "", words)


def _cases(count: int) -> str:
    return "1 past consultation" if count == 1 else f"{count} past consultations"
