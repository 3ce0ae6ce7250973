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


def holds_until(decide_from: date | None, today: date) -> str:
    """ "Ends today", "Ended 3 May", "Ends 14 May"."""
    if decide_from is None:
        return ""
    if decide_from == today:
        return "Ends today"
    return f"{'Ended' if decide_from < today else 'Ends'} {_short(decide_from, today)}"


def waits_for(
    decide_from: date | None, today: date, *, asked: bool = False, aside: bool = False
) -> str:
    """What a case waits for, as the list says it."""
    if decide_from is None:
        return "Until something arrives"
    until = f"ntil {_short(decide_from, today)}"
    if asked:
        return f"Asked again, u{until}"
    return f"Set aside u{until}" if aside else f"U{until}"


def came_in(*, letter: bool, second_look: str | None, answered: int | None) -> list[str]:
    """What happened to a case since, each in a few words."""
    said = []
    if letter:
        said.append("Letter is here")
    if answered:
        said.append("1 question answered" if answered == 1 else f"{answered} questions answered")
    elif answered is not None:
        said.append("The patient answered")
    if second_look:
        said.append(f"Second look wanted, asked by {second_look}")
    return said


def opened(name: str, *, mine: bool, left: bool) -> str:
    """ "Open with Kim"; `left`: they have not been seen for a while."""
    if mine:
        return "Open with you"
    return f"Left open by {name}" if left else f"Open with {name}"


def _short(day: date, today: date) -> str:
    return words.day(day, "short" if day.year == today.year else "born")
