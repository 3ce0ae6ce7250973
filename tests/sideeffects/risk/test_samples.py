"""The sample patients of the catalogue, each with the result that is pinned there."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from sideeffects.risk import RiskSummary, parse
from sideeffects.risk.evidence import Sample
from sideeffects.risk.samples import case_of

from .cases import Plain, compare, day, line, on, question, small_files, starter

SAMPLES = [pytest.param(sample, id=label) for label, sample in starter().samples.items()]


def result_of(sample: Sample) -> RiskSummary:
    case = case_of(starter(), sample)
    return on(
        date.fromisoformat(case["treatment_date"]),
        case["answers"],
        consultation=date.fromisoformat(case["consultation_date"]),
        letters={key: date.fromisoformat(text) for key, text in case["letters"].items()},
    )


@pytest.mark.parametrize("sample", SAMPLES)
def test_a_sample_patient_gets_the_pinned_result(sample: Sample) -> None:
    result, expected = result_of(sample), sample.expected
    assert expected is not None
    assert result.level == expected.outcome
    assert sorted((one.contraindication, one.kind, one.status) for one in result.findings) == [
        (one.contraindication, one.kind, one.status) for one in expected.findings
    ]
    earliest = result.earliest_date and result.earliest_date.isoformat()
    assert earliest == expected.earliest_date
    assert (result.open_ended, result.provisional) == (expected.open_ended, expected.provisional)


def test_there_are_fifteen_samples() -> None:
    assert len(SAMPLES) == 15


def test_a_sample_leaves_blank_what_it_names_with_nothing() -> None:
    case = case_of(starter(), starter().samples["One question left blank"])
    assert case["answers"]["diabetes"] is None
    assert result_of(starter().samples["One question left blank"]).open_questions == ("diabetes",)


def test_a_sample_is_filled_in_with_what_a_well_patient_says() -> None:
    case = case_of(starter(), starter().samples["Keloid on shoulder"])
    answers = case["answers"]
    assert answers["keloid_site"] == ["chest_shoulders_back"]
    assert (answers["date_of_birth"], answers["patch_test_date"]) == ("1985-05-14", "2026-12-01")
    assert (answers["patch_test_done"], answers["patch_test_result"]) == ("yes", "no_reaction")
    assert answers["patch_test_same_products"] == "yes"
    assert answers["patch_test_late_symptoms"] == "no"
    assert answers["has_tattoos"] == "no"


def sample_of(questions: list[Plain], **answers: Any) -> Plain:
    """The case of a sample in a catalogue with these questions."""
    files = small_files(questions)
    files["samples"]["samples"] = [
        {
            "label": "Somebody",
            "shows": "Something.",
            "consultation_date": "2027-03-01",
            "treatment_date": "2027-04-12",
            "answers": answers,
            "letters": {"weak_skin": "2027-02-01"},
            "expected": {
                "outcome": "care",
                "findings": [],
                "earliest_date": None,
                "open_ended": False,
                "provisional": False,
            },
        }
    ]
    catalogue = parse(files)
    return case_of(catalogue, catalogue.samples["Somebody"])


def test_a_sample_may_answer_with_numbers_and_lists() -> None:
    which = question("which", "choices", options=("red", "blue"))
    sizes = [question("small", "number"), question("large", "number")]
    case = sample_of([which, *sizes], which=["red"], small=5.50, large=120)
    assert case == {
        "consultation_date": "2027-03-01",
        "treatment_date": "2027-04-12",
        "answers": {"which": ["red"], "small": "5.5", "large": 120},
        "letters": {"weak_skin": "2027-02-01"},
    }


def test_age_and_patch_test_are_filled_in_whatever_reports_nothing() -> None:
    results = ("reaction", "no_reaction")
    case = sample_of(
        [
            question("date_of_birth", "date"),
            question("patch_test_done", nothing_to_report="no"),
            question("patch_test_date", "date"),
            question("patch_test_result", "choice", options=results, nothing_to_report="reaction"),
            question("patch_test_same_products", nothing_to_report=None),
            question("patch_test_late_symptoms", nothing_to_report="yes"),
        ]
    )
    assert case["answers"] == {
        "date_of_birth": "1985-05-14",
        "patch_test_done": "yes",
        "patch_test_date": "2027-02-22",
        "patch_test_result": "no_reaction",
        "patch_test_same_products": "yes",
        "patch_test_late_symptoms": "no",
    }


def test_a_follow_up_of_the_treatment_day_is_filled_in_too() -> None:
    later = compare(day("treatment_date"), "after", day("when"))
    questions = [question("when", "date"), question("a", "yes_no", later)]
    questions.append(question("b", "yes_no", line("a", "is", "no")))
    assert sample_of(questions, when="2027-04-11")["answers"] == {
        "when": "2027-04-11",
        "a": "no",
        "b": "no",
    }
    assert sample_of(questions, when="2027-04-12")["answers"] == {"when": "2027-04-12"}


def test_a_follow_up_of_the_consultation_day_is_filled_in_too() -> None:
    before = compare(day("consultation_date"), "after", day("when"))
    questions = [question("when", "date"), question("a", "yes_no", before)]
    assert sample_of(questions, when="2027-02-28")["answers"] == {"when": "2027-02-28", "a": "no"}
    assert sample_of(questions, when="2027-03-01")["answers"] == {"when": "2027-03-01"}
