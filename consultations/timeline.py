"""The next twelve months of one case on a line: what each day would be, and what ends when. Pure.

The list is the truth; the strip is drawn from it. Places are per cent of the whole line.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from consultations.cards_board import WindowLine, earliest_of
from sideeffects.risk import NOT_ASSESSED, Catalogue, RiskSummary
from sideeffects.risk.dates import add

MONTHS = 12
# A word needs this much of the line to stand in its span on a narrow screen, a shape this much.
ROOM_FOR_WORD, ROOM_FOR_SHAPE, ROOM_FOR_MONTH = 20, 8, 7
# Marks nearer to each other than this stand in different rows.
APART = 6
# In pixels: a row of marks, a step of strictness, the names of the months.
ROW, STEP, FOOT = 22, 20, 20
STEPS = {level: place for place, level in enumerate(("clear", "care", "hold", "stop"), start=1)}


@dataclass(frozen=True, slots=True)
class Span:
    """Days with one result. `word`, `shape`: whether there is room for them."""

    line: WindowLine
    left: float
    width: float

    @property
    def word(self) -> bool:
        return self.width >= ROOM_FOR_WORD

    @property
    def shape(self) -> bool:
        return self.width >= ROOM_FOR_SHAPE

    @property
    def height(self) -> int:
        return STEP * STEPS[self.line.level]

    @property
    def rise(self) -> int:
        """From the foot of the bars up to the top of this one."""
        return -self.height


@dataclass(frozen=True, slots=True)
class Ends:
    """Something that ends or begins on a day, in words. `kind`: planned, first or ends."""

    day: date
    words: str
    kind: str = "ends"


@dataclass(frozen=True, slots=True)
class Mark:
    """A day on the line, numbered as in the list. `row`: above others that stand too near."""

    number: int
    ends: Ends
    left: float
    row: int = 0

    @property
    def day(self) -> date:
        return self.ends.day

    @property
    def y(self) -> int:
        return self.row * ROW + ROW // 2


@dataclass(frozen=True, slots=True)
class Month:
    day: date
    left: float

    @property
    def room(self) -> bool:
        """For its name, before the line ends."""
        return self.left <= 100 - ROOM_FOR_MONTH


@dataclass(frozen=True, slots=True)
class Timeline:
    """`first`: the first day the patient could be treated, None where there is none; `why`: the
    reason in a sentence. `later`: marks behind the end of the line, told in the list alone."""

    begins: date
    ends: date
    spans: tuple[Span, ...]
    marks: tuple[Mark, ...]
    months: tuple[Month, ...]
    first: date | None
    why: str
    today: float | None

    @property
    def on_the_line(self) -> tuple[Mark, ...]:
        return tuple(mark for mark in self.marks if self.begins <= mark.day <= self.ends)

    @property
    def bars_top(self) -> int:
        return ROW * (max((mark.row for mark in self.on_the_line), default=0) + 1)

    @property
    def bars_end(self) -> int:
        return self.bars_top + STEP * len(STEPS)

    @property
    def height(self) -> int:
        return self.bars_end + FOOT


def timeline_of(
    catalogue: Catalogue,
    risk: RiskSummary,
    windows: tuple[WindowLine, ...],
    ends: Iterable[Ends],
    today: date,
) -> Timeline | None:
    """Nothing where nothing was assessed. `windows`: from today on, as the page lists them."""
    if risk.level == NOT_ASSESSED:
        return None
    begins = risk.consultation_date
    until = max(add(begins, MONTHS, "months"), risk.treatment_date)
    line = _Line(begins, until)
    first, why = first_day(catalogue, risk, windows, today)
    days = [Ends(risk.treatment_date, "Planned day", "planned")]
    days += [Ends(first, "First day the rules allow", "first")] if first else []
    return Timeline(
        begins=begins,
        ends=until,
        spans=tuple(line.span(part) for part in windows if part.first <= until),
        marks=_marks(line, [*days, *ends]),
        months=_months(line),
        first=first,
        why=why,
        today=line.place(today) if begins <= today <= until else None,
    )


def first_day(
    catalogue: Catalogue, risk: RiskSummary, windows: tuple[WindowLine, ...], today: date
) -> tuple[date | None, str]:
    """The first day from today on that the rules allow, and what stands before it."""
    allowed = next((line for line in windows if line.default), None)
    if allowed is None:
        return None, " ".join(earliest_of(catalogue, risk).sentences)
    if allowed.first <= today:
        return allowed.first, "Nothing found so far stands against it."
    before = [line for line in windows if line.last < allowed.first]
    names = dict.fromkeys(name for line in before[-1:] for name in line.names)
    return allowed.first, f"Until then: {'; '.join(names)}." if names else ""


def ends_of(
    catalogue: Catalogue, risk: RiskSummary, answers: Mapping[str, Any], letters: Mapping[str, date]
) -> tuple[Ends, ...]:
    """Of dated holds the first day without; of letters and the patch test the last that counts."""
    found = [
        Ends(part.until, f"{part.name}: the wait ends{' about now' if part.provisional else ''}")
        for part in risk.findings
        if part.until and part.status == "open"
    ]
    valid = catalogue.periods.get("letter_valid")
    found += [
        Ends(add(written, int(valid.value), valid.unit), f"Last day the letter counts: {name}")
        for name, written in letters.items()
        if valid
    ]
    tested, counts = answers.get("patch_test_date"), catalogue.periods.get("patch_valid")
    failed = answers.get("patch_test_result") == "reaction"
    if counts and not failed and isinstance(tested, str) and len(tested) == len("2026-01-31"):
        last = add(date.fromisoformat(tested), int(counts.value), counts.unit)
        found.append(Ends(last, "Last day the patch test counts"))
    return tuple(dict.fromkeys(found))


class _Line:
    def __init__(self, begins: date, ends: date) -> None:
        self.begins, self.ends = begins, ends
        self.days = (ends - begins).days + 1

    def place(self, day: date) -> float:
        return round((day - self.begins).days * 100 / self.days, 2)

    def span(self, line: WindowLine) -> Span:
        first, last = max(line.first, self.begins), min(line.last, self.ends)
        width = round(((last - first).days + 1) * 100 / self.days, 2)
        return Span(line, self.place(first), width)


def _marks(line: _Line, days: Iterable[Ends]) -> tuple[Mark, ...]:
    """In the order of time, each in the lowest row that has room."""
    marks: list[Mark] = []
    for number, part in enumerate(sorted(days, key=lambda part: part.day), start=1):
        left = line.place(part.day)
        taken = {other.row for other in marks if left - other.left < APART}
        free = next(row for row in range(len(taken) + 1) if row not in taken)
        marks.append(Mark(number, part, left, free))
    return tuple(marks)


def _months(line: _Line) -> tuple[Month, ...]:
    """The first of each month on the line."""
    first = line.begins.replace(day=1)
    days = (add(first, number, "months") for number in range(1, 36))
    return tuple(Month(day, line.place(day)) for day in days if day <= line.ends)
