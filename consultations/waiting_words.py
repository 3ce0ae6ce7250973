"""How long something has waited, and how it stands, in words. Pure."""

from __future__ import annotations

from datetime import date, datetime

from clinic import words
from consultations.models.status import Status

MINUTE, HOUR, DAY = 60, 3600, 86400


def how_long(since: datetime | None, now: datetime) -> str:
    """ "20 minutes", "3 hours", "2 days"; whole units, rounded down."""
    if since is None:
        return ""
    seconds = max(0, int((now - since).total_seconds()))
    if seconds < MINUTE:
        return "just now"
    for size, name in ((DAY, "day"), (HOUR, "hour"), (MINUTE, "minute")):
        if seconds >= size:
            number = seconds // size
            return f"{number} {name}" if number == 1 else f"{number} {name}s"
    return ""


def hold_ended(status: str, decide_from: date | None, today: date) -> str:
    """ "Hold ended today" for a hold whose day has come; nothing otherwise."""
    if status != Status.ON_HOLD or decide_from is None or decide_from > today:
        return ""
    return (
        "Hold ended today" if decide_from == today else f"Hold ended {_short(decide_from, today)}"
    )


def waits_for(decide_from: date | None, today: date) -> str:
    """What a hold waits for, as the list says it."""
    if decide_from is None:
        return "Until something arrives"
    return f"Until {_short(decide_from, today)}"


def _short(day: date, today: date) -> str:
    return words.day(day, "short" if day.year == today.year else "born")
