"""Whether a question asks something else than before, and what would follow it."""

from __future__ import annotations

from typing import Any

from sideeffects.desk.draft import plain_of
from sideeffects.models import Edition

Plain = dict[str, Any]

# What a past answer was an answer to.
ASKED = {"text": "the words", "kind": "the kind", "options": "the answers", "tense": "the tense"}
# The program itself reads these questions by their key.
READ_BY_THE_PROGRAM = frozenset({"date_of_birth"})


def live_question(key: str) -> Plain | None:
    """The question as it is asked today; None where it is new in the draft."""
    live = Edition.objects.newest()
    return plain_of(live.catalogue, "questions", key) if live else None


def asks_otherwise(before: Plain, after: Plain) -> list[str]:
    """What of the question changes so that past answers might mean something else."""
    return [
        words
        for name, words in ASKED.items()
        if (before.get(name) or None) != (after.get(name) or None)
    ]


def no_small_fix(live: Plain, after: Plain) -> str:
    """Why past answers could not be kept; empty where they could."""
    if live["kind"] != after["kind"]:
        return "A small fix keeps past answers, and they are of another kind."
    kept = {option["key"] for option in after.get("options") or []}
    gone = [option["label"] for option in live.get("options") or [] if option["key"] not in kept]
    if gone:
        return f"A small fix keeps past answers, and “{gone[0]}” would be gone."
    return ""
