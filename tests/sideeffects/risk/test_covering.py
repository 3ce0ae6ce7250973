"""Whether one condition holds whenever another does."""

from __future__ import annotations

from typing import Any

import pytest

from sideeffects.risk import parse
from sideeffects.risk.catalogue import DateExpression, Line
from sideeffects.risk.covering import covers

from .drafted import files

MARGIN, HALF, NOTHING = ("days", "margin"), ("months", "half"), (None, None)


def compared(operator: str, left: Any, right: Any, of: str = "since") -> Line:
    return Line(
        operator,
        date=DateExpression("treatment_date", *left),
        value=DateExpression(of, *right),
    )


CONDITIONS: dict[str, tuple[Line, Line, bool]] = {
    "a later limit": (
        compared("on_or_before", NOTHING, MARGIN),
        compared("on_or_before", NOTHING, HALF),
        True,
    ),
    "an earlier limit": (
        compared("on_or_before", NOTHING, HALF),
        compared("on_or_before", NOTHING, MARGIN),
        False,
    ),
    "a left side moved back": (
        compared("on_or_before", HALF, NOTHING),
        compared("on_or_before", MARGIN, NOTHING),
        True,
    ),
    "after an earlier day": (
        compared("after", NOTHING, HALF),
        compared("after", NOTHING, MARGIN),
        True,
    ),
    "after a later day": (
        compared("after", NOTHING, MARGIN),
        compared("after", NOTHING, HALF),
        False,
    ),
    "another day": (
        compared("after", NOTHING, NOTHING),
        compared("after", NOTHING, NOTHING, of="consultation_date"),
        False,
    ),
    "the other way round": (
        compared("after", NOTHING, NOTHING),
        compared("on_or_before", NOTHING, NOTHING),
        False,
    ),
    "a date against an answer": (
        compared("after", NOTHING, NOTHING),
        Line("after", question="since"),
        False,
    ),
    "a limit in other units": (
        Line("at_least", question="size", value="large"),
        Line("at_least", question="size", value="margin"),
        False,
    ),
    "a limit that is not there": (
        Line("at_least", question="size", value="large"),
        Line("at_least", question="size", value="gone"),
        False,
    ),
    "a limit the other way round": (
        Line("at_least", question="size", value="large"),
        Line("less_than", question="size", value="large"),
        False,
    ),
    "a period that measures no time": (
        compared("after", NOTHING, ("days", "large")),
        compared("after", NOTHING, ("days", "large")),
        False,
    ),
    "one choice says nothing of the others": (
        Line("is", question="which", value="red"),
        Line("is_not", question="which", value="blue"),
        False,
    ),
    "one answer rules the others out": (
        Line("is", question="a", value="yes"),
        Line("is_not", question="a", value="no"),
        True,
    ),
    "without some of the choices": (
        Line("is_none_of", question="which", value=("red", "blue")),
        Line("is_not", question="which", value="blue"),
        True,
    ),
}


@pytest.mark.parametrize(("one", "other", "covered"), CONDITIONS.values(), ids=CONDITIONS)
def test_a_condition_covers_another_only_where_form_shows_it(
    one: Line, other: Line, covered: bool
) -> None:
    catalogue = parse(files())
    assert covers(catalogue, (one,), catalogue, (other,)) is covered
