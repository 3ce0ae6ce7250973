"""Dates in three boxes: day, month, year, as people say them and with months by name.

`MemorableDateField` gives a date. `ApproxDateField` may lack the day, or the day and the month,
and gives ISO text: "2026-08-03", "2026-08" or "2026".
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from clinic.words import MONTHS

EARLIEST_YEAR = 1900
LATEST_YEAR = 2199


class DateBoxes(forms.MultiWidget):
    """Three text boxes: <name>_day, <name>_month, <name>_year. What was typed stays."""

    use_fieldset = True

    def __init__(self, attrs: dict[str, Any] | None = None, autocomplete: str = "off") -> None:
        boxes: dict[str, forms.Widget | type[forms.Widget]] = {
            "day": forms.TextInput({"inputmode": "numeric", "maxlength": 2, "aria-label": "Day"}),
            "month": forms.TextInput({"maxlength": 12, "aria-label": "Month"}),
            "year": forms.TextInput({"inputmode": "numeric", "maxlength": 4, "aria-label": "Year"}),
        }
        super().__init__(boxes, attrs)
        for part, box in zip(boxes, self.widgets, strict=True):
            box.attrs["autocomplete"] = autocomplete if autocomplete == "off" else f"bday-{part}"

    def decompress(self, value: Any) -> list[Any]:
        if isinstance(value, date):
            return [value.day, value.month, value.year]
        parts: list[Any] = [int(part) for part in reversed(str(value or "").split("-")) if part]
        return [None] * (3 - len(parts)) + parts


def month_number(text: str) -> int | None:
    """5, 05, May or the beginning of its name with three letters or more; None otherwise."""
    if (number := whole_number(text)) is not None:
        return number if 1 <= number <= 12 else None
    wanted = text.strip(". ").lower()
    if len(wanted) < 3:
        return None
    if wanted == "sept":
        return 9
    found = [number for number, name in enumerate(MONTHS, 1) if name.lower().startswith(wanted)]
    return found[0] if len(found) == 1 else None


def whole_number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 4 else None


class DatePartsField(forms.Field):
    """What both kinds of date share: reading the boxes, and saying which one is wrong."""

    widget = DateBoxes
    may_lack: frozenset[str] = frozenset()

    def __init__(self, *, past: bool = False, **kwargs: Any) -> None:
        self.past = past
        super().__init__(**kwargs)

    def say(self, what: str) -> str:
        """The label and what is wrong; a label that asks is answered by a sentence of its own."""
        label = str(self.label or "The date")
        return f"{label} This date {what}" if label.endswith("?") else f"{label} {what}"

    def clean(self, value: Sequence[Any] | None) -> Any:
        typed = [str(part or "").strip() for part in value or ("", "", "")]
        if not any(typed):
            return self.nothing()
        self.require_parts(*typed)
        year, month = self.year(typed[2]), self.month(typed[1])
        day = self.day(typed[0])
        found = self.put_together(typed, year, month, day)
        self.run_validators(found)
        return found

    def nothing(self) -> Any:
        if self.required:
            raise ValidationError(self.say("is missing"), code="required")
        return self.empty()

    def empty(self) -> Any:
        return None

    def require_parts(self, day: str, month: str, year: str) -> None:
        missing = [
            ValidationError(self.say(f"needs a {part}"), code=part)
            for part, typed in (("day", day), ("month", month), ("year", year))
            if not typed and part not in self.may_lack
        ]
        if missing:
            raise ValidationError(missing)

    def day(self, text: str) -> int | None:
        if not text:
            return None
        if (number := whole_number(text)) is None:
            raise ValidationError(self.say("needs the day as a number"), code="day")
        return number

    def month(self, text: str) -> int | None:
        if not text:
            return None
        if (number := month_number(text)) is None:
            message = self.say("needs the month as a number or a name, such as 5 or May")
            raise ValidationError(message, code="month")
        return number

    def year(self, text: str) -> int:
        number = whole_number(text)
        if number is None or len(text) != 4:
            message = self.say("needs the year with 4 numbers, such as 1987")
            raise ValidationError(message, code="year")
        if not EARLIEST_YEAR <= number <= LATEST_YEAR:
            message = self.say(f"needs a year from {EARLIEST_YEAR} to {LATEST_YEAR}")
            raise ValidationError(message, code="year")
        return number

    def put_together(
        self, typed: Sequence[str], year: int, month: int | None, day: int | None
    ) -> Any:
        raise NotImplementedError

    def whole(self, typed: Sequence[str], year: int, month: int, day: int) -> date:
        try:
            return date(year, month, day)
        except ValueError:
            raise ValidationError(f"{' '.join(typed)} is not a date", code="date") from None

    def check_past(self, first_possible: date) -> None:
        if self.past and first_possible > timezone.localdate():
            raise ValidationError(self.say("must be in the past"), code="future")

    def has_changed(self, initial: Any, data: Any) -> bool:
        before = initial if isinstance(initial, (list, tuple)) else DateBoxes().decompress(initial)
        return [str(part or "") for part in before] != [str(part or "") for part in data or ()]


class MemorableDateField(DatePartsField):
    """A whole date that a person knows by heart."""

    def put_together(
        self, typed: Sequence[str], year: int, month: int | None, day: int | None
    ) -> date:
        found = self.whole(typed, year, month or 0, day or 0)
        self.check_past(found)
        return found


class ApproxDateField(DatePartsField):
    """A date half-known: the year alone, the month and year, or the whole day."""

    may_lack = frozenset({"day", "month"})

    def empty(self) -> str:
        return ""

    def require_parts(self, day: str, month: str, year: str) -> None:
        super().require_parts(day, month, year)
        if day and not month:
            message = self.say("needs a month, or leave the day empty too")
            raise ValidationError(message, code="month")

    def put_together(
        self, typed: Sequence[str], year: int, month: int | None, day: int | None
    ) -> str:
        first = self.whole(typed, year, month or 1, 1 if day is None else day)
        self.check_past(first)
        if month is None:
            return f"{year:04d}"
        return f"{year:04d}-{month:02d}" if day is None else first.isoformat()
