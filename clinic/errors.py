"""Refusals that a person can read."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from django.db import IntegrityError, OperationalError
from psycopg2 import errorcodes

Answer = TypeVar("Answer")


class NotAllowed(Exception):
    """An action refuses. `message` says why, `next_step` what the person can do now."""

    def __init__(self, message: str, next_step: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.next_step = next_step


def refusal_of(error: IntegrityError) -> NotAllowed | None:
    """What the database's last word means to a person; None when it is our mistake.

    Our own guards refuse with a sentence (clinic/triggers.py). Two of the same, or two at the
    same time, means that somebody else was quicker.
    """
    cause = error.__cause__
    code = getattr(cause, "pgcode", None)
    told = getattr(cause, "diag", None)
    if code == errorcodes.INTEGRITY_CONSTRAINT_VIOLATION and told is not None:
        return NotAllowed(told.message_primary or "", told.message_hint or "")
    if code in (errorcodes.UNIQUE_VIOLATION, errorcodes.EXCLUSION_VIOLATION):
        return NotAllowed(
            "This was saved by somebody else at the same moment.",
            "Go back, load the page again and look at what is there now.",
        )
    return None


# Two at the same rows: PostgreSQL sends one away, and nothing of it is kept. Trying again is right.
_SENT_AWAY = {errorcodes.DEADLOCK_DETECTED, errorcodes.SERIALIZATION_FAILURE}
# It took too long: trying again at once would make it longer.
_WAITED_TOO_LONG = {errorcodes.LOCK_NOT_AVAILABLE, errorcodes.QUERY_CANCELED}


class Busy(Exception):
    """Nothing was changed, because others were at the same records at that moment."""


def again_when_sent_away(answer: Callable[[], Answer], *, tries: int = 3) -> Answer:
    """The answer, asked for again where another writer was let through first; else `Busy`.

    Every action is atomic and carries the key of its form, so that a second try is no second act.
    """
    for _ in range(tries):
        try:
            return answer()
        except OperationalError as error:
            code = getattr(error.__cause__, "pgcode", None)
            if code in _WAITED_TOO_LONG:
                break
            if code not in _SENT_AWAY:
                raise
    raise Busy
