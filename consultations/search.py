"""What somebody typed into the patient search, read without knowing which kind of thing it is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from consultations.models.reference import read_reference

SHORTEST = 2
SHORTEST_PHONE = 3
LONGEST = 80
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
FULL_YEAR = 4


@dataclass(frozen=True, slots=True)
class Wanted:
    """Words of a name with what else must fit, or a birth date, phone digits, a reference."""

    words: tuple[str, ...] = ()
    dates: tuple[date, ...] = ()
    digits: str = ""
    reference: str | None = None

    def __bool__(self) -> bool:
        return bool(self.words or self.dates or self.digits or self.reference)


def read_search(text: str, today: date) -> Wanted:
    """`today` decides the century of a short year: nobody is born in the future."""
    text = " ".join(text.split())[:LONGEST]
    if len(text) < SHORTEST:
        return Wanted()
    dates = tuple(read_dates(text, today))
    if dates or not re.search(r"[^\W\d_]", text):
        return Wanted(dates=dates, digits=_phone(text), reference=read_reference(text))
    words = tuple(re.findall(r"[^\W\d_]+(?:['’`][^\W\d_]+)*", text))
    rest = " ".join(part for part in text.split() if re.search(r"\d", part))
    reference = read_reference(text)
    if reference and rest:
        return Wanted(reference=reference)
    return Wanted(words, tuple(read_dates(rest, today)), _phone(rest), reference)


def _phone(text: str) -> str:
    """The digits, +44 and 0044 written as 0; too few say nothing."""
    text = re.sub(r"^(\+|00)\s*44\s*(\(?0\)?)?", "0", text.strip())
    digits = re.sub(r"\D", "", text)
    return digits if len(digits) >= SHORTEST_PHONE else ""


def read_dates(text: str, today: date) -> Iterator[date]:
    """The days that a birth date may mean: 14031987, 14/3/87, 14 March 1987, 1987-03-14."""
    for day, month, year in _triples(text.lower()):
        for whole in _years(year, today):
            try:
                found = date(whole, month, day)
            except ValueError:
                continue
            if found <= today:
                yield found


def _triples(text: str) -> Iterator[tuple[int, int, str]]:
    if re.fullmatch(r"\d{8}|\d{6}", text):
        yield int(text[:2]), int(text[2:4]), text[4:]
        return
    parts = [part for part in re.split(r"[\s/.,\-–]+", text) if part]
    if len(parts) != 3:
        return
    parts = [re.sub(r"^(\d{1,2})(st|nd|rd|th)$", r"\1", part) for part in parts]
    if parts[0][:3] in MONTHS and parts[0].isalpha():
        parts[0], parts[1] = parts[1], parts[0]
    if len(parts[0]) == FULL_YEAR:
        parts.reverse()
    if len(parts[1]) >= 3 and parts[1].isalpha() and parts[1][:3] in MONTHS:
        parts[1] = str(MONTHS.index(parts[1][:3]) + 1)
    if all(part.isdecimal() for part in parts) and len(parts[0]) <= 2 and len(parts[1]) <= 2:
        yield int(parts[0]), int(parts[1]), parts[2]


def _years(year: str, today: date) -> Iterator[int]:
    if len(year) == FULL_YEAR:
        yield int(year)
    elif len(year) == 2:
        century = today.year // 100 * 100
        yield from (century + int(year), century - 100 + int(year))
