"""What the level could still become: never less than what any further answer leads to."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sideeffects.risk import LEVELS, Catalogue, RiskSummary, parse

from .cases import on, patient, starter, starter_files
from .drawn import answers_to, examples, limits_of, patients
from .drawn_catalogues import catalogues
from .reference import Patient
from .reference_lines import Plain
from .reference_range import Range

STARTER = Range(starter_files())
WELL = patient()
Drawn = tuple[Patient, date]


def of(who: Patient, treatment: date, catalogue: Catalogue) -> RiskSummary:
    more: Any = {"letters": who.letters, "stages": who.stages}
    return on(treatment, who.answers, catalogue, who.consultation, **more)


def fill_in(reference: Range, drawn: Drawn, data: st.DataObject) -> Patient:
    """The same patient, the open questions and all that they can open answered in some way."""
    who, treatment = drawn
    answers = dict(who.answers)
    for key in reference.open_with_roots(who, treatment):
        question = reference.questions[key]
        given_now = answers_to(question, limits_of(reference, key), who.consultation)
        answers[key] = data.draw(st.one_of(st.just(answers.get(key)), given_now), label=key)
    return replace(who, answers=answers)


def check(reference: Range, catalogue: Catalogue, drawn: Drawn, data: st.DataObject) -> None:
    before = of(*drawn, catalogue)
    assert LEVELS.index(before.could_be) >= LEVELS.index(before.level)
    for _ in range(3):
        after = of(fill_in(reference, drawn, data), drawn[1], catalogue)
        assert LEVELS.index(after.level) <= LEVELS.index(before.could_be)


@examples(25)
@given(patients(STARTER, WELL), st.data())
def test_no_further_answer_leads_above_the_range(drawn: Drawn, data: st.DataObject) -> None:
    check(STARTER, starter(), drawn, data)


@examples(6)
@given(patients(STARTER, {}), st.data())
def test_no_way_to_fill_in_a_form_leads_above_the_range(drawn: Drawn, data: st.DataObject) -> None:
    check(STARTER, starter(), drawn, data)


@examples(40)
@given(catalogues(), st.data())
def test_no_further_answer_leads_above_the_range_of_any_catalogue(
    files: Plain, data: st.DataObject
) -> None:
    reference = Range(files)
    check(reference, parse(files), data.draw(patients(reference, {}, most=6)), data)


@pytest.mark.slow
@examples(20_000)
@given(patients(STARTER, WELL), st.data())
def test_twenty_thousand_times_no_further_answer_leads_above_the_range(
    drawn: Drawn, data: st.DataObject
) -> None:
    check(STARTER, starter(), drawn, data)
