"""What the parts of a rule must have to do with each other, said before anything is saved."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sideeffects.forms.entry import Plain

NEVER = "never"
LEVELS = (
    ("absolute", "Stop: do not treat"),
    ("clearance", "Hold: until a letter or an opinion"),
    ("deferral", "Hold: until a date"),
    ("clarification", "Hold: until an answer"),
    ("precaution", "Care: go ahead with steps"),
)
MISSING = (
    ("hold", "Hold until we have the date"),
    ("skip", "This rule then does nothing"),
)


def wrong_level(boxes: Plain) -> Iterator[tuple[str, str]]:
    """Where the level, the date and the letter contradict each other: the box, and a sentence."""
    kind, of = boxes.get("kind"), boxes.get("wait_of")
    if not kind or of is None:
        return
    if kind == "deferral" and not of:
        yield "wait_of", "Pick the day the wait counts from, or that it is open ended."
    if kind != "deferral" and of:
        yield (
            "wait_of",
            "Only “Hold: until a date” waits. Take the date away, or pick that level.",
        )
    if boxes.get("wait_period") and of in ("", NEVER):
        yield "wait_period", "A waiting time needs a day to count from."
    if boxes.get("cleared_by_letter") and kind != "clearance":
        yield (
            "cleared_by_letter",
            "A letter clears “Hold: until a letter or an opinion” only. Take the tick away.",
        )


def action_as_text(asked: Plain) -> tuple[Any, ...]:
    """An action of a rule with its parameters as texts, in no order."""
    params = {name: str(value) for name, value in asked.get("params", {}).items()}
    return asked["action"], tuple(sorted(params.items()))
