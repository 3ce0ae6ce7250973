"""Refusals that a person can read."""

from __future__ import annotations

from django.db import IntegrityError
from psycopg2 import errorcodes


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
