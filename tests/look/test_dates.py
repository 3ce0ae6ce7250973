"""Dates in three boxes: what people type, what comes out, and what is said when it cannot be."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
import time_machine
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from clinic.forms.dates import ApproxDateField, DateBoxes, MemorableDateField, month_number
from clinic.words import MONTHS

BORN = MemorableDateField(label="Date of birth", past=True)
ABOUT = ApproxDateField(label="Stopped", past=True)


def refusals(field: MemorableDateField | ApproxDateField, *typed: Any) -> list[str]:
    with pytest.raises(ValidationError) as refused:
        field.clean(list(typed))
    return refused.value.messages


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        (("14", "3", "1987"), date(1987, 3, 14)),
        (("14", "03", "1987"), date(1987, 3, 14)),
        ((" 14 ", "March", "1987"), date(1987, 3, 14)),
        (("14", "mar", "1987"), date(1987, 3, 14)),
        (("14", "Mar.", "1987"), date(1987, 3, 14)),
        (("1", "Sept", "2000"), date(2000, 9, 1)),
        (("29", "feb", "2000"), date(2000, 2, 29)),
    ],
)
def test_a_date_as_people_write_it(typed: tuple[str, ...], found: date) -> None:
    assert BORN.clean(typed) == found


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (("", "", ""), ["Date of birth is missing"]),
        (("14", "", "1987"), ["Date of birth needs a month"]),
        (("", "3", "1987"), ["Date of birth needs a day"]),
        (("14", "", ""), ["Date of birth needs a month", "Date of birth needs a year"]),
        (("31", "2", "1987"), ["31 2 1987 is not a date"]),
        (("29", "2", "2001"), ["29 2 2001 is not a date"]),
        (("0", "2", "1987"), ["0 2 1987 is not a date"]),
        (("1o", "2", "1987"), ["Date of birth needs the day as a number"]),
        (("٣", "2", "1987"), ["Date of birth needs the day as a number"]),
        (("14", "3", "87"), ["Date of birth needs the year with 4 numbers, such as 1987"]),
        (("14", "3", "1787"), ["Date of birth needs a year from 1900 to 2199"]),
        (("14", "3", "9999"), ["Date of birth needs a year from 1900 to 2199"]),
    ],
)
def test_what_is_wrong_is_said_in_words(typed: tuple[str, ...], said: list[str]) -> None:
    assert refusals(BORN, *typed) == said


@pytest.mark.parametrize("month", ["13", "0", "ma", "ju", "smarch", "-1", "1.5"])
def test_a_month_that_is_none_or_could_be_two(month: str) -> None:
    assert refusals(BORN, "14", month, "1987") == [
        "Date of birth needs the month as a number or a name, such as 5 or May"
    ]


def test_a_label_that_asks_gets_its_own_sentence() -> None:
    asking = ApproxDateField(label="When did you stop?")
    assert refusals(asking, "", "5", "") == ["When did you stop? This date needs a year"]
    assert refusals(MemorableDateField(), "", "5", "1987") == ["The date needs a day"]


def test_the_future_is_refused_from_tomorrow_on() -> None:
    with time_machine.travel(datetime(2026, 5, 14, 12, 0, tzinfo=UTC), tick=False):
        assert BORN.clean(["14", "5", "2026"]) == date(2026, 5, 14)
        assert refusals(BORN, "15", "5", "2026") == ["Date of birth must be in the past"]
        assert MemorableDateField(label="Planned day").clean(["15", "5", "2026"])


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        (("3", "8", "2025"), "2025-08-03"),
        (("", "August", "2025"), "2025-08"),
        (("", "", "2025"), "2025"),
    ],
)
def test_a_date_half_known_keeps_what_is_known(typed: tuple[str, ...], found: str) -> None:
    assert ABOUT.clean(typed) == found


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (("3", "8", ""), "Stopped needs a year"),
        (("3", "", "2025"), "Stopped needs a month, or leave the day empty too"),
        (("31", "6", "2025"), "31 6 2025 is not a date"),
        (("0", "6", "2025"), "0 6 2025 is not a date"),
    ],
)
def test_half_known_has_its_limits(typed: tuple[str, ...], said: str) -> None:
    assert refusals(ABOUT, *typed) == [said]


def test_this_month_and_this_year_are_past_enough() -> None:
    with time_machine.travel(datetime(2026, 5, 14, 12, 0, tzinfo=UTC), tick=False):
        assert ABOUT.clean(["", "5", "2026"]) == "2026-05"
        assert ABOUT.clean(["", "", "2026"]) == "2026"
        assert refusals(ABOUT, "", "6", "2026") == ["Stopped must be in the past"]


def test_nothing_is_nothing_where_nothing_is_allowed() -> None:
    assert MemorableDateField(required=False).clean(["", " ", None]) is None
    assert ApproxDateField(required=False).clean(None) == ""


@pytest.mark.parametrize(
    ("value", "boxes"),
    [
        (date(1987, 3, 14), [14, 3, 1987]),
        ("2025-08-03", [3, 8, 2025]),
        ("2025-08", [None, 8, 2025]),
        ("2025", [None, None, 2025]),
        (None, [None, None, None]),
        ("", [None, None, None]),
    ],
)
def test_what_is_on_file_fills_the_boxes(value: object, boxes: list[int | None]) -> None:
    assert DateBoxes().decompress(value) == boxes


def test_the_same_boxes_are_no_change() -> None:
    assert not BORN.has_changed(date(1987, 3, 14), ["14", "3", "1987"])
    assert BORN.has_changed(date(1987, 3, 14), ["15", "3", "1987"])
    assert not ABOUT.has_changed("", ["", "", ""])


@given(st.dates(date(1900, 1, 1), date(2020, 12, 31)), st.booleans())
def test_every_day_survives_the_boxes(day: date, by_name: bool) -> None:
    month = MONTHS[day.month - 1] if by_name else str(day.month)
    assert BORN.clean([str(day.day), month, str(day.year)]) == day
    assert ABOUT.clean([str(day.day), month, str(day.year)]) == day.isoformat()


@given(st.text(max_size=15))
def test_no_month_is_read_from_nonsense_by_accident(text: str) -> None:
    found = month_number(text)
    assert found is None or 1 <= found <= 12


@given(st.lists(st.text(max_size=6), min_size=3, max_size=3))
def test_whatever_is_typed_is_a_date_or_a_sentence(typed: list[str]) -> None:
    try:
        assert isinstance(BORN.clean(typed), date)
    except ValidationError as refused:
        assert all("{" not in message for message in refused.messages)
