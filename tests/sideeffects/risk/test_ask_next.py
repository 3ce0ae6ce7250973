"""The range of small catalogues: what is still open, what it could lead to, what to ask next."""

from __future__ import annotations

import pytest

from .cases import (
    CONSULTATION,
    TREATMENT,
    Plain,
    day,
    line,
    means,
    on,
    patient,
    period,
    question,
    rule,
    small,
    summary,
)

WAITS: Plain = {"kind": "deferral", "wait_until": day("when", days="a_week")}
SKIPS: Plain = WAITS | {"when_anchor_missing": "skip"}
WEEK = [period("a_week", 7)]
STOPS = rule("stops", line("a", "is", "yes"), kind="absolute")
GATE = question("gate", gate=True)
OPENED = line("gate", "is_one_of", ["yes", "not_sure"])
BEHIND = question("a", "yes_no", OPENED)


@pytest.mark.parametrize(
    ("questions", "rules", "answers", "could_be", "ask_next"),
    [
        pytest.param([question("a")], [STOPS], {}, "stop", "a", id="blank, and yes would stop"),
        pytest.param([question("a")], [STOPS], {"a": "not_sure"}, "stop", "a", id="not sure"),
        pytest.param([question("a")], [STOPS], {"a": "no"}, "clear", None, id="answered"),
        pytest.param([question("a")], [], {}, "hold", "a", id="a blank is itself a hold"),
        pytest.param([GATE, BEHIND], [STOPS], {}, "stop", "gate", id="behind a blank gate"),
        pytest.param([GATE, BEHIND], [STOPS], {"gate": "no"}, "clear", None, id="closed gate"),
        pytest.param(
            [GATE, BEHIND],
            [STOPS],
            {"gate": "not_sure", "a": "no"},
            "clear",
            None,
            id="the gate's not sure is settled behind it",
        ),
        pytest.param(
            [GATE, BEHIND], [STOPS], {"a": "no"}, "stop", "gate", id="whatever is stored behind it"
        ),
        pytest.param(
            [question("b"), question("a", "yes_no", line("b", "is", "yes"), line("b", "answered"))],
            [STOPS],
            {"b": "no"},
            "clear",
            None,
            id="a follow-up that cannot come",
        ),
        pytest.param(
            [question("a"), question("b")],
            [rule("both", line("a", "is", "yes"), line("b", "is", "yes"), kind="absolute")],
            {"b": "no"},
            "hold",
            "a",
            id="the other line has failed",
        ),
        pytest.param(
            [question("a"), question("b")],
            [rule("both", line("a", "is", "yes"), line("b", "is", "yes"), kind="absolute")],
            {},
            "stop",
            "a",
            id="a tie goes to screen order",
        ),
        pytest.param(
            [question("a"), question("b")],
            [
                STOPS,
                rule("b1", line("b", "is", "yes"), kind="absolute"),
                rule("b2", line("b", "is", "not_sure"), kind="absolute"),
            ],
            {},
            "stop",
            "b",
            id="the question in most of the strictest",
        ),
        pytest.param(
            [question("a"), question("b", not_sure=means("weak_skin", "absolute"))],
            [],
            {"a": "no"},
            "stop",
            "b",
            id="its own not sure",
        ),
        pytest.param(
            [question("a"), question("b")],
            [STOPS],
            {"a": "yes"},
            "stop",
            None,
            id="nothing still open reaches the stop there is",
        ),
        pytest.param(
            [question("when", "date"), question("a")],
            [rule("waits", line("a", "is", "yes"), **SKIPS)],
            {"a": "yes"},
            "hold",
            "when",
            id="a date still to come, though skipped now",
        ),
        pytest.param(
            [question("when", "date", tense="planned"), question("a")],
            [rule("waits", line("a", "is", "yes"), **SKIPS)],
            {"a": "no"},
            "clear",
            None,
            id="a date that no line needs",
        ),
        pytest.param(
            [question("when", "date", tense="planned"), question("a", not_sure=means(None, None))],
            [rule("waits", line("a", "is", "yes"), **WAITS)],
            {"a": "not_sure", "when": "2027-01-01"},
            "hold",
            "a",
            id="a wait that is over, and still its blank",
        ),
        pytest.param(
            [question("when", "date")], [], {}, "hold", "when", id="a past date may lie ahead"
        ),
        pytest.param(
            [question("when", "date", tense="planned")], [], {}, "clear", None, id="a plan may not"
        ),
        pytest.param(
            [question("size", "number")],
            [rule("big", line("size", "at_least", "limit"), kind="absolute")],
            {},
            "stop",
            "size",
            id="a number still to come",
        ),
        pytest.param(
            [question("a", stage="treatment_day")], [STOPS], {}, "clear", None, id="a later stage"
        ),
    ],
)
def test_the_range(
    questions: list[Plain], rules: list[Plain], answers: Plain, could_be: str, ask_next: str | None
) -> None:
    catalogue = small(questions, rules, periods=[*WEEK, period("limit", 7, "mm")])
    result = summary(answers, catalogue)
    assert (result.could_be, result.ask_next) == (could_be, ask_next)


def test_a_letter_on_file_clears_what_could_come() -> None:
    unsure = question("a", "yes_no", line("b", "is", "yes"))
    catalogue = small([question("b", "date", approximate_date_ok=True), unsure], [])
    assert summary({}, catalogue).could_be == "hold"
    made = [rule("made", line("size", "answered"))]
    sized = small([question("size", "number")], made)
    assert summary({}, sized).could_be == "hold"
    assert summary({}, sized, letters={"weak_skin": CONSULTATION}).could_be == "care"


def test_a_rule_that_sees_hidden_answers_reads_them_in_the_range_too() -> None:
    questions = [question("a"), question("b", "yes_no", line("a", "is", "yes")), question("c")]
    made = rule("made", line("b", "is", "yes"), line("c", "is", "yes"), kind="absolute")
    hidden = {"a": "no", "b": "yes"}
    assert summary(hidden, small(questions, [made])).could_be == "hold"
    seeing = made | {"sees_hidden": True}
    assert summary(hidden, small(questions, [seeing])).could_be == "stop"


def test_the_question_to_ask_a_patient_who_is_unsure_of_one_thing() -> None:
    result = on(TREATMENT, patient(keloid_history="not_sure"))
    assert (result.level, result.could_be, result.ask_next) == ("hold", "stop", "keloid_history")
    blank = on(TREATMENT, patient() | {"diabetes": None})
    assert (blank.level, blank.could_be, blank.ask_next) == ("hold", "hold", "diabetes")
