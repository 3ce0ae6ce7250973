"""Two results of one level, compared finding by finding."""

from __future__ import annotations

import pytest

from sideeffects.risk import (
    Replay,
)

from .cases import (
    Plain,
    line,
    question,
    rule,
    small,
)
from .replaying import (
    QUESTIONS,
    YES,
    B,
    between,
    found,
    kind,
    past,
    wait,
)

SAME_LEVEL: dict[str, tuple[list[Plain], list[Plain], str]] = {
    "a finding more": ([], kind("clearance"), "stricter"),
    "a finding less": (kind("clearance"), [], "less_strict"),
    "one more and one less": (kind("clearance"), [rule("two", B)], "less_strict"),
    "a later date": ([wait("since", "short")], [wait("since", "long")], "stricter"),
    "an earlier date": ([wait("since", "long")], [wait("since", "short")], "less_strict"),
    "a date counted from another day": (
        [wait("since", "long")],
        [wait("again", "long")],
        "stricter",
    ),
    "an end where there was none": (
        [wait("since", None)],
        [wait("since", "long")],
        "less_strict",
    ),
    "no end where there was one": ([wait("since", "long")], [wait("since", None)], "stricter"),
    "care becomes a hold": (kind("precaution"), kind("clearance"), "stricter"),
    "a hold becomes care": (kind("clearance"), kind("precaution"), "less_strict"),
    "asking again becomes a letter": (kind("clarification"), kind("clearance"), "stricter"),
    "a letter becomes asking again": (kind("clearance"), kind("clarification"), "less_strict"),
    "a letter becomes a wait": (kind("clearance"), [wait("since", None)], "less_strict"),
    "a wait becomes a letter": ([wait("since", None)], kind("clearance"), "less_strict"),
    "a rule moves to another entry": (
        kind("clearance"),
        kind("clearance", contraindication="elsewhere"),
        "less_strict",
    ),
    "a letter is asked for beside care": (
        kind("precaution"),
        [*kind("precaution"), rule("two", B)],
        "stricter",
    ),
    "care hidden beside a hold goes": (
        [*kind("precaution"), rule("two", B)],
        [rule("two", B)],
        "same",
    ),
    "the hold beside hidden care goes": (
        [*kind("precaution"), rule("two", B)],
        kind("precaution"),
        "less_strict",
    ),
    "care goes, and the hold is of something else": (
        kind("precaution"),
        [rule("two", B, contraindication="elsewhere")],
        "less_strict",
    ),
    "care goes for other care": (
        kind("precaution"),
        [rule("two", B, kind="precaution")],
        "less_strict",
    ),
}


@pytest.mark.parametrize(("one", "other", "direction"), SAME_LEVEL.values(), ids=SAME_LEVEL)
def test_at_the_same_level_anything_lost_is_less_strict(
    one: list[Plain], other: list[Plain], direction: str
) -> None:
    result = between(one, other)
    assert (result.level_before, result.level_after) == ("hold", "hold")
    assert result.direction == direction


def test_the_level_comes_first() -> None:
    result = between(kind("clearance"), [rule("two", B, kind="absolute")])
    assert (result.direction, found(result.lost)) == ("stricter", ["one"])


def test_a_rule_that_sees_hidden_answers_is_looked_at_with_them() -> None:
    questions = [*QUESTIONS, question("d", "yes_no", line("b", "is", "yes"))]
    one = rule("one", line("d", "is", "yes"), kind="absolute", sees_hidden=True)
    replay = Replay(small(questions), small(questions, [one]))
    assert replay.of(past(YES | {"b": "no", "d": "yes"})).direction == "stricter"
    assert replay.of(past(YES | {"b": "no", "d": "no"})).direction == "same"
