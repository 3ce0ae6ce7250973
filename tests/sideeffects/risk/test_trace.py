"""Why a rule holds for somebody, or why not, line by line."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given

from sideeffects.risk import Catalogue, RuleTrace, assess, parse, trace

from .cases import (
    CONSULTATION,
    TREATMENT,
    Plain,
    any_of,
    day,
    line,
    means,
    patient,
    period,
    question,
    rule,
    small,
    small_files,
    starter,
    starter_files,
)
from .drawn import examples, patients
from .reference import Patient
from .reference_range import Range

STARTER = Range(starter_files())
LONG = {"wait_until": day("since", days="long")}


def a_catalogue() -> Catalogue:
    questions = [
        question("pills", text="Do you take pills?", not_sure=means("weak_skin", "clearance")),
        question("since", "date", line("pills", "is", "yes"), text="Since when?"),
        question("which", "choices", options=("red", "blue"), text="Which colours?"),
        question("size", "number", text="How large?"),
        question("note", "text", text="Anything else?"),
        question("gate", gate=True, not_sure=means(None, None), text="Anything unusual?"),
        question("behind", "yes_no", line("gate", "is", "yes"), text="Is it behind?"),
    ]
    rules = [
        rule("care", line("pills", "is_not", "no"), kind="precaution"),
        rule("letter", any_of(line("which", "is", "red"), line("size", "at_least", "large"))),
        rule("wait", line("pills", "is", "yes"), kind="deferral", **LONG),
        rule("skip", line("pills", "is", "yes"), kind="deferral", **LONG)
        | {"when_anchor_missing": "skip"},
        rule("hidden", line("since", "answered"), contraindication="other", sees_hidden=True),
        rule("gated", line("behind", "is", "no"), contraindication="other", kind="precaution"),
        rule("noted", line("note", "answered"), line("which", "missing"), contraindication="other"),
    ]
    return small(questions, rules, periods=[period("long", 60), period("large", 5, "mm")])


def traced(key: str, answers: Any, catalogue: Catalogue | None = None, **more: Any) -> RuleTrace:
    days: Any = {"consultation_date": CONSULTATION, "treatment_date": TREATMENT}
    return trace(catalogue or a_catalogue(), key, answers, **days, **more)


def states(found: RuleTrace) -> list[tuple[str, bool, list[str | None]]]:
    """Each line: its state, whether it holds, and the answers it read or why there is none."""
    return [
        (one.state, one.holds, [read.answer or read.why_blank for read in one.reads])
        for item in found.items
        for one in item.lines
    ]


def test_a_line_that_is_true_names_the_answer() -> None:
    found = traced("care", {"pills": "not_sure", "which": ["blue"]})
    assert states(found) == [("true", True, ["Not_Sure"])]
    assert found.items[0].lines[0].words == "“Do you take pills?” is not No"
    assert found.items[0].lines[0].reads[0].asked == "“Do you take pills?”"


def test_a_line_that_is_false_names_the_answer_too() -> None:
    found = traced("care", {"pills": "no"})
    assert states(found) == [("false", False, ["No"])]
    assert (found.holds, found.fires, found.why_not) == (
        False,
        False,
        "Not all of its lines hold.",
    )


def test_a_blank_may_make_a_line_hold() -> None:
    found = traced("care", {})
    assert states(found) == [("blank", True, ["has no answer"])]
    assert (found.holds, found.fires, found.why_not) == (True, True, None)


def test_a_group_says_which_of_its_lines_holds() -> None:
    found = traced("letter", {"which": ["red", "blue"], "size": 4})
    assert states(found) == [("true", True, ["Red and Blue"]), ("false", False, ["4 mm"])]
    assert [(item.any_of, item.holds) for item in found.items] == [(True, True)]
    assert states(traced("letter", {"size": 5})) == [
        ("blank", False, ["has no answer"]),
        ("true", True, ["5 mm"]),
    ]


def test_a_letter_clears_a_rule_that_fires() -> None:
    letters = {"weak_skin": CONSULTATION}
    found = traced("letter", {"which": ["red"]}, letters=letters)
    assert (found.fires, found.cleared, found.until) == (True, True, None)
    assert not traced("letter", {"which": ["red"]}).cleared


def test_a_wait_says_until_when() -> None:
    found = traced("wait", {"pills": "yes", "since": "2027-02-25"})
    assert (found.fires, found.until) == (True, date(2027, 4, 26))


def test_a_wait_that_is_over_says_since_when() -> None:
    found = traced("wait", {"pills": "yes", "since": "2027-01-01"})
    assert (found.holds, found.fires, found.until) == (True, False, date(2027, 3, 2))
    assert found.why_not == "Its wait ended on 2 March 2027."


def test_a_missing_date_holds_or_does_nothing() -> None:
    assert traced("wait", {"pills": "yes"}).fires
    skipped = traced("skip", {"pills": "yes"})
    assert (skipped.holds, skipped.fires) == (True, False)
    assert skipped.why_not == "“Since when?” has no answer, and then this rule does nothing."


def test_care_beside_a_hold_names_the_hold() -> None:
    found = traced("care", {"pills": "yes", "which": ["red"]})
    assert (found.holds, found.fires) == (True, False)
    assert found.why_not == (
        "A stronger finding about the same is shown instead: “letter” and “wait”."
    )


def test_care_with_a_wait_of_its_own_can_be_covered_too() -> None:
    care = rule("care", line("a", "is", "yes"), kind="precaution")
    care["wait_until"] = day("since", days="long")
    questions = [question("a"), question("since", "date")]
    more = {"periods": [period("long", 60)]}
    catalogue = small(questions, [care, rule("hold", line("a", "is", "yes"))], **more)
    assert traced("care", {"a": "yes", "since": "2027-02-25"}, catalogue).why_not == (
        "A stronger finding about the same is shown instead: “hold”."
    )


def test_care_beside_not_sure_names_the_question() -> None:
    assert traced("care", {"pills": "not_sure"}).why_not == (
        "A stronger finding about the same is shown instead: “Not sure” at “Do you take pills?”."
    )


def test_an_answer_no_longer_asked_is_read_only_where_the_rule_says_so() -> None:
    hidden = {"pills": "no", "since": "2027-01-01"}
    assert states(traced("hidden", hidden)) == [("true", True, ["1 January 2027"])]
    assert states(traced("wait", hidden)) == [("false", False, ["No"])]
    visible = replace(a_catalogue().rules["hidden"], sees_hidden=False)
    catalogue = a_catalogue()
    other = replace(catalogue, rules={**catalogue.rules, "hidden": visible}, hash="visible")
    assert states(traced("hidden", hidden, other)) == [("false", False, ["is not asked"])]


def test_behind_a_closed_gate_everything_reports_nothing() -> None:
    assert states(traced("gated", {"gate": "no"})) == [
        ("true", True, ["No, since it is not asked"])
    ]
    assert states(traced("gated", {"gate": "yes"})) == [("blank", False, ["has no answer"])]


def test_texts_are_quoted_and_a_blank_can_be_what_is_wanted() -> None:
    found = traced("noted", {"note": "warfarin"})
    assert states(found) == [("true", True, ["“warfarin”"]), ("true", True, ["has no answer"])]


def test_an_answer_that_cannot_be_read_is_blank() -> None:
    assert states(traced("care", {"pills": "perhaps", "gone": 1})) == [
        ("blank", True, ["has no answer"])
    ]


# ── Drafts with gaps ───────────────────────────────────────────────────────────


def with_gaps() -> Catalogue:
    questions = [
        question("a"),
        question("b", "yes_no", line("gone", "is", "yes")),
        question("when", "date"),
    ]
    rules = [
        rule("sound", line("a", "is", "yes")),
        rule("gap", line("a", "is", "yes"), line("gone", "is", "yes")),
        rule("limit", line("when", "after", day("treatment_date", days="gone"))),
        rule("on_b", line("b", "is", "yes")),
        rule("shift", line("a", "is", "yes"), kind="deferral")
        | {"wait_until": day("when", days="gone")},
    ]
    return small(questions, rules)


def test_a_rule_beside_gaps_is_traced_as_ever() -> None:
    found = traced("sound", {"a": "yes"}, with_gaps())
    assert (found.fires, states(found)) == (True, [("true", True, ["Yes"])])


@pytest.mark.parametrize("key", ["gap", "limit", "on_b", "shift"])
def test_a_rule_with_a_gap_says_so(key: str) -> None:
    found = traced(key, {"a": "yes", "when": "2027-01-01", "gone": "yes"}, with_gaps())
    assert (found.fires, found.why_not) == (
        False,
        "It names something that cannot be read as it stands.",
    )


def test_a_line_with_a_gap_is_blank() -> None:
    found = traced("gap", {"a": "yes"}, with_gaps())
    assert states(found) == [("true", True, ["Yes"]), ("blank", False, ["cannot be read"])]
    assert states(traced("limit", {"when": "2027-01-01"}, with_gaps())) == [
        ("blank", False, ["1 January 2027"])
    ]


def test_a_rule_that_is_not_there_is_said_not_to_be() -> None:
    assert traced("gone", {}).why_not == "There is no such rule."


def test_a_catalogue_that_cannot_be_read_traces_nothing() -> None:
    files: Plain = small_files([question("a")], [rule("one", line("a", "is", "yes"))])
    files["periods"]["periods"] = []
    assert traced("one", {"a": "yes"}, parse(files)).why_not == (
        "The catalogue cannot be read as it stands."
    )


# ── The starter ────────────────────────────────────────────────────────────────


@examples(8)
@given(patients(STARTER, patient(starter())))
def test_every_rule_fires_in_its_trace_as_in_the_summary(drawn: tuple[Patient, date]) -> None:
    who, treatment = drawn
    days = {"consultation_date": who.consultation, "treatment_date": treatment}
    more: Any = days | {"letters": who.letters, "stages": who.stages}
    summary = assess(starter(), who.answers, **more)
    fired = {one.rule: one for one in summary.findings if one.rule}
    for key in starter().rules:
        found = trace(starter(), key, who.answers, **more)
        assert found.fires == (key in fired)
        assert found.holds or not found.fires
        assert (found.why_not is None) == found.fires
        if found.fires:
            assert found.until == fired[key].until
            assert found.cleared == (fired[key].status == "cleared")
