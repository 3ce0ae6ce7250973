"""What a story of the demo clinic is made of. Days are counted from today, so it never ages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any


@dataclass(frozen=True, slots=True)
class Ago:
    """A day before today as an answer; `known` is how well the patient knows it."""

    days: int
    known: str = "day"

    def on(self, today: date) -> str:
        text = (today - timedelta(days=self.days)).isoformat()
        return {"day": text, "month": text[:7], "year": text[:4]}[self.known]


@dataclass(frozen=True, slots=True)
class Ahead:
    """A day after today as an answer."""

    days: int

    def on(self, today: date) -> str:
        return (today + timedelta(days=self.days)).isoformat()


@dataclass(frozen=True, slots=True)
class Person:
    """`phone`: the last three figures of 07700 900…, which is kept free for drama."""

    first_name: str
    last_name: str
    born: date
    phone: int | None = None
    email: str = ""

    @property
    def full_name(self) -> str:
        return f"{self.first_name} {self.last_name}"

    @property
    def mobile(self) -> str:
        return "" if self.phone is None else f"07700 900{self.phone:03d}"


# ── What can happen to a consultation, each so many days ago ───────────────────


@dataclass(frozen=True, slots=True)
class Event:
    ago: int


@dataclass(frozen=True, slots=True)
class Sent(Event):
    pass


@dataclass(frozen=True, slots=True)
class Examined(Event):
    """A clear patch test and nothing seen, but for what is said here."""

    found: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class LetterCame(Event):
    contraindication: str
    dated: int
    author: str
    limits: str = ""


@dataclass(frozen=True, slots=True)
class Approved(Event):
    note: str = ""


@dataclass(frozen=True, slots=True)
class ApprovedWithConditions(Event):
    """Steps that are still open, and lines of the technician's own."""

    conditions: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class OnHold(Event):
    """Until the rules' earliest date, for things that the rules ask for, or in one's own words."""

    earliest: bool = False
    things: tuple[str, ...] = ()
    waits_for: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class AskedAgain(Event):
    questions: tuple[str, ...]
    own_words: str = ""


@dataclass(frozen=True, slots=True)
class Declined(Event):
    why: str
    message: str


@dataclass(frozen=True, slots=True)
class StepDone(Event):
    action: str
    on: int


@dataclass(frozen=True, slots=True)
class StepLeftOut(Event):
    action: str
    why: str


@dataclass(frozen=True, slots=True)
class Booked(Event):
    """The first free time from that many days ahead that the gate allows."""

    ahead: int


@dataclass(frozen=True, slots=True)
class Moved(Event):
    ahead: int


@dataclass(frozen=True, slots=True)
class BookingCancelled(Event):
    why: str


@dataclass(frozen=True, slots=True)
class Reopened(Event):
    why: str


@dataclass(frozen=True, slots=True)
class Corrected(Event):
    answers: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class TaskDone(Event):
    note: str


@dataclass(frozen=True, slots=True)
class Story:
    """One consultation. `said` is all that is not "nothing to report"; `private` what the patient
    filled in alone (None: not yet). `up_to` ends a draft after that section; `skipped` questions
    stay blank. `earlier` is a consultation of the same person before this one."""

    person: Person
    treatment: str
    planned: int
    started: int
    said: Mapping[str, Any] = field(default_factory=dict)
    private: Mapping[str, Any] | None = field(default_factory=dict)
    up_to: str | None = None
    skipped: tuple[str, ...] = ()
    note: str = ""
    then: tuple[Event, ...] = ()
    earlier: Story | None = None
