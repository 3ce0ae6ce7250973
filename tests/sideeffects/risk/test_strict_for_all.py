"""Where form shows nothing less strict, nobody finds anything less strict."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sideeffects.risk import PastCase, Replay, loosened, parse

from .cases import (
    Plain,
    line,
    starter,
)
from .changes import add_rule, changed, set_field
from .drawn import examples, patients
from .drawn_drafts import drafts
from .reference_range import Range


def agree(pair: tuple[Plain, Plain], data: st.DataObject, times: int) -> None:
    """Where form shows nothing less strict, no patient drawn finds anything less strict."""
    live, draft = map(parse, pair)
    if loosened(live, draft):
        return
    replay = Replay(live, draft)
    for _ in range(times):
        who, day = data.draw(patients(Range(pair[0]), {}, most=6))
        case = PastCase(1, who.answers, who.letters, who.consultation, day, who.stages)
        result = replay.of(case)
        assert result.assessed
        assert result.direction != "less_strict"


@examples(60)
@given(drafts(), st.data())
def test_nobody_finds_less_strict_what_is_not_said_to_be(
    pair: tuple[Plain, Plain], data: st.DataObject
) -> None:
    agree(pair, data, times=3)


@pytest.mark.slow
@examples(8_000)
@given(drafts(), st.data())
def test_thousands_find_nothing_less_strict_that_is_not_said(
    pair: tuple[Plain, Plain], data: st.DataObject
) -> None:
    agree(pair, data, times=4)


def test_the_starter_is_as_strict_as_itself() -> None:
    assert loosened(starter(), starter()) == ()


def test_six_months_to_nine_need_no_second_look() -> None:
    longer = parse(changed(set_field("periods", "isotretinoin_wait", value=9)))
    assert loosened(starter(), longer) == ()
    assert [one.key for one in loosened(longer, starter())] == ["retinoid_recent"]


def test_a_new_rule_of_the_starter_needs_no_second_look() -> None:
    more_rules = parse(changed(add_rule("keloid_yes", when=[line("psoriasis", "is_not", "none")])))
    assert loosened(starter(), more_rules) == ()
    assert [one.kind for one in loosened(more_rules, starter())] == ["stop_removed"]
