"""The keyboard keys, as the Keys page lists them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Key:
    press: str
    where: str
    does: str


ALWAYS = (
    Key("Tab, Shift+Tab", "Everywhere", "Moves to the next or the previous control"),
    Key("Arrows, Space, Enter", "Everywhere", "Work as they do in your browser"),
)
SHORTCUTS = (
    Key("Ctrl+K", "Every page", "Goes to the patient search"),
    Key("Alt+1 to Alt+4", "Review", "Chooses a decision"),
    Key("Ctrl+Enter", "Review", "Saves"),
)
FAST = (
    Key("Y, N, U", "Health questions", "Answers Yes, No or Not sure and moves on"),
    Key("Backspace", "Health questions", "Goes back one question"),
)
