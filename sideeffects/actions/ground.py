"""What every action on the catalogue begins with."""

from __future__ import annotations

from django.db import connection

from clinic.errors import NotAllowed
from sideeffects.risk import Problem

ONE_AT_A_TIME = 7_203_118  # any number, as long as nobody else's


class NotReady(NotAllowed):
    """The catalogue has gaps; ``problems`` lists them all."""

    def __init__(self, found: tuple[Problem, ...]) -> None:
        count = "1 problem" if len(found) == 1 else f"{len(found)} problems"
        super().__init__(
            f"The catalogue has {count}. The first: {found[0]}.",
            "Settle what is listed, then try again.",
        )
        self.problems = found


def one_at_a_time() -> None:
    """Whoever loads or publishes next waits for the end of this transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [ONE_AT_A_TIME])
