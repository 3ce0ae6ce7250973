"""One thing wrong with a catalogue, in words a manager reads."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """``kind`` names the check, ``part`` and ``key`` the entry, ``words`` what is wrong with it."""

    kind: str
    part: str
    key: str
    words: str

    def __str__(self) -> str:
        return f"{self.part}: {self.key}: {self.words}"
