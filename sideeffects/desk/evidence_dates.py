"""Whether our reading of a source is still fresh. In force at once: no edition holds it."""

from __future__ import annotations

from datetime import date

from sideeffects.models import Source


def past_date(today: date) -> list[Source]:
    """The sources of the draft that should have been checked by now, the oldest date first."""
    return list(
        Source.objects.current()
        .filter(check_again_by__lt=today)
        .order_by("check_again_by", "position")
    )


def without_date() -> int:
    """How many sources of the draft nobody has set a date for."""
    return int(Source.objects.current().filter(check_again_by=None).count())
