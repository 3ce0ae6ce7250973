"""Which before-booking steps a day asks for, and how they are ticked, left out and taken back."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from clinic.errors import NotAllowed
from clinic.models import Event
from consultations.actions.examination import answer_examination
from consultations.actions.steps import leave_out_step, step_done, take_back_step
from consultations.deciding import StepState, case
from consultations.models import Consultation, StepTick
from consultations.steps import steps_of
from sideeffects.risk import Finding, findings_on
from tests.catalogue import starter
from tests.consultations.with_steps import FAMILY
from tests.consultations.world import World, key, nothing_to_report

DAY = date(2027, 1, 18)
SEEN = date(2026, 12, 7)
WARFARIN: dict[str, Any] = {
    "takes_any_medicines": "yes",
    "medicines_list": "warfarin",
    "gate_bleeding": "yes",
    "anticoagulant": "current",
}


def findings(day: date = DAY, letters: dict[str, date] | None = None, **given: Any) -> Any:
    answers = {"date_of_birth": "1985-05-14", "patch_test_done": "yes", **given}
    answers.setdefault("patch_test_date", "2026-12-01")
    for stage in ("consultation", "examination"):
        answers = nothing_to_report(stage, answers, SEEN)
    return findings_on(
        starter(), answers, consultation_date=SEEN, treatment_date=day, letters=letters or {}
    )


def actions(found: tuple[Finding, ...]) -> list[str]:
    return [step.action for step in steps_of(found)]


# ── Pure ───────────────────────────────────────────────────────────────────────


def test_nothing_found_asks_for_nothing() -> None:
    assert steps_of(findings()) == ()


def test_a_precaution_asks_for_its_before_booking_actions() -> None:
    found = findings(**FAMILY)
    (step,) = steps_of(found)
    assert (step.action, step.days, step.params) == (
        "test_area",
        84,
        (("review_after", "84 days"),),
    )
    assert step.contraindication == "keloid_family_history"
    assert not step.private


def test_an_accepted_hold_does_not_ask_for_what_it_waits_for() -> None:
    """Accepting the hold, with its reason, settles the letter; the rest stays to be done."""
    found = findings(**WARFARIN)
    asked = {action.key for finding in found for action in finding.actions}
    assert {"doctor_letter", "do_not_stop_medicine"} <= asked
    assert actions(found) == ["do_not_stop_medicine"]


def test_a_cleared_hold_does_not_ask_for_the_letter_again() -> None:
    found = findings(letters={"anticoagulant_use": date(2026, 12, 1)}, **WARFARIN)
    assert {finding.status for finding in found} == {"cleared"}
    assert actions(found) == ["do_not_stop_medicine"]


def test_a_hold_that_has_ended_asks_for_nothing() -> None:
    dose: dict[str, Any] = {"oral_retinoid": "stopped", "oral_retinoid_last_dose": "2026-10-15"}
    held = findings(date(2027, 3, 1), **dose)
    assert [finding.kind for finding in held] == ["deferral"]
    assert "wait_until" not in actions(held)
    assert steps_of(findings(day=date(2027, 4, 15), **dose)) == ()


def test_a_precaution_that_waits_for_a_letter_or_a_date_is_a_step() -> None:
    (template,) = findings(**FAMILY)
    for cleared_by in ("letter", "date", "answer", "tick"):
        action = replace(template.actions[0], cleared_by=cleared_by)
        assert steps_of([replace(template, actions=(action,))])


def test_the_key_is_the_action_its_reason_and_the_answers() -> None:
    (template,) = findings(**FAMILY)
    (step,) = steps_of([template])
    (same,) = steps_of(findings(day=date(2027, 3, 1), **FAMILY))
    assert same.key == step.key
    for other in (
        replace(template, because=(("keloid_family", "not_sure"),)),
        replace(template, contraindication="keloid_history"),
        replace(template, actions=(replace(template.actions[0], params=(("x", "1 day"),)),)),
        replace(template, actions=(replace(template.actions[0], key="warn"),)),
        replace(template, because=(("hba1c", 54.5),)),
    ):
        (changed,) = steps_of([other])
        assert changed.key != step.key


def test_the_same_step_twice_is_one_step() -> None:
    (template,) = findings(**FAMILY)
    assert len(steps_of([template, template])) == 1


def test_a_step_that_private_answers_made_is_private() -> None:
    (template,) = findings(**FAMILY)
    (step,) = steps_of([template], private={"keloid_family"})
    assert step.private
    assert step.plain()["private"] is True


# ── Ticked ─────────────────────────────────────────────────────────────────────


def needing_a_step(world: World) -> tuple[Consultation, str]:
    consultation = world.examined(**FAMILY)
    return consultation, only_step(consultation).step.key


def only_step(consultation: Consultation) -> StepState:
    found = case(World.fresh(consultation))
    assert found is not None
    (state,) = found.steps
    return state


def test_a_step_is_done_on_a_day(world: World) -> None:
    consultation, step = needing_a_step(world)
    assert only_step(consultation).state == "open"
    tick = step_done(consultation, step, on_date=world.day(-2), by=world.technician)
    state = only_step(consultation)
    assert (state.state, state.on_date, state.bookable_from) == (
        "done",
        world.day(-2),
        world.day(82),
    )
    assert state.by == world.technician
    assert str(tick) == "test_area: Done"
    assert Event.objects.get(action="step.done").detail["action"] == "test_area"


def test_ticking_twice_is_one_tick(world: World) -> None:
    consultation, step = needing_a_step(world)
    for _ in range(2):
        step_done(consultation, step, on_date=world.today, by=world.technician)
    assert StepTick.objects.count() == 1
    step_done(consultation, step, on_date=world.day(-1), by=world.technician)
    assert only_step(consultation).on_date == world.day(-1)


def test_a_step_can_be_left_out_with_a_reason(world: World) -> None:
    consultation, step = needing_a_step(world)
    for _ in range(2):
        leave_out_step(consultation, step, reason=" Had one in May. ", by=world.lead)
    state = only_step(consultation)
    assert (state.state, state.reason, state.bookable_from) == ("waived", "Had one in May.", None)
    assert StepTick.objects.count() == 1
    with pytest.raises(NotAllowed, match="left out"):
        leave_out_step(consultation, step, reason=" ", by=world.lead)


def test_a_tick_can_be_taken_back(world: World) -> None:
    consultation, step = needing_a_step(world)
    with pytest.raises(NotAllowed, match="not ticked"):
        take_back_step(consultation, step, reason="x", by=world.technician)
    step_done(consultation, step, on_date=world.today, by=world.technician)
    with pytest.raises(NotAllowed, match="taken back"):
        take_back_step(consultation, step, reason="", by=world.technician)
    take_back_step(consultation, step, reason="Wrong patient.", by=world.technician)
    assert only_step(consultation).state == "open"


def test_nothing_is_done_in_the_future(world: World) -> None:
    consultation, step = needing_a_step(world)
    with pytest.raises(NotAllowed, match="still to come"):
        step_done(consultation, step, on_date=world.day(1), by=world.technician)


def test_a_step_that_nobody_asks_for_is_refused(world: World) -> None:
    consultation, _ = needing_a_step(world)
    for where in (consultation, world.draft()):
        with pytest.raises(NotAllowed, match="does not ask"):
            step_done(where, "0" * 32, on_date=world.today, by=world.technician)


def test_the_desk_ticks_no_clinical_step(world: World) -> None:
    consultation, step = needing_a_step(world)
    for who in (world.desk, world.elsewhere):
        with pytest.raises(NotAllowed):
            step_done(consultation, step, on_date=world.today, by=who)
        with pytest.raises(NotAllowed):
            leave_out_step(consultation, step, reason="x", by=who)
        with pytest.raises(NotAllowed):
            take_back_step(consultation, step, reason="x", by=who)


def test_a_done_step_stays_done_on_a_new_summary(world: World) -> None:
    consultation, step = needing_a_step(world)
    step_done(consultation, step, on_date=world.today, by=world.technician)
    row = world.fresh(consultation)
    answer_examination(
        row, {"bp_systolic": 120}, seen_version=row.version, key=key(), by=world.technician
    )
    state = only_step(consultation)
    assert (state.step.key, state.state) == (step, "done")


@pytest.mark.parametrize(
    "fields",
    [
        {"state": "done"},
        {"state": "waived"},
        {"state": "undone"},
        {"state": "waived", "reason": "x", "on_date": date(2026, 1, 1)},
        {"state": "maybe", "reason": "x"},
    ],
)
def test_a_tick_has_its_shape(world: World, fields: dict[str, Any]) -> None:
    consultation, step = needing_a_step(world)
    with pytest.raises(IntegrityError), transaction.atomic():
        StepTick.objects.create(
            consultation=consultation,
            step_key=step,
            action="test_area",
            ticked_by=world.technician,
            **fields,
        )
