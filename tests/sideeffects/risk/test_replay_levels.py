"""A replayed case has the levels of whole summaries under either catalogue."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sideeffects.risk import (
    Catalogue,
    PastCase,
    Replay,
    RiskSummary,
    assess,
    check_answers,
    parse,
)

from .cases import (
    Plain,
    starter,
    starter_files,
)
from .changes import Change
from .drawn import examples, patients
from .drawn_catalogues import catalogues
from .reference import Patient
from .reference_range import Range
from .replaying import (
    CHANGES,
    WELL,
    after,
    found,
)

STARTER = Range(starter_files())


def as_assessed(catalogue: Catalogue, case: PastCase) -> RiskSummary:
    """What ``assess`` says of the answers that the catalogue can read."""
    wrong = check_answers(catalogue, case.answers, case.consultation_date)
    unread = {one.key for one in wrong if not one.reason.startswith("must be from")}
    return assess(
        catalogue,
        {key: answer for key, answer in case.answers.items() if key not in unread},
        consultation_date=case.consultation_date,
        treatment_date=case.treatment_date,
        letters={key: at for key, at in case.letters.items() if key in catalogue.contraindications},
        stages=case.stages,
    )


def findings(summary: RiskSummary) -> set[tuple[Any, ...]]:
    """Each finding with what made it: its rule, or the question that nobody was sure of."""
    return {
        (
            one.contraindication,
            one.kind,
            one.rule or (one.because[0][0] if one.origin == "not_sure" else one.origin),
            one.level,
            one.until,
        )
        for one in summary.findings
    }


def check(replay: Replay, live: Catalogue, draft: Catalogue, who: Patient, day: date) -> None:
    case = PastCase("ref", who.answers, who.letters, who.consultation, day, who.stages)
    result = replay.of(case)
    before, after = as_assessed(live, case), as_assessed(draft, case)
    assert (result.ref, result.assessed) == ("ref", True)
    assert (result.level_before, result.level_after) == (before.level, after.level)
    assert result.cards == (len(before.findings), len(after.findings))
    levels = ("clear", "care", "hold", "stop")
    change = levels.index(after.level) - levels.index(before.level)
    if change:
        assert result.direction == ("stricter" if change > 0 else "less_strict")
    same = findings(before) == findings(after)
    if same:
        assert (result.direction, result.gained, result.lost) == ("same", (), ())
    rules_after = {one.rule for one in after.findings if one.rule}
    rules_before = {one.rule for one in before.findings if one.rule}
    assert {one for one in found(result.gained) if one in draft.rules} >= rules_after - rules_before
    assert {one for one in found(result.lost) if one in live.rules} <= rules_before


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
@examples(6)
@given(drawn=patients(STARTER, WELL))
def test_the_levels_are_those_of_whole_summaries(
    change: Change, drawn: tuple[Patient, date]
) -> None:
    draft = after(change)
    check(Replay(starter(), draft), starter(), draft, *drawn)


@examples(30)
@given(catalogues(), catalogues(), st.data())
def test_any_two_catalogues_give_the_levels_of_whole_summaries(
    one: Plain, other: Plain, data: st.DataObject
) -> None:
    live, draft = parse(one), parse(other)
    replay = Replay(live, draft)
    for _ in range(2):
        check(replay, live, draft, *data.draw(patients(Range(one), {}, most=6)))


@pytest.mark.slow
@examples(5_000)
@given(catalogues(), catalogues(), st.data())
def test_thousands_of_pairs_give_the_levels_of_whole_summaries(
    one: Plain, other: Plain, data: st.DataObject
) -> None:
    live, draft = parse(one), parse(other)
    check(Replay(live, draft), live, draft, *data.draw(patients(Range(one), {}, most=6)))
