"""The blank form: every question once, on the right sheet, with where to go on."""

from __future__ import annotations

import pytest

from sideeffects.blank_form import BlankForm, Row, blank_form, languages
from tests.catalogue import starter
from tests.sideeffects.fhir_cases import in_polish
from tests.sideeffects.risk.cases import (
    any_of,
    compare,
    day,
    line,
    period,
    question,
    small,
)

PERIODS = (period("five_mm", 5, "mm"),)


def form_of(*questions: object) -> BlankForm:
    return blank_form(small(questions, periods=PERIODS))  # type: ignore[arg-type]


def row_of(form: BlankForm, key: str) -> Row:
    return next(row for row in form.rows if row.question.key == key)


def only_if(form: BlankForm, key: str) -> str:
    """The condition that stands above a question."""
    return next(
        block.only_if
        for part in form.parts
        for chapter in part.chapters
        for block in chapter.blocks
        if key in [row.question.key for row in block.rows]
    )


def go_to(form: BlankForm, key: str) -> dict[str, int]:
    """By answer, the number to go on with."""
    row = row_of(form, key)
    pairs = zip(row.question.options, row.ticks, strict=True)
    return {option.key: tick.go_to for option, tick in pairs if tick.go_to is not None}


# ── Sheets and numbers ─────────────────────────────────────────────────────────


def test_every_question_stands_once_numbered_as_printed() -> None:
    rows = list(blank_form(starter()).rows)
    assert [row.number for row in rows] == list(range(1, len(rows) + 1))
    assert sorted(row.question.key for row in rows) == sorted(starter().questions)


def test_each_part_has_sheets_of_its_own() -> None:
    parts = {part.key: part for part in blank_form(starter()).parts}
    assert list(parts) == ["patient", "private", "later", "technician"]
    asked = {
        key: {(row.question.asked_of, row.question.private) for row in BlankForm((part,)).rows}
        for key, part in parts.items()
    }
    assert asked == {
        "patient": {("patient", False)},
        "private": {("patient", True)},
        "later": {("patient", False)},
        "technician": {("technician", False)},
    }
    assert parts["technician"].signed_by == "technician"


def test_a_part_without_questions_is_left_out() -> None:
    assert [part.key for part in form_of(question("one", "yes_no")).parts] == ["patient"]


def test_chapters_come_in_the_order_of_the_sections() -> None:
    chapters = [chapter.title for chapter in blank_form(starter()).parts[0].chapters]
    titles = [section.title for section in starter().sections.values()]
    assert chapters == [title for title in titles if title in chapters]


# ── When to answer ─────────────────────────────────────────────────────────────

ALL = (
    question("tick", "yes_no"),
    question("pick", "choice", options=("none", "little", "much")),
    question("size", "number"),
    question("seen", "date"),
)


@pytest.mark.parametrize(
    ("when", "words"),
    [
        (line("tick", "is", "yes"), "If the answer to question 1 is Yes"),
        (
            line("pick", "is_one_of", ["little", "much"]),
            "If the answer to question 2 is Little or Much",
        ),
        (line("pick", "is_not", "none"), "If the answer to question 2 is not None"),
        (
            line("pick", "is_none_of", ["none", "much"]),
            "If the answer to question 2 is not None or Much",
        ),
        (line("size", "at_least", "five_mm"), "If the answer to question 3 is at least 5 mm"),
        (line("size", "less_than", "five_mm"), "If the answer to question 3 is below 5 mm"),
        (line("size", "answered"), "If question 3 has an answer"),
        (line("seen", "missing"), "If question 4 has no answer"),
        (
            any_of(line("tick", "is", "yes"), line("seen", "answered")),
            "If the answer to question 1 is Yes, or question 4 has an answer",
        ),
        (
            compare(day("treatment_date"), "after", day("seen")),
            "If the treatment date is after “What about seen?”",
        ),
    ],
    ids=str,
)
def test_a_condition_points_at_the_number(when: dict[str, object], words: str) -> None:
    assert only_if(form_of(*ALL, question("child", "yes_no", when)), "child") == words


def test_all_that_must_hold_is_joined_by_and() -> None:
    both = question("child", "yes_no", line("tick", "is", "yes"), line("seen", "answered"))
    words = only_if(form_of(*ALL, both), "child")
    assert words == "If the answer to question 1 is Yes, and question 4 has an answer"


def test_what_everybody_answers_has_no_condition() -> None:
    assert only_if(form_of(*ALL), "tick") == ""


def test_follow_ups_of_follow_ups_stand_further_in() -> None:
    form = form_of(
        question("one", "yes_no"),
        question("two", "yes_no", line("one", "is", "yes")),
        question("three", "yes_no", line("two", "is", "yes")),
        question("four", "yes_no", line("three", "is", "yes")),
        question("five", "yes_no", line("four", "is", "yes")),
    )
    assert [block.depth for block in form.parts[0].chapters[0].blocks] == [0, 1, 2, 3, 3]


# ── Where to go on ─────────────────────────────────────────────────────────────


def test_an_answer_that_opens_nothing_says_where_to_go_on() -> None:
    form = form_of(
        question("gate"),
        question("child", "yes_no", line("gate", "is_one_of", ["yes", "not_sure"])),
        question("next", "yes_no"),
    )
    assert go_to(form, "gate") == {"no": 3}
    assert go_to(form, "child") == {}


def test_it_goes_past_the_follow_ups_of_the_follow_ups() -> None:
    form = form_of(
        question("gate", "yes_no"),
        question("child", "yes_no", line("gate", "is", "yes")),
        question("grandchild", "yes_no", line("child", "is", "yes")),
        question("next", "yes_no"),
    )
    assert go_to(form, "gate") == {"no": 4}
    assert go_to(form, "child") == {"no": 4}


def test_it_never_goes_past_a_question_that_another_answer_opens_too() -> None:
    form = form_of(
        question("other", "yes_no"),
        question("gate", "yes_no"),
        question("child", "yes_no", any_of(line("gate", "is", "yes"), line("other", "is", "yes"))),
        question("next", "yes_no"),
    )
    assert go_to(form, "gate") == {}


@pytest.mark.parametrize(
    "when",
    [
        line("gate", "is_not", "yes"),
        line("gate", "answered"),
        any_of(line("gate", "is", "yes"), line("gate", "is", "no")),
    ],
    ids=str,
)
def test_where_it_is_not_plain_which_answer_opens_nobody_is_sent_on(
    when: dict[str, object],
) -> None:
    form = form_of(
        question("gate", "yes_no"), question("child", "yes_no", when), question("next", "yes_no")
    )
    assert go_to(form, "gate") == {}


def test_on_the_last_question_of_a_part_there_is_nowhere_to_go() -> None:
    form = form_of(
        question("gate", "yes_no"), question("child", "yes_no", line("gate", "is", "yes"))
    )
    assert go_to(form, "gate") == {}


# ── Languages ──────────────────────────────────────────────────────────────────


def test_a_question_stands_in_the_language_asked_for() -> None:
    labels = {"yes": "Tak", "no": "Nie", "not_sure": "Nie wiem"}
    catalogue = in_polish(why_we_ask="Bo tak.", options=labels)
    form = blank_form(catalogue, "pl")
    row = row_of(form, "gate_hair_loss")
    assert languages(catalogue) == ("pl",)
    assert (row.text.text, row.why.text) == ("Czy coś?", "Bo tak.")
    assert [tick.label.text for tick in row.ticks] == ["Tak", "Nie", "Nie wiem"]
    assert form.untranslated == len(starter().questions) - 1


def test_what_is_missing_falls_back_to_english_and_is_counted() -> None:
    form = blank_form(in_polish(), "pl")
    row = row_of(form, "gate_hair_loss")
    assert (row.text.text, row.text.translated) == ("Czy coś?", True)
    assert (row.why.text, row.why.translated) == (
        "Some hair loss needs a doctor before dots hide it.",
        False,
    )
    assert form.untranslated == len(starter().questions)


def test_in_english_nothing_is_missing() -> None:
    assert blank_form(starter()).untranslated == 0
