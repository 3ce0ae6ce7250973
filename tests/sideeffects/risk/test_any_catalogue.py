"""The engine against the plain reading, over catalogues drawn at random as well.

The starter uses only some of the forms that a catalogue may have; these use all of them.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sideeffects.risk import parse

from .drawn import examples, patients
from .drawn_catalogues import catalogues
from .reference_lines import Plain
from .reference_range import Range
from .test_against_reference import compare, compare_asked, compare_windows

Check = Callable[..., None]


def put(files: Plain, data: st.DataObject, *checks: Check) -> None:
    """Draw a few patients for a catalogue, and look at each."""
    reference, catalogue = Range(files), parse(files)
    for _ in range(3):
        drawn = data.draw(patients(reference, {}, most=6))
        for check in checks:
            check(reference, drawn, catalogue)


@examples(60)
@given(catalogues(), st.data())
def test_a_summary_says_what_the_design_says(files: Plain, data: st.DataObject) -> None:
    put(files, data, compare, compare_asked)


@examples(8)
@given(catalogues(), st.data())
def test_the_windows_are_those_found_day_by_day(files: Plain, data: st.DataObject) -> None:
    put(files, data, compare_windows)


@pytest.mark.slow
@examples(7_000)
@given(catalogues(), st.data())
def test_thousands_of_summaries_say_what_the_design_says(files: Plain, data: st.DataObject) -> None:
    put(files, data, compare, compare_asked)


@pytest.mark.slow
@examples(400)
@given(catalogues(), st.data())
def test_hundreds_of_times_the_windows_are_those_found_day_by_day(
    files: Plain, data: st.DataObject
) -> None:
    put(files, data, compare_windows)
