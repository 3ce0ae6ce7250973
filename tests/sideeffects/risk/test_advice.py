"""What is worth a look before publishing, and never forbids it."""

from __future__ import annotations

import pytest

from sideeffects.risk import advice, problems

from .cases import (
    Plain,
    any_of,
    compare,
    contraindication,
    day,
    line,
    means,
    period,
    question,
    rule,
    small,
    starter,
)

A, B = line("a", "is", "yes"), line("b", "is", "yes")
QUESTIONS = [
    question("a"),
    question("b"),
    question("which", "choices", options=("red", "blue"), nothing_to_report=None),
    question("since", "date"),
    question("size", "number"),
]
READ = rule("all_read", B, line("which", "is", "red"), contraindication="elsewhere")
READ["when"] += [line("since", "answered"), line("size", "answered")]
PERIODS = [period("short", 30), period("long", 60), period("months", 2, "months")]


def said(*rules: Plain, **more: object) -> list[str]:
    catalogue = small(QUESTIONS, [READ, *rules], periods=PERIODS, **more)
    return [f"{one.kind}: {one}" for one in advice(catalogue)]


def care(key: str, *when: Plain, **fields: object) -> Plain:
    return rule(key, *when, kind="precaution", **fields)


# ── Which of two wins ──────────────────────────────────────────────────────────


def test_two_rules_that_fire_together_say_which_wins() -> None:
    assert said(
        care("mild", line("a", "is_one_of", ["yes", "not_sure"])), rule("strict", A, B)
    ) == [
        "rules_overlap: rules: mild: fires together with 'strict' when “What about a?” is Yes: "
        "Care and Hold. Hold wins"
    ]


def test_the_stricter_rule_may_come_first() -> None:
    stop = rule("strict", line("a", "is", "yes"), B, kind="absolute")
    assert said(stop, care("mild", A, line("which", "is", "red"))) == [
        "rules_overlap: rules: mild: fires together with 'strict' when “What about a?” is Yes: "
        "Care and Stop. Stop wins"
    ]


APART: dict[str, tuple[Plain, Plain]] = {
    "no answer in common": (care("one", A), rule("two", line("a", "is", "no"))),
    "no question in common": (care("one", A), rule("two", B)),
    "the same level": (rule("one", A), rule("two", A, B, kind="clarification")),
    "other entries": (care("one", A), rule("two", A, contraindication="other")),
    "only what is not answered": (
        care("one", line("a", "is_not", "no")),
        rule("two", line("a", "is_not", "no"), B),
    ),
    "answers that cannot both be given": (
        care("one", A, line("b", "is", "no")),
        rule("two", A, B),
    ),
    "care after a wait": (
        care("one", A),
        rule("two", A, B, kind="deferral", wait_until=day("since", days="long")),
    ),
    "days that cannot both be": (
        care("one", A, compare(day("since", days="long"), "on_or_before", day("treatment_date"))),
        rule("two", A, compare(day("since", days="short"), "after", day("treatment_date"))),
    ),
    "days that meet on no day": (
        care("one", A, compare(day("treatment_date"), "after", day("since", days="short"))),
        rule("two", A, compare(day("treatment_date"), "on_or_before", day("since", days="short"))),
    ),
}


@pytest.mark.parametrize("pair", APART.values(), ids=APART)
def test_two_rules_that_do_not_meet_are_left_alone(pair: tuple[Plain, Plain]) -> None:
    assert [one for one in said(*pair) if "days_left_over" not in one] == []


def test_days_that_can_both_be_let_two_rules_meet() -> None:
    found = said(
        care("one", A, compare(day("treatment_date"), "on_or_before", day("since", days="long"))),
        rule("two", A, compare(day("since", days="short"), "on_or_before", day("treatment_date"))),
    )
    assert [one.partition(":")[0] for one in found] == ["rules_overlap"]


# ── A rule that says nothing new ───────────────────────────────────────────────

LETTER = [{"action": "speak_alone"}]
LONG = {"wait_until": day("since", days="long")}
COVERED: dict[str, tuple[Plain, Plain, bool]] = {
    "the same rule twice": (rule("one", A), rule("two", A), True),
    "a special case": (rule("one", A, B), rule("two", A), True),
    "a shorter wait": (
        rule("one", A, kind="deferral", wait_until=day("since", days="short")),
        rule("two", A, kind="deferral", **LONG),
        True,
    ),
    "a wait beside no end": (
        rule("one", A, kind="deferral", **LONG),
        rule("two", A, kind="deferral"),
        True,
    ),
    "no end beside a wait": (
        rule("one", A, B, kind="deferral"),
        rule("two", A, kind="deferral", **LONG),
        False,
    ),
    "a wait that may be skipped": (
        rule("one", A, B, kind="deferral", **LONG),
        rule("two", A, kind="deferral", **LONG, when_anchor_missing="skip"),
        False,
    ),
    "asking for more": (rule("one", A, B, actions=LETTER), rule("two", A), False),
    "not cleared by a letter": (
        rule("one", A, B, cleared_by_letter=False),
        rule("two", A),
        False,
    ),
    "another kind": (rule("one", A, B, kind="deferral"), rule("two", A), False),
    "reading hidden answers": (rule("one", A, B, sees_hidden=True), rule("two", A), False),
    "asking again beside a letter": (
        rule("one", A, B, kind="clarification"),
        rule("two", A, cleared_by_letter=False),
        True,
    ),
}


@pytest.mark.parametrize(("one", "two", "covered"), COVERED.values(), ids=COVERED)
def test_a_rule_that_another_covers_is_named(one: Plain, two: Plain, covered: bool) -> None:
    words = "rule_covered: rules: one: says nothing that 'two' does not say too"
    assert said(one, two) == ([words] if covered else [])
    backwards = said(two, one)
    assert len(backwards) == covered


# ── Days left over ─────────────────────────────────────────────────────────────


def wait(key: str, days: str) -> Plain:
    return rule(key, A, kind="deferral", wait_until=day("since", days=days))


def from_day(key: str, days: str, *more: Plain) -> Plain:
    begins = compare(day("treatment_date"), "after", day("since", days=days))
    return rule(key, B, begins, *more)


def until_day(days: str) -> Plain:
    return compare(day("treatment_date"), "on_or_before", day("since", days=days))


def test_days_between_two_rules_are_named() -> None:
    assert said(wait("first", "short"), from_day("then", "long")) == [
        "days_left_over: rules: first: ends at 30 days after “What about since?”, but 'then' "
        "begins only at 60 days after “What about since?”: no rule holds on the days between"
    ]


def test_the_next_rule_is_named_once() -> None:
    rules = wait("first", "short"), from_day("then", "long"), from_day("other", "long", A)
    assert [one for one in said(*rules) if "'other' begins" in one] == []


@pytest.mark.parametrize(
    "rules",
    [
        pytest.param([wait("a", "long"), from_day("b", "long")], id="one begins as one ends"),
        pytest.param([wait("a", "long"), from_day("b", "short")], id="they overlap"),
        pytest.param(
            [wait("a", "short"), from_day("b", "long"), wait("c", "long")], id="a third goes on"
        ),
        pytest.param(
            [wait("a", "short"), from_day("b", "long"), from_day("c", "short", until_day("long"))],
            id="a third lies between",
        ),
        pytest.param([wait("a", "short")], id="nothing follows"),
        pytest.param(
            [
                wait("a", "short"),
                rule("b", B, compare(day("treatment_date"), "after", day("consultation_date"))),
            ],
            id="another date",
        ),
    ],
)
def test_days_that_a_rule_holds_are_not_left_over(rules: list[Plain]) -> None:
    assert [one for one in said(*rules) if one.startswith("days_left_over")] == []


# ── Gates and questions ────────────────────────────────────────────────────────


def gate(text: str, why: str = "We need to know.") -> list[str]:
    questions = [
        question("gate", gate=True, not_sure=means(None, None), text=text, why_we_ask=why),
        question("behind", "yes_no", line("gate", "is", "yes"), text="Do you have psoriasis?"),
        question("later", "date", line("behind", "is", "yes"), text="When was the flare?"),
    ]
    rules = [
        rule("one", line("behind", "is", "yes"), contraindication="plaques"),
        rule("two", any_of(line("later", "answered"), line("behind", "missing"))),
    ]
    return [str(one) for one in advice(small(questions, rules)) if one.kind == "gate_silent"]


def test_a_gate_that_names_nothing_of_what_it_opens_is_named() -> None:
    assert gate("Is there anything else that we should know about you?") == [
        "questions: gate: names nothing of “Do you have psoriasis?” behind it"
    ]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("Do you have a psoriatic condition?", "Why."),
        ("Do you have a condition?", "Psoriasis can flare."),
        ("Do you have plaques?", "Why."),
    ],
    ids=["in its text", "in why we ask", "by the contraindication"],
)
def test_a_gate_that_names_it_is_left_alone(text: str, why: str) -> None:
    assert gate(text, why) == []


def test_a_question_that_nobody_reads_is_named() -> None:
    questions = [
        question("unread", "yes_no"),
        question("by_a_person", "text"),
        question("means_something", not_sure=means("weak_skin", "clearance")),
        question("parent", "yes_no"),
        question("child", "date", line("parent", "is", "yes")),
        question("asked", "yes_no"),
    ]
    waits = rule("one", line("asked", "is", "yes"), kind="deferral", wait_until=day("child"))
    assert [str(one) for one in advice(small(questions, [waits]))] == [
        "questions: unread: no rule and no other question reads its answer"
    ]


def test_a_draft_with_gaps_still_gets_what_can_be_said() -> None:
    rules = [rule("one", A), rule("two", A), rule("gap", line("gone", "is", "yes"))]
    entries = [contraindication("weak_skin")]
    found = advice(small([question("a"), question("b")], rules, contraindications=entries))
    assert [one.key for one in found] == ["b"]


# ── The starter ────────────────────────────────────────────────────────────────


def test_the_starter_gets_little_advice_and_none_forbids_it() -> None:
    found = advice(starter())
    assert problems(starter()) == ()
    kinds = [one.kind for one in found]
    assert kinds.count("gate_silent") == 0
    assert [one.key for one in found if one.kind == "question_unread"] == ["keloid_site"]
    assert [one.key for one in found if one.kind == "days_left_over"] == ["patch_too_new"]
    assert kinds.count("rules_overlap") == len(found) - 2
