"""Exactly the decision that depended on it lapses, and the record says by what and by whom."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from consultations.actions.booking import move
from consultations.actions.examination import answer_examination
from consultations.actions.intake import change_plan
from consultations.actions.letters import withdraw_letter
from consultations.actions.patients import correct_patient
from consultations.actions.rescreening import rescreen
from consultations.actions.sending import look_again, reopen
from consultations.actions.steps import leave_out_step, step_done, take_back_step
from consultations.gate import why_not
from consultations.models import Consultation, Lapse, Letter, Reopening, Review
from tests.consultations.newer_editions import before_and_after, booked_after_a_course, publish
from tests.consultations.review_cases import WARFARIN, with_letter
from tests.consultations.test_statements import statements
from tests.consultations.with_steps import approved_with_steps
from tests.consultations.world import World
from tests.sideeffects.shelf import edition_of, noted

Act = Callable[[World, Consultation], object]


def found(world: World, consultation: Consultation, **findings: Any) -> None:
    world.examine(world.fresh(consultation), **findings)


def again(world: World, consultation: Consultation) -> None:
    with_letter(world, world.fresh(consultation))


def planned(world: World, consultation: Consultation) -> None:
    change_plan(world.fresh(consultation), planned_date=world.day(45), by=world.desk)


def another_treatment(world: World, consultation: Consultation) -> None:
    change_plan(world.fresh(consultation), treatment="scar_cover", by=world.desk)


def screened_again(world: World, consultation: Consultation) -> None:
    live = edition_of(noted)
    rescreen(world.fresh(consultation), seen=live.number, by=world.lead)


# ── What lapses a decision ─────────────────────────────────────────────────────

CAUSES: list[tuple[str, Act, dict[str, Any]]] = [
    (
        "examination",
        lambda world, row: found(world, row, exam_sunburn="yes"),
        {"answers": ["exam_sunburn"]},
    ),
    (
        "examination",
        lambda world, row: found(world, row, patch_test_date=world.day(-6).isoformat()),
        {"answers": ["patch_test_date"]},
    ),
    ("letter", again, {"letters": ["anticoagulant_use"]}),
    ("plan", planned, {"dates": ["planned"]}),
    ("plan", another_treatment, {"treatment": ["density", "scar_cover"]}),
    ("edition", screened_again, {"edition": [1, 2]}),
    (
        "reopened",
        lambda world, row: reopen(row, reason="x", by=world.desk),
        {"reopened": "answers"},
    ),
    (
        "reopened",
        lambda world, row: look_again(row, reason="x", by=world.lead),
        {"reopened": "decision"},
    ),
]


@pytest.mark.parametrize(("cause", "act", "changed"), CAUSES)
def test_it_lapses_exactly_the_decision_that_depended_on_it(
    world: World, cause: str, act: Act, changed: dict[str, Any]
) -> None:
    consultation, other = world.approved(), world.approved()
    review = Review.objects.get(consultation=consultation)
    act(world, consultation)
    (lapse,) = Lapse.objects.all()
    assert (lapse.review, lapse.cause, lapse.changed) == (review, cause, changed)
    newest = world.fresh(consultation).summary
    assert lapse.summary == (None if cause == "reopened" else newest)
    assert why_not(world.fresh(consultation), world.day(30)) is not None
    assert why_not(world.fresh(other), world.day(30)) is None


def test_answers_sent_again_name_who_and_the_questions(world: World) -> None:
    """A reopening lapses it already; what is sent afterwards lapses nothing twice."""
    consultation = world.approved()
    reopen(consultation, reason="the patient called", by=world.desk)
    world.fill(world.fresh(consultation), lesion_changing="yes")
    world.send(world.fresh(consultation))
    (lapse,) = Lapse.objects.all()
    assert (lapse.cause, lapse.lapsed_by) == ("reopened", world.desk)


def test_each_decision_of_a_case_lapses_once_and_by_its_own_cause(world: World) -> None:
    consultation = world.approved()
    found(world, consultation, exam_sunburn="yes")
    world.decided(consultation, "on_hold", hold_for="a photo")
    planned(world, consultation)
    planned(world, consultation)
    causes = Lapse.objects.order_by("pk").values_list("review__decision", "cause")
    assert list(causes) == [("approved", "examination"), ("on_hold", "plan")]


def test_a_letter_withdrawn_lapses_what_it_carried(world: World) -> None:
    consultation = with_letter(world, world.examined(**WARFARIN))
    world.decided(consultation, "on_hold", hold_for="a photo")
    withdraw_letter(Letter.objects.get(), reason="of somebody else", by=world.lead)
    lapse = Lapse.objects.get()
    assert (lapse.cause, lapse.changed, lapse.lapsed_by) == (
        "letter_withdrawn",
        {"letters": ["anticoagulant_use"]},
        world.lead,
    )


def test_a_rule_changed_for_safety_lapses_the_decisions_of_whom_it_concerns(world: World) -> None:
    coming = before_and_after(world)
    concerned, _ = booked_after_a_course(world)
    other = world.approved()
    publish(world, coming)
    lapse = Lapse.objects.get()
    assert lapse.review.consultation == concerned
    assert (lapse.cause, lapse.changed) == ("reopened", {"reopened": "edition"})
    assert Reopening.objects.get().review == lapse.review
    assert why_not(world.fresh(other), world.day(30)) is None


# ── What lapses nothing ────────────────────────────────────────────────────────


def moved(world: World, consultation: Consultation) -> None:
    booking = world.booked(consultation, 30)
    world.offer(33)
    move(booking, **world.place(33))


def corrected(world: World, consultation: Consultation) -> None:
    correct_patient(consultation.patient, last_name="Adeyemi-Cole", by=world.desk)


def saved_again(world: World, consultation: Consultation) -> None:
    row = world.fresh(consultation)
    given = {"exam_sunburn": row.answers["exam_sunburn"]}
    key = Review.objects.values_list("created_key", flat=True)[0]
    answer_examination(row, given, seen_version=row.version, key=key, by=world.technician)


@pytest.mark.parametrize("act", [moved, corrected, saved_again])
def test_a_booking_moved_or_a_name_corrected_lapses_nothing(world: World, act: Act) -> None:
    consultation = world.approved()
    act(world, consultation)
    assert not Lapse.objects.exists()
    assert world.fresh(consultation).status == "approved"


def test_a_step_ticked_left_out_or_taken_back_lapses_nothing(world: World) -> None:
    consultation, step = approved_with_steps(world)
    step_done(consultation, step, on_date=world.today, by=world.technician)
    take_back_step(consultation, step, reason="not yet", by=world.technician)
    leave_out_step(consultation, step, reason="not needed", by=world.technician)
    assert not Lapse.objects.exists()


def test_a_newer_decision_replaces_a_hold_and_lapses_nothing(world: World) -> None:
    consultation = world.held_until(20)
    world.decided(consultation)
    assert not Lapse.objects.exists()


def test_what_comes_before_any_decision_lapses_nothing(world: World) -> None:
    consultation = world.examined()
    found(world, consultation, exam_sunburn="yes")
    reopen(consultation, reason="x", by=world.desk)
    assert not Lapse.objects.exists()


def test_nothing_is_asked_of_the_database_where_no_decision_was_made(world: World) -> None:
    row = world.examined()
    asked = statements(lambda: world.examine(row, exam_sunburn="yes"))
    of_decisions = ('"consultations_review"', "consultations_lapse")
    assert not [sql for sql in asked if any(table in sql for table in of_decisions)]
