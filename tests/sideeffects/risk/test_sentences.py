"""Rules in words: what the engine reads, in the clinic's own language."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from sideeffects.risk import Catalogue, rule_words
from sideeffects.risk.catalogue import AnyOf, DateExpression, Line, RuleAction
from sideeffects.risk.sentences import day_words, line_words, listed, question_words, when_words

from .cases import action, any_of, compare, day, line, period, question, rule, small, starter


def a_catalogue(*rules: Any) -> Catalogue:
    questions = [
        question("pills", text="Do you take pills? For example: aspirin."),
        question("since", "date", text="Since when?"),
        question("stopped", "date", text="When did you stop?"),
        question("size", "number", text="How large is it?"),
        question("which", "choices", options=("red", "blue", "green"), text="Which colours?"),
        question("here", "yes_no", text="Is it true? You have it here."),
        question("there", "yes_no", text="Is it true? You have it there."),
    ]
    periods = [period("wait", 6, "months"), period("small", 5, "mm")]
    actions = [
        action("letter", "before_booking", label="Ask for a letter"),
        action("gp", "before_booking", label="GP visit, {when}", params=["when"]),
        action("gloves", label="Wear gloves"),
        action("call", "after", label="Call after {days}", params=["days"], bookable_after="days"),
    ]
    return small(questions, rules, periods=periods, actions=actions)


LINES = {
    "an answer": (line("pills", "is", "yes"), "“Do you take pills?” is Yes"),
    "another answer": (line("pills", "is_not", "yes"), "“Do you take pills?” is not Yes"),
    "one of two": (
        line("pills", "is_one_of", ["yes", "not_sure"]),
        "“Do you take pills?” is Yes or Not_Sure",
    ),
    "none of three": (
        line("which", "is_none_of", ["red", "blue", "green"]),
        "“Which colours?” is none of Red, Blue or Green",
    ),
    "none of one": (line("which", "is_none_of", ["red"]), "“Which colours?” is not Red"),
    "a blank": (line("pills", "missing"), "“Do you take pills?” has no answer"),
    "no blank": (line("pills", "answered"), "“Do you take pills?” has an answer"),
    "a limit": (line("size", "at_least", "small"), "“How large is it?” is at least 5 mm"),
    "below a limit": (line("size", "less_than", "small"), "“How large is it?” is below 5 mm"),
    "a question as a day": (
        line("since", "after", day("consultation_date")),
        "“Since when?” is after the consultation date",
    ),
    "a day against a shifted day": (
        compare(day("treatment_date"), "on_or_before", day("since", months="wait")),
        "The treatment date is on or before 6 months after “Since when?”",
    ),
}


@pytest.mark.parametrize(("plain", "words"), LINES.values(), ids=LINES)
def test_a_line_reads_as_a_sentence(plain: Any, words: str) -> None:
    catalogue = a_catalogue(rule("one", plain))
    assert line_words(catalogue, catalogue.rules["one"].when[0]) == words  # type: ignore[arg-type]


def test_questions_that_begin_the_same_are_told_apart() -> None:
    assert question_words(a_catalogue(), "here") == "“Is it true? You have it here.”"
    assert question_words(a_catalogue(), "there") == "“Is it true? You have it there.”"


def test_an_answer_that_would_blur_into_the_sentence_stands_in_quotation_marks() -> None:
    asked = Line("is_one_of", question="diabetes", value=("type1", "none"))
    assert line_words(starter(), asked) == "“Do you have diabetes?” is “Yes, type 1” or No"


def test_a_group_names_its_lines() -> None:
    plain = any_of(line("pills", "is", "yes"), compare(day("since"), "after", day("stopped")))
    catalogue = a_catalogue(rule("one", line("here", "is", "no"), plain))
    assert when_words(catalogue, catalogue.rules["one"].when) == (
        "“Is it true? You have it here.” is No, and at least one of these is true: "
        "“Do you take pills?” is Yes; “Since when?” is after “When did you stop?”"
    )


def test_a_group_of_one_line_is_that_line() -> None:
    items = (AnyOf((Line("missing", question="pills"),)),)
    assert when_words(a_catalogue(), items) == "“Do you take pills?” has no answer"


def test_a_wait_says_until_when_and_what_a_missing_date_does() -> None:
    wait = {"wait_until": day("stopped", months="wait"), "provisional": True}
    catalogue = a_catalogue(
        rule("hold", line("pills", "is", "yes"), kind="deferral", **wait),
        rule("skip", line("pills", "is", "yes"), kind="deferral", when_anchor_missing="skip")
        | {"wait_until": day("stopped", months="wait"), "open_ended": False},
        rule("today", line("pills", "is", "yes"), kind="deferral")
        | {"wait_until": day("consultation_date", months="wait"), "open_ended": False},
    )
    until = "then hold the booking until 6 months after"
    assert rule_words(catalogue, catalogue.rules["hold"]) == (
        f"If “Do you take pills?” is Yes, {until} “When did you stop?”. Where that date is not "
        "known, hold until it is. The date is a plan and must be confirmed."
    )
    assert rule_words(catalogue, catalogue.rules["skip"]) == (
        f"If “Do you take pills?” is Yes, {until} “When did you stop?”. Where that date is not "
        "known, this rule does nothing."
    )
    assert rule_words(catalogue, catalogue.rules["today"]) == (
        f"If “Do you take pills?” is Yes, {until} the consultation date."
    )


KINDS = {
    "absolute": "do not treat",
    "clearance": "hold the booking until a letter clears it",
    "deferral": "hold the booking with no end date",
    "clarification": "hold the booking until the answer is clear",
    "precaution": "treat with care",
}


@pytest.mark.parametrize(("kind", "words"), KINDS.items(), ids=KINDS)
def test_each_kind_says_what_it_does(kind: str, words: str) -> None:
    catalogue = a_catalogue(rule("one", line("pills", "is", "yes"), kind=kind))
    assert rule_words(catalogue, catalogue.rules["one"]) == (
        f"If “Do you take pills?” is Yes, then {words}."
    )


def test_a_clearance_that_no_letter_clears_only_holds() -> None:
    one = rule("one", line("pills", "is", "yes"), cleared_by_letter=False, sees_hidden=True)
    catalogue = a_catalogue(one)
    assert rule_words(catalogue, catalogue.rules["one"]) == (
        "If “Do you take pills?” is Yes, then hold the booking. "
        "Answers to questions that are no longer asked count too."
    )


def test_actions_of_one_gate_stand_together_with_their_words() -> None:
    actions = [
        {"action": "letter"},
        {"action": "gp", "params": {"when": "soon"}},
        {"action": "gloves"},
        {"action": "call", "params": {"days": "wait"}},
    ]
    one = rule("one", line("pills", "is", "yes"), kind="precaution", actions=actions)
    catalogue = a_catalogue(one)
    assert rule_words(catalogue, catalogue.rules["one"]) == (
        "If “Do you take pills?” is Yes, then treat with care, and ask for a letter and GP visit, "
        "soon before booking, and wear gloves on the day, and call after 6 months after treatment."
    )


def test_names_that_lead_nowhere_are_shown_as_they_are() -> None:
    catalogue = a_catalogue(rule("one", line("pills", "is", "yes")))
    lost = replace(
        catalogue.rules["one"],
        when=(
            Line("is", question="gone", value="yes"),
            Line("is", question="pills", value="gone"),
            Line("at_least", question="size", value="gone"),
            Line("after", question="gone"),
        ),
        kind="deferral",
        wait_until=DateExpression("gone", "months", "gone"),
        actions=(RuleAction("gone"), RuleAction("call", (("days", "gone"),))),
    )
    assert rule_words(catalogue, lost) == (
        "If “gone” is “yes”, and “Do you take pills?” is “gone”, and “How large is it?” is at "
        "least “gone”, and “gone” is after “”, then hold the booking until “gone” after “gone”, "
        "and “gone”, and call after gone after treatment. "
        "Where that date is not known, hold until it is."
    )
    assert day_words(catalogue, DateExpression("gone")) == "“gone”"


def test_one_word_is_listed_as_it_is() -> None:
    assert (listed(["Yes"], "or"), listed([], "or")) == ("Yes", "")


def test_every_rule_of_the_starter_reads_as_one_sentence() -> None:
    words = [rule_words(starter(), one) for one in starter().rules.values()]
    assert all(text.startswith("If ") and ", then " in text for text in words)
    assert not any("{" in text or "“”" in text for text in words)
    assert words[0].startswith(
        "If “What is your date of birth?” has an answer, then hold the booking until 18 years "
        "after “What is your date of birth?”, and wait until the date or until it has healed "
        "before booking, and check photo ID on the day."
    )
