"""Days, calendar months and birthdays; and where a period ends."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sideeffects.risk.dates import add, day_of_span, first_day_past, read_day, read_span

from .reference_lines import add as add_plainly

ONE_DAY = timedelta(days=1)
FIRST, LAST = date(1900, 1, 1), date(2200, 12, 31)


@pytest.mark.parametrize(
    ("start", "amount", "unit", "end"),
    [
        pytest.param("2027-03-01", 28, "days", "2027-03-29", id="days"),
        pytest.param("2027-12-31", 1, "days", "2028-01-01", id="a day over the new year"),
        pytest.param("2027-03-01", 0, "days", "2027-03-01", id="no days"),
        pytest.param("2027-03-15", 6, "months", "2027-09-15", id="months"),
        pytest.param("2026-08-31", 6, "months", "2027-02-28", id="31 August and six months"),
        pytest.param("2027-08-31", 6, "months", "2028-02-29", id="the same in a leap year"),
        pytest.param("2027-01-31", 1, "months", "2027-02-28", id="31 January and a month"),
        pytest.param("2027-03-31", 1, "months", "2027-04-30", id="31 March and a month"),
        pytest.param("2027-12-05", 1, "months", "2028-01-05", id="a month over the new year"),
        pytest.param("2027-11-30", 3, "months", "2028-02-29", id="30 November and three months"),
        pytest.param("2027-12-01", 12, "months", "2028-12-01", id="twelve months"),
        pytest.param("2027-01-15", -1, "months", "2026-12-15", id="a month back"),
        pytest.param("2009-04-20", 18, "years", "2027-04-20", id="a birthday"),
        pytest.param("2008-02-29", 18, "years", "2026-03-01", id="29 February in a common year"),
        pytest.param("2008-02-29", 20, "years", "2028-02-29", id="29 February in a leap year"),
        pytest.param("2008-02-28", 18, "years", "2026-02-28", id="28 February"),
        pytest.param("2027-02-28", 1, "years", "2028-02-28", id="28 February to a leap year"),
        pytest.param("9999-12-01", 40, "days", "9999-12-31", id="past the last day there is"),
        pytest.param("9999-12-01", 2, "months", "9999-12-31", id="past the last month"),
        pytest.param("9000-01-01", 1000, "years", "9999-12-31", id="past the last year"),
        pytest.param("0001-01-20", -2, "months", "0001-01-01", id="before the first"),
    ],
)
def test_a_period_is_added_to_a_day(start: str, amount: int, unit: str, end: str) -> None:
    assert add(date.fromisoformat(start), amount, unit) == date.fromisoformat(end)


days = st.dates(FIRST, LAST)
units = st.sampled_from(("days", "months", "years"))


@given(days, st.integers(0, 30), units)
def test_periods_are_those_of_the_plain_reading(day: date, amount: int, unit: str) -> None:
    assert add(day, amount, unit) == add_plainly(day, amount, unit)


@given(days, st.integers(0, 400), st.integers(0, 30), units)
def test_a_later_start_never_ends_earlier(day: date, later: int, amount: int, unit: str) -> None:
    assert add(day + timedelta(days=later), amount, unit) >= add(day, amount, unit)


@given(days, st.integers(0, 30), units)
def test_the_first_day_past_a_limit_is_the_first(limit: date, amount: int, unit: str) -> None:
    found = first_day_past(limit, amount, unit)
    assert add(found, amount, unit) > limit
    assert add(found - ONE_DAY, amount, unit) <= limit


@pytest.mark.parametrize("limit", [date(2027, 2, 28), date(2028, 2, 28), date(2028, 2, 29)])
@pytest.mark.parametrize("unit", ["months", "years"])
def test_the_first_day_past_the_end_of_february(limit: date, unit: str) -> None:
    tried = [limit - timedelta(days=back) for back in range(400, -400, -1)]
    first = next(day for day in tried if add(day, 1, unit) > limit)
    assert first_day_past(limit, 1, unit) == first


def test_nothing_lies_past_the_last_day_there_is() -> None:
    assert first_day_past(date.max, 1, "days") == date.max
    assert first_day_past(date.min, 1, "years") == date.min


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-08-03", date(2026, 8, 3)),
        ("2026-02-29", None),
        ("2026-08", None),
        ("2026-08-3x", None),
        ("2026-08-031", None),
        ("2026x08-03", None),
        ("2026-08x03", None),
        (20260803, None),
        (None, None),
        (date(2026, 8, 3), None),
    ],
)
def test_a_day_is_read_from_its_iso_text_alone(text: object, day: date | None) -> None:
    assert read_day(text) == day


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("2026", (date(2026, 1, 1), date(2026, 12, 31))),
        ("2026-08", (date(2026, 8, 1), date(2026, 8, 31))),
        ("2024-02", (date(2024, 2, 1), date(2024, 2, 29))),
        ("2026-12", (date(2026, 12, 1), date(2026, 12, 31))),
        ("2026-08-03", None),
        ("202608", None),
        ("2026x08", None),
        ("2026_08", None),
        ("20 26", None),
        ("2026-00", None),
        ("2026-13", None),
        ("0000", None),
        ("----", None),
        ("", None),
        (2026, None),
        (None, None),
    ],
)
def test_a_month_or_a_year_is_read_from_its_iso_text(text: object, span: object) -> None:
    assert read_span(text) == span


@pytest.mark.parametrize("tense", ["planned", "either", None])
def test_only_a_past_span_still_running_is_today(tense: str | None) -> None:
    first, last, today = date(2027, 3, 1), date(2027, 3, 31), date(2027, 3, 9)
    assert day_of_span(first, last, tense, today) == last
    assert day_of_span(first, last, "past", today) == today
