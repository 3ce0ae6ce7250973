"""Refusals that a person can read."""

from __future__ import annotations


class NotAllowed(Exception):  # noqa: N818 - a refusal, and named so everywhere
    """An action refuses. `message` says why, `next_step` what the person can do now."""

    def __init__(self, message: str, next_step: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.next_step = next_step
