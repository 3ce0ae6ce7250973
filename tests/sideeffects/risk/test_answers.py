"""What counts as an answer: each kind of question, read and refused."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from sideeffects.risk import AnswerErrors, asked, check_answers, findings_on, set_aside
from sideeffects.risk.answers import AnswerError, Refused, reader_of
from sideeffects.risk.catalogue import Question
from sideeffects.risk.conditions import compile_line

from .cases import (
    CONSULTATION,
    TREATMENT,
    line,
    on,
    patient,
    period,
    question,
    rule,
    rules_of,
    small,
    summary,
)

COLOURS = ("none", "red", "blue", "not_sure")
CATALOGUE = small(
    [
        question("plain", "yes_no"),
        question("unsure"),
        question("choice", "choice", options=COLOURS, nothing_to_report="none"),
        question("choices", "choices", options=COLOURS, nothing_to_report="none"),
        question("past", "date"),
        question("planned", "date", tense="planned"),
        question("exact", "date", approximate_date_ok=False),
        question("number", "number", min="0.5", max=100),
        question("text", "text"),
    ]
)


def read(key: str, raw: Any, today: date = CONSULTATION) -> Any:
    return reader_of(CATALOGUE.questions[key])(raw, today)


@pytest.mark.parametrize(
    ("key", "raw", "value"),
    [
        pytest.param("plain", "yes", "yes", id="an option"),
        pytest.param("unsure", "not_sure", "not_sure", id="not sure"),
        pytest.param("unsure", "in_person", "not_sure", id="rather in person"),
        pytest.param("choice", "blue", "blue", id="one of several"),
        pytest.param("choices", ["blue", "red"], ("red", "blue"), id="several, in their order"),
        pytest.param("choices", ("red", "red"), ("red",), id="one chosen twice"),
        pytest.param("choices", "in_person", ("not_sure",), id="several, rather in person"),
        pytest.param("choices", [], None, id="none chosen is blank"),
        pytest.param("past", "2027-02-28", date(2027, 2, 28), id="a day"),
        pytest.param("past", "2027-01", date(2027, 1, 31), id="a month is its last day"),
        pytest.param("past", "2024-02", date(2024, 2, 29), id="a month of a leap year"),
        pytest.param("past", "2026", date(2026, 12, 31), id="a year is its last day"),
        pytest.param("past", "2027-03", CONSULTATION, id="the month we are in is today"),
        pytest.param("past", "2027", CONSULTATION, id="the year we are in is today"),
        pytest.param("past", "2027-04", date(2027, 4, 30), id="a month to come stays to come"),
        pytest.param("past", "2028", date(2028, 12, 31), id="a year to come stays to come"),
        pytest.param("planned", "2027-03", date(2027, 3, 31), id="a planned month is its last day"),
        pytest.param("exact", "2027-03-01", CONSULTATION, id="a day where a day is needed"),
        pytest.param("number", 54, 54, id="a whole number"),
        pytest.param("number", 5.7, Decimal("5.7"), id="a decimal stays exact"),
        pytest.param("number", "5.70", Decimal("5.7"), id="a number in words"),
        pytest.param("number", Decimal("6.0"), 6, id="a decimal that is whole"),
        pytest.param("text", " warfarin ", "warfarin", id="a text"),
        pytest.param("text", " \n", None, id="spaces are blank"),
    ],
)
def test_an_answer_is_read(key: str, raw: Any, value: Any) -> None:
    found = read(key, raw)
    assert (found, type(found)) == (value, type(value))


@pytest.mark.parametrize(
    ("today", "text", "day"),
    [
        pytest.param(date(2027, 3, 31), "2027-03", date(2027, 3, 31), id="last day of the month"),
        pytest.param(date(2027, 4, 1), "2027-03", date(2027, 3, 31), id="the day after it"),
        pytest.param(date(2027, 3, 1), "2027-03", date(2027, 3, 1), id="first day of the month"),
        pytest.param(date(2027, 2, 28), "2027-03", date(2027, 3, 31), id="the day before it"),
        pytest.param(date(2027, 12, 31), "2027", date(2027, 12, 31), id="last day of the year"),
        pytest.param(date(2027, 1, 1), "2027", date(2027, 1, 1), id="first day of the year"),
        pytest.param(date(2026, 12, 31), "2027", date(2027, 12, 31), id="the day before the year"),
    ],
)
def test_a_past_month_or_year_still_running_is_today(today: date, text: str, day: date) -> None:
    assert read("past", text, today) == day


OFFERED = "must be one of the answers offered"
A_DATE = "must be a date such as 2026-08-03"
REFUSED = [
    ("plain", "maybe", "'maybe' is not one of the answers offered"),
    ("plain", "in_person", "'in_person' is not one of the answers offered"),
    ("plain", True, OFFERED),
    ("unsure", ["yes"], OFFERED),
    ("choice", "", "'' is not one of the answers offered"),
    ("choices", "red", "must be a list of the answers offered"),
    ("choices", ["green"], "'green' is not one of the answers offered"),
    ("choices", [["red"]], "'['red']' is not one of the answers offered"),
    ("choices", {"red": True}, "must be a list of the answers offered"),
    ("past", 2026, A_DATE),
    ("past", "2026-02-30", A_DATE),
    ("past", "2026-13", A_DATE),
    ("past", "2026-00", A_DATE),
    ("past", "2026/08/03", A_DATE),
    ("past", "03-08-2026", A_DATE),
    ("past", "2026-8-3", A_DATE),
    ("past", "2026-8", A_DATE),
    ("past", "20260803", A_DATE),
    ("past", "2026-W31-1", A_DATE),
    ("past", "2026-215", A_DATE),
    ("past", "20-26-8", A_DATE),
    ("past", "0000", A_DATE),
    ("past", "-202", A_DATE),
    ("past", "2026--8", A_DATE),
    ("past", "", A_DATE),
    ("past", CONSULTATION, A_DATE),
    ("past", "not_sure", A_DATE),
    ("exact", "2027-03", "give the day"),
    ("exact", "2027", "give the day"),
    ("number", "many", "must be a number"),
    ("number", True, "must be a number"),
    ("number", "nan", "must be a number"),
    ("number", float("inf"), "must be a number"),
    ("number", "1e16", "must be a number"),
    ("number", -(10**16), "must be a number"),
    ("number", [5], "must be a number"),
    ("text", 7, "must be a text"),
    ("text", ["warfarin"], "must be a text"),
]


@pytest.mark.parametrize(("key", "raw", "reason"), REFUSED, ids=repr)
def test_a_wrong_answer_is_an_error_that_names_its_question(
    key: str, raw: Any, reason: str
) -> None:
    with pytest.raises(Refused, match=re.escape(reason)):
        read(key, raw)
    with pytest.raises(AnswerErrors) as caught:
        summary({key: raw}, CATALOGUE)
    assert caught.value.errors == (AnswerError(key, reason),)
    assert str(caught.value) == f"{key}: {reason}"
    assert check_answers(CATALOGUE, {key: raw}, CONSULTATION) == (AnswerError(key, reason),)


def test_digits_of_another_alphabet_make_no_year() -> None:
    wide = "".join(map(chr, (0xFF12, 0xFF10, 0xFF12, 0xFF16)))
    with pytest.raises(Refused, match=A_DATE):
        read("past", wide)


def test_every_wrong_answer_is_named_at_once() -> None:
    with pytest.raises(AnswerErrors) as caught:
        summary({"plain": "maybe", "unknown": "yes", "exact": "2027"}, CATALOGUE)
    assert [error.key for error in caught.value.errors] == ["plain", "unknown", "exact"]
    assert str(caught.value).split("; ")[1] == "unknown: is not a question of this catalogue"


@pytest.mark.parametrize("raw", ["yes", None], ids=["answered", "blank"])
def test_an_unknown_question_is_an_error_answered_or_not(raw: str | None) -> None:
    expected = (AnswerError("unknown", "is not a question of this catalogue"),)
    with pytest.raises(AnswerErrors) as caught:
        summary({"unknown": raw}, CATALOGUE)
    assert caught.value.errors == expected
    assert check_answers(CATALOGUE, {"unknown": raw}, CONSULTATION) == expected


def test_wrong_answers_stop_every_way_in() -> None:
    wrong = {"plain": "maybe"}
    with pytest.raises(AnswerErrors):
        asked(CATALOGUE, wrong, CONSULTATION)
    with pytest.raises(AnswerErrors):
        set_aside(CATALOGUE, wrong, CONSULTATION)
    with pytest.raises(AnswerErrors):
        findings_on(CATALOGUE, wrong, consultation_date=CONSULTATION, treatment_date=TREATMENT)


def test_right_answers_have_nothing_wrong() -> None:
    answers = {"plain": "yes", "number": 0.5, "text": "", "past": None, "choices": ["red"]}
    assert check_answers(CATALOGUE, answers, CONSULTATION) == ()
    assert check_answers(CATALOGUE, {"past": "2027-03"}, CONSULTATION) == ()


@pytest.mark.parametrize(
    ("number", "fits"),
    [("0.49", False), ("0.5", True), (100, True), ("100.01", False)],
    ids=["below", "the least", "the most", "above"],
)
def test_a_number_must_lie_within_its_limits(number: Any, fits: bool) -> None:
    reason = "must be from 0.5 to 100 mm"
    expected = () if fits else (AnswerError("number", reason),)
    assert check_answers(CATALOGUE, {"number": number}, CONSULTATION) == expected
    result = summary({"number": number}, CATALOGUE)
    outside = [] if fits else [("number", number, "out_of_range")]
    listed = [(one.key, one.value, one.why) for one in result.not_read]
    assert listed == (outside or [("number", number, "no_rule")])
    assert ("number" in result.open_questions) != fits


def test_a_number_out_of_range_counts_as_no_answer() -> None:
    answers = patient(diabetes="type1", hba1c=8.4, hba1c_date="2027-01-20")
    result = on(TREATMENT, answers)
    assert rules_of(result) == {"diabetes_not_controlled"}
    assert [(one.key, one.why) for one in result.not_read] == [("hba1c", "out_of_range")]


# ── The question itself ────────────────────────────────────────────────────────


def test_a_question_knows_the_words_of_its_answers() -> None:
    asked_about: Question = CATALOGUE.questions["choice"]
    assert asked_about.label_of("red") == "Red"
    assert asked_about.label_of("in_person") == "Would rather say this in person"
    assert asked_about.label_of("2027") == "2027"
    assert asked_about.allows_not_sure
    assert not CATALOGUE.questions["plain"].allows_not_sure


def test_a_limit_is_compared_in_the_unit_of_its_question() -> None:
    catalogue = small(
        [question("size", "number")],
        [
            rule("big", line("size", "at_least", "limit")),
            rule("small", line("size", "less_than", "limit")),
        ],
        periods=[period("limit", "7.5", "mm")],
    )
    found = {size: rules_of(summary({"size": size}, catalogue)) for size in (None, 7.4, 7.5, "7.6")}
    assert found == {None: set(), 7.4: {"small"}, 7.5: {"big"}, "7.6": {"big"}}
    big = compile_line(catalogue, catalogue.rules["big"].when[0])  # type: ignore[arg-type]
    assert big.reads == {"size"}
