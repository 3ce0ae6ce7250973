"""How much is measured: whole, quick, and tiny for the test that the bench itself runs."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Size:
    """`rounds` of everything; in each round so many requests or calls of each kind."""

    rounds: int
    calls: int  # of an engine
    random_patients: int
    submits: int
    lists: int
    autosaves: int
    starts: int
    consultations: int  # in the long history of goal 16
    many_requests: tuple[int, int]  # memory is read after the first so many and after all

    @property
    def drafts(self) -> int:
        """Enough to be sent in every round, and once to make every thread ready."""
        return (self.rounds + 1) * self.submits


WHOLE = Size(
    rounds=7,
    calls=200,
    random_patients=1000,
    submits=120,
    lists=200,
    autosaves=400,
    starts=5,
    consultations=1_000_000,
    many_requests=(2_000, 20_000),
)
QUICK = Size(
    rounds=3,
    calls=50,
    random_patients=100,
    submits=40,
    lists=60,
    autosaves=100,
    starts=2,
    consultations=100_000,
    many_requests=(300, 1_500),
)
TINY = Size(
    rounds=1,
    calls=2,
    random_patients=5,
    submits=4,
    lists=4,
    autosaves=4,
    starts=1,
    consultations=2_000,
    many_requests=(8, 16),
)
