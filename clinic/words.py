"""Words that every page says alike: levels, days, strength of evidence. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

Form = Literal["long", "medium", "short", "born"]

MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


@dataclass(frozen=True, slots=True)
class Level:
    name: str
    step: str
    means: str


LEVELS = {
    "clear": Level("Clear", "1 of 4", "Nothing found that changes the plan"),
    "care": Level("Care", "2 of 4", "Go ahead with steps"),
    "hold": Level("Hold", "3 of 4", "Not yet: a date or a thing is missing"),
    "stop": Level("Stop", "4 of 4", "Not suitable on these answers"),
    "not_assessed": Level("Not assessed", "", "The rules could not be read; treat as a hold"),
}


@dataclass(frozen=True, slots=True)
class Grade:
    words: str
    strength: int  # filled dots, of four


GRADES = {
    "A": Grade("strong studies", 4),
    "B": Grade("some studies", 3),
    "C": Grade("limited studies", 2),
    "D": Grade("expert opinion", 1),
    "E": Grade("clinic convention, not from studies", 0),
}
NO_GRADE = Grade("no source yet", 0)

DIRECTNESS = {
    "smp": "known from scalp micropigmentation",
    "cosmetic_tattoo": "known from cosmetic tattoos",
    "decorative_tattoo": "known from decorative tattoos",
    "other_procedure": "known from other procedures",
}


def grade(key: str | None) -> Grade:
    return GRADES.get(key or "", NO_GRADE)


def day(value: date, form: str = "long") -> str:
    """long: Thursday 14 May 2026 · medium: Thu 14 May 2026 · short: 14 May · born: 14 May 2026."""
    number, month = value.day, MONTHS[value.month - 1]
    match form:
        case "long":
            return f"{value:%A} {number} {month} {value.year}"
        case "medium":
            return f"{value:%a} {number} {month[:3]} {value.year}"
        case "short":
            return f"{number} {month}"
        case "born":
            return f"{number} {month} {value.year}"
    raise ValueError(f"A day has no form {form!r}.")


def part_of_day(text: str, form: str = "long") -> str:
    """A date known in part, as ISO text: "2026-08" is August 2026, "2026" is 2026."""
    parts = [int(part) for part in text.split("-")]
    match parts:
        case [year, month, number]:
            return day(date(year, month, number), form)
        case [year, month]:
            return f"{MONTHS[month - 1]} {year}"
        case [year]:
            return str(year)
    raise ValueError(f"{text!r} is not a date.")


def initials(name: str) -> str:
    """The first letters of the first and of the last part of a name."""
    parts = name.split()
    return "".join(part[0] for part in parts[:1] + parts[1:][-1:]).upper()


def in_fours(text: str) -> str:
    """A long code in groups that can be read out: "ABCD EFGH"."""
    return " ".join(text[start : start + 4] for start in range(0, len(text), 4))
