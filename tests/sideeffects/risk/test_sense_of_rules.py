"""Rules that can never hold, and precautions that never show: told by their form, never wrongly.

Small catalogues are tried with every answer there is; the check may miss what only trying finds,
but what it does say of a rule must be so.
"""

from __future__ import annotations

from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from sideeffects.risk import parse
from sideeffects.risk.check_rules import covered_precautions, impossible_rules

from .cases import (
    CONSULTATION,
    EVERY_STAGE,
    TREATMENT,
    Plain,
    any_of,
    compare,
    day,
    line,
    means,
    question,
    rule,
    small,
    small_files,
)
from .drawn import examples
from .reference import Patient, Reference

SHADES = ("none", "pale", "dark", "not_sure")
QUESTIONS = [
    question("a"),
    question("shade", "choice", options=SHADES, nothing_to_report="none"),
    question("where", "choices", options=("ears", "neck")),
    question("when", "date"),
    question("gate", gate=True),
    question("behind", "yes_no", line("gate", "is_one_of", ["yes", "not_sure"])),
    question("deeper", "yes_no", line("behind", "is", "yes")),
]


@pytest.mark.parametrize(
    ("lines", "can_hold"),
    [
        pytest.param([line("a", "is", "yes")], True, id="an answer"),
        pytest.param([line("a", "is", "yes"), line("a", "is", "no")], False, id="two at once"),
        pytest.param([line("a", "is", "yes"), line("a", "is_not", "yes")], False, id="and not"),
        pytest.param([line("a", "is", "yes"), line("a", "is_not", "no")], True, id="not another"),
        pytest.param([line("a", "is", "yes"), line("a", "missing")], False, id="and missing"),
        pytest.param([line("a", "answered"), line("a", "missing")], False, id="there and missing"),
        pytest.param([line("a", "is_not", "yes"), line("a", "missing")], True, id="missing is not"),
        pytest.param(
            [line("a", "is_none_of", ["yes", "no", "not_sure"])], True, id="none of them, so blank"
        ),
        pytest.param(
            [line("a", "is_none_of", ["yes", "no", "not_sure"]), line("a", "answered")],
            False,
            id="none of them, and answered",
        ),
        pytest.param(
            [line("shade", "is_one_of", ["pale", "dark"]), line("shade", "is_not", "pale")],
            True,
            id="the other of two",
        ),
        pytest.param(
            [
                line("shade", "is_one_of", ["pale", "dark"]),
                line("shade", "is_none_of", ["pale", "dark"]),
            ],
            False,
            id="neither of two",
        ),
        pytest.param(
            [line("where", "is", "ears"), line("where", "is_not", "neck")],
            True,
            id="one of several",
        ),
        pytest.param(
            [line("where", "is", "ears"), line("where", "is_none_of", ["neck"])],
            True,
            id="not the other",
        ),
        pytest.param(
            [line("when", "answered"), line("when", "missing")], False, id="a date, and none"
        ),
        pytest.param(
            [line("when", "after", day("treatment_date")), line("when", "missing")],
            False,
            id="a date compared, and none",
        ),
        pytest.param(
            [compare(day("treatment_date"), "after", day("when")), line("when", "answered")],
            True,
            id="a date compared",
        ),
        pytest.param(
            [any_of(line("a", "is", "no"), line("shade", "is", "pale")), line("a", "is", "yes")],
            True,
            id="by the other alternative",
        ),
        pytest.param(
            [any_of(line("a", "is", "no"), line("a", "missing")), line("a", "is", "yes")],
            False,
            id="by no alternative",
        ),
        pytest.param(
            [line("gate", "is", "no"), line("behind", "is", "yes")], False, id="closed gate"
        ),
        pytest.param(
            [line("gate", "is", "no"), line("behind", "is", "no")], True, id="counts as no"
        ),
        pytest.param([line("gate", "is", "no"), line("behind", "missing")], True, id="not asked"),
        pytest.param(
            [line("gate", "is", "no"), line("deeper", "is", "yes")], False, id="behind it"
        ),
        pytest.param(
            [line("gate", "is", "yes"), line("deeper", "is", "yes")], True, id="open gate"
        ),
        pytest.param([line("behind", "is", "no"), line("deeper", "is", "yes")], False, id="parent"),
    ],
)
def test_a_rule_that_can_never_hold_is_found(lines: list[Plain], can_hold: bool) -> None:
    found = [problem.key for problem in impossible_rules(small(QUESTIONS, [rule("made", *lines)]))]
    assert found == ([] if can_hold else ["made"])


def test_a_rule_that_sees_hidden_answers_may_hold_where_nothing_is_asked() -> None:
    lines = [line("gate", "is", "no"), line("behind", "is", "yes")]
    seeing = rule("made", *lines, sees_hidden=True)
    assert not list(impossible_rules(small(QUESTIONS, [seeing])))
    both = rule("made", line("a", "is", "no"), line("a", "is", "yes"), sees_hidden=True)
    assert list(impossible_rules(small(QUESTIONS, [both])))


# ── Precautions that never show ────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("weaker", "stronger", "covered"),
    [
        (line("shade", "is", "pale"), line("shade", "is", "pale"), True),
        (line("shade", "is", "pale"), line("shade", "is_one_of", ["pale", "dark"]), True),
        (line("shade", "is_one_of", ["pale"]), line("shade", "is", "pale"), True),
        (line("shade", "is_one_of", ["pale", "dark"]), line("shade", "is", "pale"), False),
        (line("shade", "is", "pale"), line("shade", "is_not", "dark"), True),
        (line("shade", "is", "pale"), line("shade", "is_not", "pale"), False),
        (line("shade", "is", "pale"), line("shade", "is_none_of", ["dark", "none"]), True),
        (line("shade", "is_one_of", ["pale", "dark"]), line("shade", "is_not", "dark"), False),
        (line("shade", "is_not", "pale"), line("shade", "is_not", "pale"), True),
        (line("shade", "is_none_of", ["pale"]), line("shade", "is_not", "pale"), True),
        (line("shade", "is_none_of", ["pale", "dark"]), line("shade", "is_not", "pale"), True),
        (line("shade", "is_not", "pale"), line("shade", "is_none_of", ["pale", "dark"]), False),
        (line("shade", "is_not", "pale"), line("shade", "is", "dark"), False),
        (line("shade", "is", "pale"), line("shade", "answered"), True),
        (line("shade", "is_one_of", ["pale"]), line("shade", "answered"), True),
        (line("shade", "is_not", "pale"), line("shade", "answered"), False),
        (line("shade", "answered"), line("shade", "is", "pale"), False),
        (line("shade", "missing"), line("shade", "is_not", "pale"), False),
        (line("shade", "is", "pale"), line("a", "is", "pale"), False),
        (line("when", "answered"), line("when", "answered"), True),
        (
            compare(day("treatment_date"), "after", day("when")),
            compare(day("treatment_date"), "after", day("when")),
            True,
        ),
        (
            compare(day("treatment_date"), "after", day("when")),
            compare(day("consultation_date"), "after", day("when")),
            False,
        ),
    ],
)
def test_a_precaution_is_covered_by_a_rule_that_holds_whenever_it_does(
    weaker: Plain, stronger: Plain, covered: bool
) -> None:
    rules = [rule("weaker", weaker, kind="precaution"), rule("stronger", stronger)]
    found = [problem.words for problem in covered_precautions(small(QUESTIONS, rules))]
    assert found == (["'stronger' always covers it"] if covered else [])


A, PALE = line("a", "is", "yes"), line("shade", "is", "pale")


@pytest.mark.parametrize(
    ("weaker", "stronger", "covered"),
    [
        pytest.param({"when": [A, PALE]}, {"when": [A]}, True, id="fewer lines"),
        pytest.param({"when": [A]}, {"when": [A, PALE]}, False, id="more lines"),
        pytest.param({"when": [A]}, {"when": [any_of(A, PALE)]}, True, id="one of several"),
        pytest.param({"when": [any_of(A, PALE)]}, {"when": [A]}, False, id="only sometimes"),
        pytest.param({"when": [any_of(A, PALE)]}, {"when": [any_of(PALE, A)]}, True, id="the same"),
        pytest.param({}, {"kind": "precaution"}, False, id="by another precaution"),
        pytest.param({}, {"contraindication": "thin_blood"}, False, id="of something else"),
        pytest.param({}, {"kind": "deferral"}, True, id="without an end"),
        pytest.param(
            {}, {"kind": "deferral", "wait_until": day("when")}, False, id="a wait that ends"
        ),
        pytest.param({"sees_hidden": True}, {}, False, id="it sees what the other does not"),
        pytest.param({"sees_hidden": True}, {"sees_hidden": True}, True, id="both see it"),
        pytest.param({}, {"sees_hidden": True}, True, id="the other sees more"),
    ],
)
def test_what_covers_a_precaution(weaker: Plain, stronger: Plain, covered: bool) -> None:
    rules = [
        rule("weaker", A, kind="precaution") | weaker,
        rule("stronger", A) | stronger,
    ]
    found = [problem.key for problem in covered_precautions(small(QUESTIONS, rules))]
    assert found == (["weaker"] if covered else [])


@pytest.mark.parametrize(
    ("kind", "entry", "lines", "covered"),
    [
        ("clearance", "weak_skin", [line("b", "is", "not_sure")], True),
        ("clearance", "weak_skin", [line("b", "is", "not_sure"), A], True),
        ("clearance", "weak_skin", [line("b", "is_one_of", ["not_sure", "yes"])], False),
        ("clearance", "weak_skin", [line("b", "is", "yes")], False),
        ("clearance", "thin_blood", [line("b", "is", "not_sure")], False),
        ("precaution", "weak_skin", [line("b", "is", "not_sure")], False),
    ],
)
def test_what_not_sure_means_may_cover_a_precaution(
    kind: str, entry: str, lines: list[Plain], covered: bool
) -> None:
    questions = [*QUESTIONS, question("b", not_sure=means(entry, kind))]
    made = rule("made", *lines, kind="precaution")
    found = [problem.words for problem in covered_precautions(small(questions, [made]))]
    assert found == (["the meaning of not sure at 'b' always covers it"] if covered else [])


# ── Never wrongly ──────────────────────────────────────────────────────────────

ASKED = [
    question("a", not_sure=means("weak_skin", "clearance")),
    question("b", "choice", options=("none", "some", "not_sure"), nothing_to_report="none"),
    question("gate", gate=True),
    question("behind", "yes_no_unsure", line("gate", "is_one_of", ["yes", "not_sure"])),
    question("last", "yes_no", any_of(line("behind", "is", "yes"), line("b", "is", "some"))),
]


@st.composite
def some_rules(draw: DrawFn) -> list[Plain]:
    kinds = st.sampled_from(("precaution", "precaution", "clearance"))
    seeing = st.sampled_from((False, False, True))
    return [
        rule(f"r{place}", *draw(some_lines()), kind=draw(kinds), sees_hidden=draw(seeing))
        for place in range(draw(st.integers(1, 4)))
    ]


@st.composite
def some_lines(draw: DrawFn) -> list[Plain]:
    lines = []
    for _ in range(draw(st.integers(1, 3))):
        one = draw(st.sampled_from(ASKED))
        answers = [option["key"] for option in one["options"]]
        operator = draw(st.sampled_from(("is", "is", "is_one_of", "is_not", "missing", "answered")))
        value: Any = None
        if operator in ("is", "is_not"):
            value = draw(st.sampled_from(answers))
        elif operator == "is_one_of":
            value = draw(st.lists(st.sampled_from(answers), min_size=1, max_size=2))
        lines.append(line(one["key"], operator, value))
    return lines


@examples(20)
@given(some_rules())
def test_what_is_said_of_a_rule_is_so_for_every_answer(rules: list[Plain]) -> None:
    files = small_files(ASKED, rules)
    reference, catalogue = Reference(files), parse(files)
    held, shown = set(), set()
    choices = [[None, *(option["key"] for option in one["options"])] for one in ASKED]
    for chosen in product(*choices):
        answers = dict(zip([one["key"] for one in ASKED], chosen, strict=True))
        who = Patient(answers, CONSULTATION, {}, EVERY_STAGE)
        shown |= {one.made_by for one in reference.findings(who, TREATMENT)}
        _, seen, seen_hidden = reference.look(who, TREATMENT)
        for one in rules:
            values = seen_hidden if one["sees_hidden"] else seen
            if reference.all_hold(one["when"], values, TREATMENT, CONSULTATION):
                held.add(one["key"])
    assert not held & {problem.key for problem in impossible_rules(catalogue)}
    assert not shown & {problem.key for problem in covered_precautions(catalogue)}
