"""Days and calendar months, and dates that are only half known.

Days count plainly: ``D + N``, and treatment on that day is allowed. Months keep the day number,
held back to the last day of a shorter month. Years are birthdays: 29 February becomes 1 March in
a common year (catalogue README, "How the engine must read it", 4 and 5).
"""

from calendar import monthrange
from datetime import date, timedelta
from functools import lru_cache

ONE_DAY = timedelta(days=1)


@lru_cache(maxsize=4096)
def add(day: date, amount: int, unit: str) -> date:
    """``day`` plus ``amount`` days, months or years; never past the last day a date can hold."""
    try:
        if unit == "days":
            return day + timedelta(days=amount)
        if unit == "months":
            return _add_months(day, amount)
        return _add_years(day, amount)
    except (OverflowError, ValueError):
        return date.max if amount > 0 else date.min


def _add_months(day: date, amount: int) -> date:
    years, month = divmod(day.year * 12 + day.month - 1 + amount, 12)
    return date(years, month + 1, min(day.day, monthrange(years, month + 1)[1]))


def _add_years(day: date, amount: int) -> date:
    year = day.year + amount
    if day.month == 2 and day.day == 29 and monthrange(year, 2)[1] == 28:
        return date(year, 3, 1)
    return day.replace(year=year)


def first_day_past(limit: date, amount: int, unit: str) -> date:
    """The first day D for which ``add(D, amount, unit)`` is after ``limit``."""
    day = add(limit, -amount, unit)
    while day < date.max and add(day, amount, unit) <= limit:
        day += ONE_DAY
    return day


def read_day(text: object) -> date | None:
    """A full ISO day (``2026-08-03``), or None."""
    if not isinstance(text, str) or len(text) != 10 or text[4] != "-" or text[7] != "-":
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def read_span(text: object) -> tuple[date, date] | None:
    """First and last day of an ISO month (``2026-08``) or year (``2026``), or None."""
    if not isinstance(text, str) or not text.isascii() or not text.replace("-", "0").isdigit():
        return None
    try:
        if len(text) == 4:
            return date(int(text), 1, 1), date(int(text), 12, 31)
        if len(text) == 7 and text[4] == "-":
            year, month = int(text[:4]), int(text[5:])
            return date(year, month, 1), date(year, month, monthrange(year, month)[1])
    except ValueError:
        return None
    return None


def day_of_span(first: date, last: date, tense: str | None, consultation: date) -> date:
    """The day an approximate date is read as: its last, or today for a past time still running."""
    if tense == "past" and first <= consultation < last:
        return consultation
    return last
