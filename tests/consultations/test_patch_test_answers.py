"""What the patch tests on file say to the rules: a table, and that nothing is read too lightly."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consultations.patch_test import (
    DATE,
    DONE,
    LATE,
    QUESTIONS,
    RESULT,
    SAME,
    Look,
    Spot,
    desk_words,
    dues,
    first_look,
    late_looks,
    next_due,
    says,
    to_read,
    valid_until,
)
from sideeffects.risk import Catalogue, assess
from tests.catalogue import catalogue_with, starter
from tests.consultations.world import nothing_to_report

LONDON = ZoneInfo("Europe/London")
APPLIED = datetime(2026, 5, 12, 9, 30, tzinfo=UTC)  # half past ten in London


def look(hours: float, result: str = "no_reaction", late: str = "no") -> Look:
    return Look(APPLIED + timedelta(hours=hours), result, late)


def spot(*looks: Look, same: bool | None = True, days: int = 0, withdrawn: bool = False) -> Spot:
    return Spot(APPLIED + timedelta(days=days), same, looks, withdrawn=withdrawn)


def said(
    *spots: Spot, catalogue: Catalogue | None = None, on_file: dict[str, Any] | None = None
) -> dict[str, Any]:
    return says(catalogue or starter(), spots, on_file or {}, LONDON)


CLEAR = look(50)


@pytest.mark.parametrize(
    ("spots", "result", "late"),
    [
        ([spot()], "not_read_yet", None),
        ([spot(CLEAR)], "no_reaction", "no"),
        ([spot(look(48))], "no_reaction", "no"),
        ([spot(look(47.9))], "not_read_yet", None),
        ([spot(look(20, "unclear"))], "not_read_yet", None),
        ([spot(look(20, "reaction"))], "reaction", "no"),
        ([spot(look(20, late="yes"))], "not_read_yet", "yes"),
        ([spot(look(50, "unclear"))], "not_sure", "no"),
        ([spot(look(50, "unclear"), look(200))], "not_sure", "no"),
        ([spot(CLEAR, look(200, "unclear"))], "not_sure", "no"),
        ([spot(CLEAR, look(200, "reaction"))], "reaction", "no"),
        ([spot(look(50, "reaction"), look(200))], "reaction", "no"),
        ([spot(look(50, late="not_sure"))], "no_reaction", "not_sure"),
        ([spot(look(50, late="not_sure"), look(200))], "no_reaction", "no"),
        ([spot(look(50, late="yes"), look(200))], "no_reaction", "yes"),
        ([spot(look(200), look(50, late="not_sure"))], "no_reaction", "no"),
        ([spot(look(50, "reaction")), spot(days=30)], "reaction", None),
        ([spot(look(50, "unclear")), spot(days=30)], "not_sure", None),
        ([spot(CLEAR), spot(days=30)], "not_read_yet", None),
        ([spot(CLEAR), spot(days=30, same=False)], "no_reaction", "no"),
        ([spot(CLEAR), spot(look(800, "reaction"), days=30, same=False)], "reaction", "no"),
        ([spot(CLEAR), spot(look(800, "reaction"), days=30, withdrawn=True)], "no_reaction", "no"),
    ],
)
def test_what_the_readings_come_to(spots: list[Spot], result: str, late: str | None) -> None:
    answers = said(*spots)
    assert (answers[DONE], answers[RESULT], answers[LATE]) == ("yes", result, late)


@pytest.mark.parametrize(("same", "answer"), [(True, "yes"), (False, "no"), (None, "not_sure")])
def test_the_products_we_plan_with(same: bool | None, answer: str) -> None:
    assert said(spot(same=same))[SAME] == answer


def test_the_date_is_that_of_the_newest_test_with_our_products() -> None:
    assert said(spot(), spot(days=30, same=None))[DATE] == "2026-05-12"
    assert said(spot(same=None), spot(days=30, same=False))[DATE] == "2026-06-11"
    assert said(spot(), spot(days=30))[DATE] == "2026-06-11"


def test_the_day_is_that_of_the_site() -> None:
    late = Spot(datetime(2026, 5, 12, 23, 30, tzinfo=UTC), True)
    assert said(late)[DATE] == "2026-05-13"
    assert says(starter(), [late], {}, ZoneInfo("America/New_York"))[DATE] == "2026-05-12"


def test_nothing_on_file_says_nothing() -> None:
    assert said() == {}
    assert said(on_file={DONE: "no"}) == {}


def test_a_withdrawn_test_takes_back_what_came_from_it_alone() -> None:
    gone = spot(CLEAR, withdrawn=True)
    assert said(gone, on_file={DATE: "2026-05-12"}) == dict.fromkeys(QUESTIONS)
    assert said(gone, on_file={DATE: "2026-05-11"}) == {}


def without(*names: str) -> Catalogue:
    kept = {key: part for key, part in starter().questions.items() if key not in names}
    return catalogue_with(questions=kept)


def test_an_edition_hears_what_it_asks() -> None:
    assert said(spot(), catalogue=without(DONE)) == {}
    assert LATE not in said(spot(CLEAR), catalogue=without(LATE))
    assert said(spot(CLEAR), catalogue=without(LATE))[RESULT] == "no_reaction"


RESULTS = st.sampled_from(["no_reaction", "reaction", "unclear"])
LATES = st.sampled_from(["no", "yes", "not_sure"])
LOOKS = st.builds(look, st.integers(0, 24 * 40), RESULTS, LATES)
SPOTS = st.builds(
    lambda looks, same, days: spot(*looks, same=same, days=days),
    st.lists(LOOKS, max_size=5),
    st.sampled_from([True, False, None]),
    st.integers(0, 30),
)
LEVELS = ("clear", "care", "hold", "stop")


@given(st.lists(SPOTS, min_size=1, max_size=4), st.randoms())
def test_no_order_of_readings_reads_lower_than_the_worst(spots: list[Spot], order: Any) -> None:
    answers = said(*spots)
    shuffled = [
        Spot(each.at, each.same, tuple(order.sample(each.looks, len(each.looks)))) for each in spots
    ]
    again = said(*shuffled)
    assert (again[RESULT] == "reaction") == (answers[RESULT] == "reaction")
    seen = [(each, part) for each in spots for part in each.looks]
    if any(part.result == "reaction" for _, part in seen):
        assert answers[RESULT] == "reaction"
    elif any(
        part.result == "unclear" and part.at >= first_look(starter(), each.at)
        for each, part in seen
    ):
        assert answers[RESULT] == "not_sure"
    if any(part.late == "yes" for _, part in seen):
        assert answers[LATE] == "yes"
    if answers[RESULT] == "no_reaction":
        assert any(
            part.result == "no_reaction" and part.at >= first_look(starter(), each.at)
            for each, part in seen
        )


@given(st.lists(SPOTS, min_size=1, max_size=3), LOOKS)
def test_one_more_bad_reading_never_lowers_the_level(spots: list[Spot], more: Look) -> None:
    first = spots[0]
    bad = Look(max(more.at, first_look(starter(), first.at)), "reaction", more.late)
    worse = [Spot(first.at, first.same, (*first.looks, bad)), *spots[1:]]
    assert level(*worse) == "stop"
    assert LEVELS.index(level(*worse)) >= LEVELS.index(level(*spots))


DAY = date(2026, 7, 1)
HEALTHY = nothing_to_report("consultation", {"date_of_birth": "1987-03-14"}, DAY)


def level(*spots: Spot) -> str:
    answers = {key: value for key, value in said(*spots).items() if value is not None}
    risk = assess(
        starter(),
        {**HEALTHY, **answers},
        consultation_date=DAY,
        treatment_date=DAY + timedelta(days=14),
        stages=("consultation", "examination"),
    )
    return risk.level


# ── When to look ───────────────────────────────────────────────────────────────


def test_how_long_it_counts_and_when_it_is_read() -> None:
    assert first_look(starter(), APPLIED) == APPLIED + timedelta(hours=48)
    assert valid_until(starter(), date(2026, 5, 12)) == date(2026, 11, 12)
    assert to_read(starter()) == [48]
    assert to_read(starter(), [168]) == [48, 168]
    bare = catalogue_with(periods={})
    assert (first_look(bare, APPLIED), valid_until(bare, APPLIED.date())) == (APPLIED, None)


def test_only_findings_that_ask_for_it_want_a_late_reading() -> None:
    assert late_looks(starter(), ["ppd_mild", None, "no_such_rule"]) == {168: 240}
    assert late_looks(starter(), ["metal_mild", "patch_missing"]) == {}


def due_at(hours: float, *looks: Look) -> list[tuple[int, bool, bool]]:
    now = APPLIED + timedelta(hours=hours)
    found = dues(starter(), spot(*looks), [48, 168], LONDON, now)
    return [(each.hours, each.done, each.overdue) for each in found]


@pytest.mark.parametrize(
    ("hours", "looks", "expected"),
    [
        (1, [], [(48, False, False), (168, False, False)]),
        (60, [], [(48, False, False), (168, False, False)]),
        (63, [], [(48, False, True), (168, False, False)]),
        (49, [look(20)], [(48, False, False), (168, False, False)]),
        (60, [CLEAR], [(48, True, False), (168, False, False)]),
        (250, [CLEAR], [(48, True, False), (168, False, False)]),
        (260, [CLEAR], [(48, True, False), (168, False, True)]),
        (260, [look(170)], [(48, True, False), (168, True, False)]),
        (260, [look(20, "reaction")], [(48, True, False), (168, True, False)]),
    ],
)
def test_what_is_due(
    hours: float, looks: list[Look], expected: list[tuple[int, bool, bool]]
) -> None:
    assert due_at(hours, *looks) == expected


@pytest.mark.parametrize(
    ("hours", "looks", "words"),
    [
        (1, [], "Patch test: look at the spot on Thu 14 May 2026 from 10:30"),
        (100, [], "Patch test: the spot was to be looked at by Thu 14 May 2026"),
        (60, [CLEAR], "Patch test: look at the spot from Tue 19 May 2026 to Fri 22 May 2026"),
    ],
)
def test_what_the_desk_may_say(hours: float, looks: list[Look], words: str) -> None:
    now = APPLIED + timedelta(hours=hours)
    due = next_due(dues(starter(), spot(*looks), [48, 168], LONDON, now))
    assert due is not None
    assert desk_words(due, LONDON) == words
    assert next_due(dues(starter(), spot(look(200)), [48, 168], LONDON, now)) is None
