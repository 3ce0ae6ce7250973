"""Monotone safety: what is not known never counts for less than "nothing to report"."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sideeffects.risk import LEVELS, Finding, RiskSummary, findings_on

from .cases import EVERY_STAGE, TREATMENT, on, patient, starter, starter_files
from .drawn import examples, patients
from .reference import Patient
from .reference_range import Range

STARTER = Range(starter_files())
WELL = patient()
Drawn = tuple[Patient, date]

CAN_REPORT_NOTHING = [
    key for key, question in STARTER.questions.items() if question["nothing_to_report"]
]
NAMED = sorted(
    {rule["contraindication"] for rule in STARTER.rules}
    | {
        question["not_sure"]["contraindication"]
        for question in STARTER.questions.values()
        if STARTER.meaning(question["key"])
    }
)
drawn_patients = st.one_of(patients(STARTER, WELL, most=5), patients(STARTER, {}, most=5))
questions = st.sampled_from(CAN_REPORT_NOTHING)


def of(who: Patient, treatment: date, **answers: Any) -> RiskSummary:
    return on(
        treatment,
        who.answers | answers,
        starter(),
        who.consultation,
        letters=who.letters,
        stages=who.stages,
    )


def level(found: tuple[Finding, ...]) -> int:
    return max((LEVELS.index(one.level) for one in found), default=0)


def level_without_contradictions(found: tuple[Finding, ...]) -> int:
    """A plain "no" that another answer contradicts holds more than any letter could clear.

    So with a letter for keloids, "not sure" of them is care, and "no" beside a keloid that the
    technician sees is a hold: the starter's rules of contradictory answers are left out here.
    """
    return level(tuple(one for one in found if one.contraindication != "contradictory_answers"))


def findings(who: Patient, treatment: date, **answers: Any) -> tuple[Finding, ...]:
    return findings_on(
        starter(),
        who.answers | answers,
        consultation_date=who.consultation,
        treatment_date=treatment,
        letters=who.letters,
        stages=who.stages,
    )


def check(drawn: Drawn, key: str, *, with_letters: bool) -> None:
    who, treatment = drawn
    who = replace(who, letters=dict.fromkeys(NAMED, treatment) if with_letters else {})
    if STARTER.questions[key]["stage"] not in who.stages:
        return
    question = STARTER.questions[key]
    nothing = findings(who, treatment, **{key: question["nothing_to_report"]})
    lowest = level_without_contradictions(nothing) if with_letters else level(nothing)
    removed = Patient(
        {name: raw for name, raw in who.answers.items() if name != key},
        who.consultation,
        who.letters,
        who.stages,
    )
    assert level(findings(removed, treatment)) >= lowest
    assert level(findings(who, treatment, **{key: None})) >= level(nothing)
    if "not_sure" in {option["key"] for option in question["options"]}:
        for unsure in ("not_sure", "in_person"):
            assert level(findings(who, treatment, **{key: unsure})) >= lowest


@examples(60)
@given(drawn_patients, questions)
def test_not_sure_blank_or_removed_is_never_less_than_nothing_to_report(
    drawn: Drawn, key: str
) -> None:
    check(drawn, key, with_letters=False)


@examples(60)
@given(drawn_patients, questions)
def test_nor_is_it_with_a_letter_for_everything(drawn: Drawn, key: str) -> None:
    check(drawn, key, with_letters=True)


@pytest.mark.slow
@examples(20_000)
@given(drawn_patients, questions, st.booleans())
def test_twenty_thousand_times_it_is_never_less(drawn: Drawn, key: str, with_letters: bool) -> None:
    check(drawn, key, with_letters=with_letters)


@pytest.mark.parametrize("key", CAN_REPORT_NOTHING)
def test_for_a_well_patient_every_answer_unknown_is_never_less(key: str) -> None:
    check((Patient(WELL, date(2027, 3, 1), {}, EVERY_STAGE), TREATMENT), key, with_letters=False)


@examples(40)
@given(drawn_patients, st.integers(1, 200))
def test_a_later_day_is_assessed_on_that_day(drawn: Drawn, days: int) -> None:
    """Later is not always better: what the window says of a day is what the day says of itself."""
    who, treatment = drawn
    before = {key: raw for key, raw in who.answers.items() if before_the_day(key)}
    who = replace(who, answers=before, stages=who.stages[:2])
    later = treatment + timedelta(days=days)
    result, then = of(who, treatment), of(who, later)
    for window in result.windows:
        if window.first <= later <= window.last:
            assert window.level == then.level
            open_then = [one for one in then.findings if one.status == "open"]
            assert len(window.findings) == len(open_then)
    assert result.windows == then.windows


def before_the_day(key: str) -> bool:
    return bool(STARTER.questions[key]["stage"] != "treatment_day")


def test_a_letter_that_runs_out_and_a_scan_ahead_make_later_days_worse() -> None:
    answers = patient(
        gate_bleeding="yes",
        anticoagulant="current",
        takes_any_medicines="yes",
        medicines_list="apixaban",
        gate_coming_up="yes",
        planned_mri="yes",
        mri_date="2027-05-05",
    )
    result = on(TREATMENT, answers, letters={"anticoagulant_use": date(2027, 2, 28)})
    said = [
        (window.first.isoformat(), window.last.isoformat(), window.level)
        for window in result.windows
    ]
    assert said == [
        ("2027-03-01", "2027-04-21", "care"),
        ("2027-04-22", "2027-05-05", "hold"),
        ("2027-05-06", "2027-05-28", "care"),
        ("2027-05-29", "2027-08-22", "hold"),
        ("2027-08-23", "2028-03-01", "hold"),
    ]
    assert [ref.made_by for ref in result.windows[1].findings] == ["mri_soon"]
    ran_out = {ref.made_by for ref in result.windows[3].findings}
    assert ran_out == {"anticoagulant_current", "mri_other"}
