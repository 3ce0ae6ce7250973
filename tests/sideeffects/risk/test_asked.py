"""Which questions are asked, and which stored answers are set aside."""

from __future__ import annotations

from typing import Any

import pytest

from sideeffects.risk import SetAside, asked, set_aside

from .cases import (
    CONSULTATION,
    TREATMENT,
    Plain,
    any_of,
    compare,
    day,
    line,
    on,
    patient,
    period,
    question,
    rule,
    rules_of,
    small,
    starter,
    summary,
)


def keys(questions: list[Plain], answers: Plain, **parts: Any) -> list[str]:
    catalogue = small(questions, **parts)
    return [one.key for one in asked(catalogue, answers, CONSULTATION, TREATMENT)]


# ── Conditions ─────────────────────────────────────────────────────────────────

PARENT = question("a", "choice", options=("none", "little", "much"), nothing_to_report="none")
SEVERAL = question("a", "choices", options=("red", "blue", "grey"))
DATE = question("a", "date")


@pytest.mark.parametrize(
    ("parent", "condition", "answer", "is_asked"),
    [
        pytest.param(PARENT, line("a", "is", "much"), "much", True, id="is, and it is"),
        pytest.param(PARENT, line("a", "is", "much"), "little", False, id="is, and it is not"),
        pytest.param(PARENT, line("a", "is", "much"), None, False, id="is, and it is blank"),
        pytest.param(PARENT, line("a", "is_not", "much"), "little", True, id="is not"),
        pytest.param(PARENT, line("a", "is_not", "much"), None, True, id="is not, and blank"),
        pytest.param(PARENT, line("a", "is_one_of", ["much", "little"]), "little", True, id="one"),
        pytest.param(PARENT, line("a", "is_none_of", ["much", "little"]), "none", True, id="none"),
        pytest.param(PARENT, line("a", "answered"), "none", True, id="answered"),
        pytest.param(PARENT, line("a", "answered"), None, False, id="not answered"),
        pytest.param(PARENT, line("a", "missing"), None, True, id="missing"),
        pytest.param(SEVERAL, line("a", "is", "blue"), ["red", "blue"], True, id="among several"),
        pytest.param(SEVERAL, line("a", "is", "blue"), ["red"], False, id="not among several"),
        pytest.param(SEVERAL, line("a", "is_not", "blue"), ["red"], True, id="is not among them"),
        pytest.param(
            SEVERAL, line("a", "is_none_of", ["red", "grey"]), ["blue"], True, id="none of"
        ),
        pytest.param(
            SEVERAL, line("a", "is_none_of", ["red", "grey"]), None, True, id="none, blank"
        ),
        pytest.param(
            DATE, line("a", "on_or_before", day("treatment_date")), "2027-04-12", True, id="on"
        ),
        pytest.param(
            DATE, line("a", "after", day("treatment_date")), "2027-04-12", False, id="not after"
        ),
        pytest.param(
            DATE, line("a", "after", day("treatment_date")), "2027-04-13", True, id="after"
        ),
        pytest.param(
            DATE,
            compare(day("a", days="a_week"), "after", day("consultation_date")),
            "2027-02-23",
            True,
            id="a week after it is later",
        ),
        pytest.param(
            DATE,
            compare(day("a", days="a_week"), "after", day("consultation_date")),
            "2027-02-22",
            False,
            id="a week after it is the day itself",
        ),
    ],
)
def test_a_follow_up_is_asked_when_its_condition_holds(
    parent: Plain, condition: Plain, answer: Any, is_asked: bool
) -> None:
    follow_up = question("b", "yes_no", condition)
    found = keys([parent, follow_up], {"a": answer}, periods=[period("a_week", 7)])
    assert found == (["a", "b"] if is_asked else ["a"])


TWO = [question("a"), question("b")]


@pytest.mark.parametrize(
    ("answers", "found"),
    [
        pytest.param({"a": "yes", "b": "yes"}, ["a", "b", "both", "either"], id="both"),
        pytest.param({"a": "yes"}, ["a", "b", "either"], id="the first"),
        pytest.param({"b": "yes"}, ["a", "b", "either"], id="the second"),
        pytest.param({"a": "no", "b": "not_sure"}, ["a", "b"], id="neither"),
    ],
)
def test_every_item_must_hold_and_of_any_one_is_enough(answers: Plain, found: list[str]) -> None:
    both = question("both", "yes_no", line("a", "is", "yes"), line("b", "is", "yes"))
    either = question("either", "yes_no", any_of(line("a", "is", "yes"), line("b", "is", "yes")))
    assert keys([*TWO, both, either], answers) == found


def test_a_hidden_parent_hides_its_children() -> None:
    chain = [
        question("a"),
        question("b", "yes_no", line("a", "is", "yes")),
        question("c", "yes_no", line("b", "is", "yes")),
        question("d", "yes_no", any_of(line("c", "answered"), line("a", "is", "not_sure"))),
        question("e", "yes_no", line("d", "is", "yes")),
    ]
    answers = {"b": "yes", "c": "yes", "d": "yes", "e": "no"}
    assert keys(chain, {"a": "yes"} | answers) == ["a", "b", "c", "d", "e"]
    assert keys(chain, {"a": "no"} | answers) == ["a"]
    assert keys(chain, {"a": "not_sure"} | answers) == ["a", "d", "e"]


def test_an_option_named_twice_asks_its_follow_up_once() -> None:
    follow_up = question("b", "yes_no", line("a", "is_one_of", ["yes", "yes"]))
    assert keys([question("a"), follow_up], {"a": "yes"}) == ["a", "b"]


def test_questions_come_in_screen_order_whatever_opens_them() -> None:
    questions = [
        question("a"),
        question("a_detail", "yes_no", any_of(line("a", "is", "yes"), line("a", "is", "not_sure"))),
        question("b"),
        question("b_detail", "yes_no", line("b", "is", "yes")),
        question("c"),
    ]
    found = keys(questions, {"c": "no", "b": "yes", "a": "yes"})
    assert found == ["a", "a_detail", "b", "b_detail", "c"]


def test_without_a_treatment_day_the_consultation_day_stands_for_it() -> None:
    follow_up = question("b", "yes_no", line("a", "after", day("treatment_date")))
    catalogue, answers = small([DATE, follow_up]), {"a": "2027-03-15", "b": "yes"}
    assert [one.key for one in asked(catalogue, answers, CONSULTATION)] == ["a", "b"]
    assert set_aside(catalogue, answers, CONSULTATION) == ()
    assert [one.key for one in set_aside(catalogue, answers, CONSULTATION, TREATMENT)] == ["b"]


def test_a_well_patient_is_asked_33_questions_at_the_consultation_18_of_them_gates() -> None:
    found = asked(starter(), patient(), CONSULTATION, TREATMENT)
    first = [one for one in found if one.stage == "consultation"]
    assert (len(first), sum(one.gate for one in first)) == (33, 18)


# ── Gates ──────────────────────────────────────────────────────────────────────

GATE = question("gate", gate=True, not_sure=None)
BEHIND = question("behind", "yes_no_unsure", line("gate", "is_one_of", ["yes", "not_sure"]))
DEEPER = question("deeper", "date", line("behind", "is", "yes"))
GATED = [GATE, BEHIND, DEEPER]
SEEN = [
    rule("said_no", line("behind", "is", "no")),
    rule("not_yes", line("behind", "is_not", "yes"), kind="clarification"),
    rule("said_yes", line("behind", "is", "yes"), sees_hidden=True),
    rule("no_date", line("deeper", "missing"), kind="absolute"),
]


@pytest.mark.parametrize(
    ("gate", "rules", "behind"),
    [
        pytest.param("yes", {"said_yes"}, None, id="open: what was said counts"),
        pytest.param("not_sure", {"said_yes"}, None, id="not sure: open too"),
        pytest.param("no", {"said_no", "not_yes", "no_date"}, "gate", id="closed: counts as no"),
        pytest.param(None, {"not_yes", "said_yes", "no_date"}, "parent", id="blank: only hidden"),
    ],
)
def test_behind_a_gate(gate: str | None, rules: set[str], behind: str | None) -> None:
    answers = {"gate": gate, "behind": "yes", "deeper": "2027-01-01"}
    result = summary(answers, small(GATED, SEEN))
    assert rules_of(result) == rules
    assert {one[2] for one in result.set_aside} == ({behind} if behind else set())


def test_a_question_asked_beside_a_closed_gate_may_be_blank() -> None:
    """It is asked for another reason, so its blank is a blank and not "nothing to report"."""
    condition = any_of(line("gate", "is", "yes"), line("other", "is", "yes"))
    questions = [GATE, question("other"), question("behind", "yes_no", condition)]
    catalogue = small(questions, [rule("said_no", line("behind", "is", "no"))])
    result = summary({"gate": "no", "other": "yes"}, catalogue)
    assert [one.origin for one in result.findings] == ["blank"]
    assert result.open_questions == ("behind",)
    assert rules_of(summary({"gate": "no", "other": "no"}, catalogue)) == {"said_no"}


def test_several_choices_behind_a_closed_gate_count_as_none_of_them() -> None:
    opened = line("gate", "is_one_of", ["yes", "not_sure"])
    several = question(
        "which", "choices", opened, options=("none", "red"), nothing_to_report="none"
    )
    rules = [
        rule("none", line("which", "is", "none")),
        rule("red", line("which", "is", "red"), kind="absolute"),
    ]
    result = summary({"gate": "no", "which": ["red"]}, small([GATE, several], rules))
    assert rules_of(result) == {"none"}


def test_a_gate_behind_a_closed_gate_opens_nothing() -> None:
    opened = line("gate", "is_one_of", ["yes", "not_sure"])
    inner = question("inner", "yes_no_unsure", opened, gate=True)
    questions = [GATE, inner, question("last", "yes_no", line("inner", "is", "yes"))]
    catalogue = small(questions, [rule("last_no", line("last", "is", "no"))])
    result = summary({"gate": "no", "inner": "yes", "last": "yes"}, catalogue)
    assert rules_of(result) == {"last_no"}
    assert [one[:3] for one in result.set_aside] == [
        ("inner", "yes", "gate"),
        ("last", "yes", "gate"),
    ]


def test_an_answer_that_counts_for_nothing_has_its_nothing_among_the_reasons() -> None:
    result = summary({"gate": "no", "behind": "yes"}, small(GATED, SEEN[:1]))
    assert result.findings[0].because == (("behind", "no"),)


# ── Set aside ──────────────────────────────────────────────────────────────────


def test_what_is_set_aside_says_whether_it_reported_something() -> None:
    which = question(
        "which",
        "choices",
        line("gate", "is", "yes"),
        options=("none", "red"),
        nothing_to_report="none",
    )
    catalogue = small([*GATED, which])
    said = {"gate": "no", "deeper": "2027-01-01", "behind": "no", "which": ["none"]}
    assert set_aside(catalogue, said, CONSULTATION) == (
        SetAside("behind", "no", "gate", False),
        SetAside("deeper", "2027-01-01", "gate", True),
        SetAside("which", ["none"], "gate", False),
    )
    said |= {"which": ["none", "red"], "behind": "in_person"}
    found = set_aside(catalogue, said, CONSULTATION)
    assert [(one.key, one.reports) for one in found] == [
        ("behind", True),
        ("deeper", True),
        ("which", True),
    ]


def test_warfarin_taken_back_is_shown_with_what_set_it_aside() -> None:
    answers = patient(gate_bleeding="no") | {"anticoagulant": "current"}
    result = on(TREATMENT, answers)
    assert result.set_aside == (("anticoagulant", "current", "gate", True),)
    assert result.level == "clear"


def test_a_hidden_follow_up_is_seen_only_by_rules_that_say_so() -> None:
    questions = [question("a"), question("b", "yes_no", line("a", "is", "yes"))]
    rules = [
        rule("sees", line("b", "is", "yes"), sees_hidden=True),
        rule("sees_not", line("b", "is", "yes"), kind="absolute"),
    ]
    result = summary({"a": "no", "b": "yes"}, small(questions, rules))
    assert rules_of(result) == {"sees"}
    assert result.set_aside == (("b", "yes", "parent", True),)
    assert result.findings[0].because == (("b", "yes"),)
