"""Who is in the demo, in the order in which `--patients` counts them."""

from __future__ import annotations

from datetime import date

from consultations.demo.booked import BOOKED, HELD
from consultations.demo.decided import APPROVED, DECLINED, ON_HOLD
from consultations.demo.more import further_stories
from consultations.demo.story import Story
from consultations.demo.waiting import DRAFTS, PERSONAS, TO_DECIDE

WRITTEN: tuple[Story, ...] = (
    *PERSONAS,
    *TO_DECIDE,
    *BOOKED,
    *HELD,
    *APPROVED,
    *ON_HOLD,
    *DECLINED,
    *DRAFTS,
)


def cast(patients: int, seed: int, today: date) -> list[Story]:
    """The written stories first; beyond them, people drawn from the seed."""
    further = further_stories(max(patients - len(WRITTEN), 0), seed, today)
    return [*WRITTEN[:patients], *further]
