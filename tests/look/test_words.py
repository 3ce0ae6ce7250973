"""Levels, days and strength of evidence read the same on every page."""

from __future__ import annotations

from datetime import date

import pytest

from clinic import words
from tests.catalogue import starter

DAY = date(2026, 5, 4)


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ("long", "Monday 4 May 2026"),
        ("medium", "Mon 4 May 2026"),
        ("short", "4 May"),
        ("born", "4 May 2026"),
    ],
)
def test_a_day_is_said_in_four_ways(form: str, said: str) -> None:
    assert words.day(DAY, form) == said


def test_a_day_has_no_other_form() -> None:
    with pytest.raises(ValueError, match="no form 'american'"):
        words.day(DAY, "american")


@pytest.mark.parametrize(
    ("text", "said"),
    [("2026-08-03", "Monday 3 August 2026"), ("2026-08", "August 2026"), ("2026", "2026")],
)
def test_a_date_known_in_part_says_what_is_known(text: str, said: str) -> None:
    assert words.part_of_day(text) == said


def test_what_is_no_date_is_an_error() -> None:
    with pytest.raises(ValueError, match="is not a date"):
        words.part_of_day("2026-01-02-03")


def test_levels_have_steps_and_not_assessed_has_none() -> None:
    steps = [words.LEVELS[key].step for key in ("clear", "care", "hold", "stop")]
    assert steps == ["1 of 4", "2 of 4", "3 of 4", "4 of 4"]
    assert words.LEVELS["not_assessed"].name == "Not assessed"
    assert words.LEVELS["not_assessed"].step == ""


def test_evidence_grows_weaker_and_never_hides_that_there_is_none() -> None:
    strengths = [words.grade(key).strength for key in "ABCDE"]
    assert strengths == [4, 3, 2, 1, 0]
    assert words.grade(None).words == "no source yet"


def test_only_what_has_no_source_says_so() -> None:
    catalogue = starter()
    graded: list[tuple[str | None, tuple[str, ...]]] = [
        *((one.evidence_grade, one.sources) for one in catalogue.contraindications.values()),
        *((one.evidence_grade, one.sources) for one in catalogue.side_effects.values()),
        *((one.evidence_grade, one.basis) for one in catalogue.periods.values()),
    ]
    for grade, sources in graded:
        assert not sources or "no source" not in words.grade(grade).words
    assert any(grade == "E" and sources for grade, sources in graded)
    assert any(grade == "E" and not sources for grade, sources in graded)


@pytest.mark.parametrize(
    ("name", "letters"),
    [("Priya Nair", "PN"), ("Dr Helen Okafor", "DO"), ("Cher", "C"), ("  ", ""), ("łucja ś", "ŁŚ")],
)
def test_initials_are_of_the_first_and_the_last_name(name: str, letters: str) -> None:
    assert words.initials(name) == letters
