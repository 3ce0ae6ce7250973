"""A small catalogue with something of everything, and drafts of it, each with one change."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

from sideeffects.risk import loosened, parse

from .cases import (
    Plain,
    action,
    compare,
    day,
    line,
    means,
    period,
    question,
    rule,
    small_files,
)
from .changes import Change, entry


def files() -> Plain:
    questions = [
        question("a", not_sure=means("weak_skin", "absolute", "letter")),
        question("b", not_sure=means("weak_skin", "clarification")),
        question("c", "yes_no", line("b", "is", "yes")),
        question("gate", gate=True, not_sure=means(None, None)),
        question("behind", "yes_no", line("gate", "is_one_of", ["yes", "not_sure"])),
        question("which", "choices", options=("red", "blue", "none"), nothing_to_report="none"),
        question("since", "date"),
        question("size", "number"),
    ]
    rules = [
        rule("stop", line("a", "is_one_of", ["yes", "not_sure"]), kind="absolute"),
        rule(
            "letter",
            line("a", "is", "yes"),
            line("c", "is_not", "yes"),
            cleared_by_letter=False,
            actions=[
                {"action": "letter"},
                {"action": "test", "params": {"review": "margin"}},
                {"action": "gloves", "params": {"size": "long"}},
            ],
        ),
        rule(
            "wait",
            line("b", "is", "yes"),
            kind="deferral",
            wait_until=day("since", months="half"),
            provisional=True,
        ),
        rule("open", line("size", "at_least", "large"), kind="deferral"),
        rule("care", line("size", "less_than", "large"), kind="precaution"),
        rule("ask", line("which", "is", "red"), kind="clarification", sees_hidden=True),
        rule("again", line("since", "after", day("treatment_date", days="margin"))),
        rule("before", compare(day("treatment_date"), "on_or_before", day("since", days="margin"))),
    ]
    periods = [
        period("half", 6, "months"),
        period("long", 10, "months"),
        period("margin", 14),
        period("large", 5, "mm"),
    ]
    actions = [
        action("letter", "before_booking", urgent=True, cleared_by="letter"),
        action("test", "before_booking", params=["review"], bookable_after="review"),
        action("gloves", params=["size"]),
    ]
    return small_files(questions, rules, periods=periods, actions=actions)


def found(change: Change) -> list[tuple[str, str]]:
    draft = files()
    change(draft)
    return [(one.kind, str(one)) for one in loosened(parse(files()), parse(draft))]


def line_of(key: str, place: int, plain: Any) -> Change:
    """One item of a rule's condition, changed."""

    def change(draft: Plain) -> None:
        entry(draft, "rules", key)["when"][place : place + 1] = [plain]

    return change


def more(*rows: Plain, part: str = "rules") -> Change:
    def change(draft: Plain) -> None:
        draft[part][part] += deepcopy(list(rows))

    return change


def both(*changes: Change) -> Change:
    def change(draft: Plain) -> None:
        for one in changes:
            one(draft)

    return change


A_YES, B_YES = line("a", "is", "yes"), line("b", "is", "yes")
