"""Small catalogues drawn at random: forms that the starter does not use, but a manager may."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from .cases import action, any_of, compare, day, line, means, period, question, rule, small_files
from .reference_lines import Plain

KINDS = ("yes_no", "yes_no_unsure", "yes_no_unsure", "choice", "choices", "date", "number", "text")
SOME = ("none", "little", "much", "not_sure")
PERIODS = (
    period("ten_days", 10),
    period("two_months", 2, "months"),
    period("a_year", 1, "years"),
    period("five_mm", 5, "mm"),
    period("odd_mm", "7.25", "mm"),
)
ACTIONS = (
    action("ask_a_doctor", "before_booking"),
    action("gloves", "on_the_day"),
    action("call_later", "after"),
)
MOSTLY = st.sampled_from((True, True, True, False))
ENTRIES = ("weak_skin", "thin_blood", "incomplete_answers")
FINDINGS = ("absolute", "clearance", "clearance", "clarification", "precaution", "precaution")


@st.composite
def catalogues(draw: DrawFn) -> Plain:
    """The files of a catalogue with a few questions and rules, each well formed."""
    questions: list[Plain] = []
    for place in range(draw(st.integers(2, 7))):
        questions.append(draw(questions_after(questions, f"q{place}")))
    rules = [draw(rules_over(questions, f"r{place}")) for place in range(draw(st.integers(1, 5)))]
    return small_files(questions, rules, periods=PERIODS, actions=ACTIONS)


@st.composite
def questions_after(draw: DrawFn, earlier: list[Plain], key: str) -> Plain:
    kind = draw(st.sampled_from(KINDS))
    fields: dict[str, Any] = {
        "stage": draw(
            st.sampled_from(("consultation", "consultation", "examination", "treatment_day"))
        ),
        "asked_of": draw(st.sampled_from(("patient", "patient", "technician"))),
    }
    if kind in ("choice", "choices"):
        fields |= {"options": SOME, "nothing_to_report": draw(st.sampled_from(("none", None)))}
    if kind in ("yes_no_unsure", "choice", "choices"):
        fields["not_sure"] = draw(meanings())
    if kind == "yes_no_unsure" and draw(st.booleans()):
        fields |= {"gate": True, "not_sure": means(None, None)}
    if kind == "date":
        fields["tense"] = draw(st.sampled_from(("past", "planned", "either")))
    follows = bool(earlier) and draw(MOSTLY)
    condition = draw(conditions(earlier, most=2)) if follows else []
    return question(key, kind, *condition, **fields)


def meanings() -> st.SearchStrategy[Plain | None]:
    made = st.builds(
        means,
        st.sampled_from(ENTRIES),
        st.sampled_from((*FINDINGS, "deferral")),
        st.sampled_from(("ask_a_doctor", "gloves", None)),
    )
    return st.one_of(st.none(), made)


@st.composite
def conditions(draw: DrawFn, questions: list[Plain], most: int) -> list[Plain]:
    items = []
    for _ in range(draw(st.integers(1, most))):
        lines = [draw(lines_over(questions)) for _ in range(draw(st.sampled_from((1, 1, 2))))]
        items.append(lines[0] if len(lines) == 1 else any_of(*lines))
    return items


@st.composite
def lines_over(draw: DrawFn, questions: list[Plain]) -> Plain:
    one = draw(st.sampled_from(questions))
    dates = [other["key"] for other in questions if other["kind"] == "date"]
    if one["kind"] == "date" and draw(MOSTLY):
        left = draw(days((one["key"],)))
        right = draw(days(("treatment_date", "consultation_date", *dates)))
        operator = draw(st.sampled_from(("on_or_before", "after")))
        if draw(st.booleans()):
            return compare(right, operator, left)
        return line(one["key"], operator, right)
    if one["kind"] == "number" and draw(MOSTLY):
        limit = draw(st.sampled_from(("five_mm", "odd_mm")))
        return line(one["key"], draw(st.sampled_from(("at_least", "less_than"))), limit)
    options = [option["key"] for option in one.get("options", ())]
    if not options or not draw(MOSTLY):
        return line(one["key"], draw(st.sampled_from(("answered", "missing"))))
    if draw(st.booleans()):
        return line(
            one["key"], draw(st.sampled_from(("is", "is_not"))), draw(st.sampled_from(options))
        )
    several = draw(st.lists(st.sampled_from(options), min_size=1, max_size=2))
    return line(one["key"], draw(st.sampled_from(("is_one_of", "is_none_of"))), several)


@st.composite
def days(draw: DrawFn, anchors: tuple[str, ...]) -> Plain:
    plus = draw(
        st.sampled_from(({}, {"days": "ten_days"}, {"months": "two_months"}, {"years": "a_year"}))
    )
    return day(draw(st.sampled_from(anchors)), **plus)


@st.composite
def rules_over(draw: DrawFn, questions: list[Plain], key: str) -> Plain:
    when = draw(conditions(questions, most=3))
    fields: dict[str, Any] = {
        "contraindication": draw(st.sampled_from(ENTRIES)),
        "sees_hidden": draw(st.booleans()),
        "actions": [
            {"action": name}
            for name in draw(
                st.lists(st.sampled_from([one["key"] for one in ACTIONS]), unique=True)
            )
        ],
    }
    if draw(st.booleans()):
        return rule(key, *when, kind=draw(st.sampled_from(FINDINGS)), **fields)
    dates = [other["key"] for other in questions if other["kind"] == "date"]
    waits = bool(dates) and draw(MOSTLY)
    if waits:
        fields |= {
            "wait_until": draw(days((*dates, "consultation_date"))),
            "when_anchor_missing": draw(st.sampled_from(("hold", "skip"))),
            "provisional": draw(st.booleans()),
        }
    return rule(key, *when, kind="deferral", **fields)
