"""Two sets of findings on one day, compared: what came, what went, what became weaker or stronger.

Whatever cannot be shown to be at least as strict counts as less strict.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from .hits import Hit
from .horizon import made_by
from .summary import FindingRef
from .words import LEVELS

# A letter clears a clearance and time a deferral: neither is stricter than the other.
RANK_OF_KIND = {
    "absolute": 3,
    "clearance": 2,
    "deferral": 2,
    "clarification": 1,
    "precaution": 0,
}
SAME, STRICTER, LESS_STRICT = "same", "stricter", "less_strict"


@dataclass(frozen=True, slots=True)
class Shown:
    """One finding as it stands on one day; ``until`` of None on a hold has no end in sight."""

    finding: FindingRef
    level: str
    until: date | None

    @property
    def end(self) -> date:
        return self.until or date.max

    @property
    def rank(self) -> int:
        return RANK_OF_KIND[self.finding.kind]


@dataclass(frozen=True, slots=True)
class Moved:
    """A finding of both sides that is not the same on both; ``finding`` as it is afterwards."""

    finding: FindingRef
    kind_before: str
    level_before: str
    level_after: str
    until_before: date | None
    until_after: date | None


@dataclass(frozen=True, slots=True)
class Difference:
    direction: str
    gained: tuple[FindingRef, ...]
    lost: tuple[FindingRef, ...]
    moved: tuple[Moved, ...]


Made = tuple[str, str]


def shown(hits: Sequence[Hit]) -> dict[Made, Shown]:
    """Findings by what they are about and what made them, which is theirs alone on one day."""
    return {
        (hit.contraindication, made_by(hit)): Shown(
            FindingRef(hit.contraindication, hit.kind, made_by(hit)), hit.level, hit.until
        )
        for hit in hits
    }


def difference(before: Mapping[Made, Shown], after: Mapping[Made, Shown]) -> Difference:
    """The level decides; at the same level anything lost or weaker makes it less strict."""
    gained = tuple(after[key].finding for key in after if key not in before)
    lost = tuple(
        before[key].finding
        for key in before
        if key not in after and not _covered(before[key].finding, after)
    )
    pairs = [(before[key], after[key]) for key in before if key in after]
    moved = [(old, new) for old, new in pairs if old != new]
    change = _highest(after) - _highest(before)
    if change < 0 or (change == 0 and (lost or any(_weaker(*pair) for pair in moved))):
        direction = LESS_STRICT
    else:
        direction = STRICTER if change or gained or moved else SAME
    return Difference(direction, gained, lost, tuple(_moved(*pair) for pair in moved))


def _covered(finding: FindingRef, after: Mapping[Made, Shown]) -> bool:
    """Whether a precaution is not shown only because something stronger now stands there."""
    return finding.kind == "precaution" and any(
        other.finding.contraindication == finding.contraindication
        and other.finding.kind != "precaution"
        for other in after.values()
    )


def _highest(found: Mapping[Made, Shown]) -> int:
    return max((LEVELS.index(one.level) for one in found.values()), default=0)


def _weaker(before: Shown, after: Shown) -> bool:
    old, new = LEVELS.index(before.level), LEVELS.index(after.level)
    if old != new:
        return new < old
    other_kind = before.finding.kind != after.finding.kind
    return (
        after.rank < before.rank
        or (other_kind and after.rank == before.rank)
        or (after.end < before.end)
    )


def _moved(before: Shown, after: Shown) -> Moved:
    return Moved(
        after.finding,
        before.finding.kind,
        before.level,
        after.level,
        before.until,
        after.until,
    )
