"""The sample patients of the catalogue, each with the result that is pinned there."""

from __future__ import annotations

from datetime import date

import pytest

from sideeffects.risk import RiskSummary, parse
from sideeffects.risk.evidence import Sample
from sideeffects.risk.samples import case_of

from .cases import on, starter, starter_files

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


def test_a_sample_may_answer_with_numbers_and_lists() -> None:
    files = starter_files()
    files["samples"]["samples"] = [
        {
            "label": "Numbers",
            "shows": "A decimal stays exact.",
            "consultation_date": "2027-03-01",
            "treatment_date": "2027-04-12",
            "answers": {"diabetes": "type1", "hba1c": 54.5, "bp_systolic": 120},
            "letters": {"diabetes": "2027-02-01"},
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
    case = case_of(catalogue, catalogue.samples["Numbers"])
    assert (case["answers"]["hba1c"], case["answers"]["bp_systolic"]) == ("54.5", 120)
    assert case["letters"] == {"diabetes": "2027-02-01"}
    assert (case["consultation_date"], case["treatment_date"]) == ("2027-03-01", "2027-04-12")
