"""The engine against a plain reading of the design, over patients drawn at random."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given

from sideeffects.risk import Catalogue, asked, set_aside

from .cases import HEALTHY, on, patient, starter, starter_files
from .drawn import examples, patients
from .reference import Patient, said_by_the_engine, strictest
from .reference_range import Range

STARTER = Range(starter_files())
WELL = patient(starter(), **HEALTHY)

Drawn = tuple[Patient, date]


def compare(reference: Range, drawn: Drawn, catalogue: Catalogue | None = None) -> None:
    """Everything a summary says about one day, but the windows."""
    who, treatment = drawn
    result = on(
        treatment,
        who.answers,
        catalogue,
        who.consultation,
        letters=who.letters,
        stages=who.stages,
    )
    assert result.fault is None
    found = reference.findings(who, treatment)
    expected = sorted((one.plain for one in found), key=lambda one: one["of"])
    assert sorted(said_by_the_engine(result), key=lambda one: one["of"]) == expected
    assert result.level == strictest([one.level for one in found])
    assert (result.could_be, result.ask_next) == reference.could_be(who, treatment)
    assert list(result.in_person) == reference.in_person(who, treatment)
    asked_for = {action for one in found for action in one.actions}
    alone = {"speak_alone"} if result.in_person else set()
    assert list(result.actions) == sorted(asked_for | alone)
    assert list(result.open_questions) == reference.open_questions(who, treatment)
    assert {
        "earliest_date": result.earliest_date,
        "open_ended": result.open_ended,
        "provisional": result.provisional,
    } == reference.earliest(who, treatment)


def compare_windows(reference: Range, drawn: Drawn, catalogue: Catalogue | None = None) -> None:
    who, treatment = drawn
    result = on(
        treatment,
        who.answers,
        catalogue,
        who.consultation,
        letters=who.letters,
        stages=who.stages,
    )
    windows = [
        {
            "first": window.first,
            "last": window.last,
            "result": (
                window.level,
                sorted((ref.contraindication, ref.kind, ref.made_by) for ref in window.findings),
            ),
        }
        for window in result.windows
    ]
    assert windows == reference.windows(who)


def compare_asked(reference: Range, drawn: Drawn, catalogue: Catalogue | None = None) -> None:
    who, treatment = drawn
    visible, seen, seen_hidden = reference.look(who, treatment)
    today = who.consultation
    assert [
        one.key for one in asked(catalogue or starter(), who.answers, today, treatment)
    ] == visible
    values = reference.read(who.answers, today)
    aside = {
        key: "gate" if reference.behind_closed_gate(key, visible, values) else "parent"
        for key in values
        if key not in visible
    }
    found = set_aside(catalogue or starter(), who.answers, today, treatment)
    assert {one.key: one.behind for one in found} == aside
    assert all(one.value == who.answers[one.key] for one in found)
    assert {one.key for one in found if one.behind == "parent"} == seen_hidden.keys() - seen.keys()


@examples(100)
@given(patients(STARTER, WELL))
def test_a_summary_says_what_the_design_says(drawn: Drawn) -> None:
    compare(STARTER, drawn)


@examples(40)
@given(patients(STARTER, {}))
def test_a_half_filled_form_says_what_the_design_says(drawn: Drawn) -> None:
    compare(STARTER, drawn)


@examples(60)
@given(patients(STARTER, WELL))
def test_the_questions_asked_and_set_aside_are_those_of_the_design(drawn: Drawn) -> None:
    compare_asked(STARTER, drawn)


@examples(4)
@given(patients(STARTER, WELL))
def test_the_windows_are_those_found_day_by_day(drawn: Drawn) -> None:
    compare_windows(STARTER, drawn)


@pytest.mark.slow
@examples(20_000)
@given(patients(STARTER, WELL))
def test_twenty_thousand_summaries_say_what_the_design_says(drawn: Drawn) -> None:
    compare(STARTER, drawn)
    compare_asked(STARTER, drawn)


@pytest.mark.slow
@examples(500)
@given(patients(STARTER, WELL))
def test_five_hundred_times_the_windows_are_those_found_day_by_day(drawn: Drawn) -> None:
    compare_windows(STARTER, drawn)
