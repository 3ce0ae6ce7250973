"""What a signature holds besides a name: the sentence, how its person signed in, what was shown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from consultations.models import Review

MEANS = "I have read what the rules found and what no rule read, and I decide: {}."


@dataclass(frozen=True, slots=True)
class Signature:
    """`session` names the session without being of use to anybody; `how`: by which factors.

    `shown`: what was on the screen (consultations/screen.py).
    """

    session: str = ""
    how: str = ""
    shown: Mapping[str, Any] = field(default_factory=dict)


def meaning_of(decision: str) -> str:
    """The sentence that stands beside the button, and that is signed with it."""
    return MEANS.format(Review.Decision(decision).label.lower())
