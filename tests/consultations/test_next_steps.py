"""What the desk may know of a summary, and when somebody is old enough."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from django.http import Http404

from clinic.models import User
from clinic.models.user import Role
from consultations.ages import birthday_of_consent
from consultations.next_steps import desk_steps
from consultations.private_page import left_open, private_rows
from consultations.views.records import site_of
from sideeffects.risk import RiskSummary, assess
from tests.catalogue import starter

TODAY = date(2026, 11, 21)
QUESTIONS = starter().questions


def risk(**answers: object) -> RiskSummary:
    return assess(
        starter(), answers, consultation_date=TODAY, treatment_date=TODAY, stages=("consultation",)
    )


def test_public_findings_speak_to_the_patient() -> None:
    steps = desk_steps(risk(gate_bleeding="yes", anticoagulant="current"), QUESTIONS)
    assert any("letter" in sentence for sentence in steps.patient)
    assert len(set(steps.patient)) == len(steps.patient)


def test_a_finding_that_rests_on_a_private_answer_is_one_empty_line() -> None:
    whole = risk(gate_wellbeing="yes", pressured="yes")
    private = [f for f in whole.findings if any(QUESTIONS[k].private for k, _ in f.because)]
    assert private
    steps = desk_steps(replace(whole, findings=tuple(private)), QUESTIONS)
    assert steps.patient == ()
    assert steps.something_else
    assert steps


def test_a_finding_without_words_for_the_patient_is_not_left_out() -> None:
    whole = risk(gate_bleeding="yes", anticoagulant="current")
    silent = tuple(
        replace(f, actions=tuple(replace(a, patient=None) for a in f.actions))
        for f in whole.findings
    )
    steps = desk_steps(replace(whole, findings=silent), QUESTIONS)
    assert (steps.patient, steps.something_else) == ((), True)


def test_nothing_found_is_nothing_to_say() -> None:
    assert not desk_steps(replace(risk(), findings=()), QUESTIONS)


def test_the_birthday_that_counts() -> None:
    assert birthday_of_consent(starter(), date(2008, 2, 29)) == (18, date(2026, 3, 1))


def test_a_catalogue_without_an_age_has_no_limit() -> None:
    periods = {key: part for key, part in starter().periods.items() if key != "consent_age"}
    assert birthday_of_consent(replace(starter(), periods=periods), TODAY) is None


def test_follow_ups_count_only_where_the_page_opens_them() -> None:
    rows = private_rows(starter(), {}, TODAY, TODAY)
    quiet = {"gate_carried_infections": "no", "gate_wellbeing": "in_person"}
    assert not left_open(rows, quiet)
    assert left_open(rows, {**quiet, "gate_wellbeing": "not_sure"})
    assert left_open(rows, {})
    assert [row.if_words for row in rows if row.parent is None] == ["", ""]


def test_a_system_administrator_has_no_desk() -> None:
    with pytest.raises(Http404):
        site_of(User(role=Role.ADMIN))
