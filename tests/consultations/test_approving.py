"""Approving: which days and findings it accepts, and what is less strict than the rules."""

from __future__ import annotations

from typing import Any

import pytest

from clinic.errors import NotAllowed
from clinic.models import Event
from consultations.actions.steps import step_done
from consultations.deciding import Case, case
from consultations.errors import LessStrict
from consultations.models import Consultation, StepTick
from consultations.signing import Signature
from tests.consultations.with_steps import FAMILY
from tests.consultations.world import World

WARFARIN: dict[str, Any] = {
    "takes_any_medicines": "yes",
    "medicines_list": "warfarin",
    "gate_bleeding": "yes",
    "anticoagulant": "current",
}
WHY: dict[str, Any] = {"reason_code": "have_result", "reason_words": "The letter came today."}


def look(consultation: Consultation) -> Case:
    found = case(World.fresh(consultation))
    assert found is not None
    return found


def isotretinoin(world: World, stopped: int = -60) -> Consultation:
    dose = world.day(stopped).isoformat()
    return world.examined(oral_retinoid="stopped", oral_retinoid_last_dose=dose)


# ── Approving ──────────────────────────────────────────────────────────────────


def test_a_clear_case_is_approved(world: World) -> None:
    consultation = world.examined()
    review = world.decided(consultation, note=" Fine. ", signature=Signature("abc", "a passkey"))
    row = world.fresh(consultation)
    assert (row.status, row.review, row.decide_from) == ("approved", review, None)
    assert row.decided_at == review.decided_at
    assert review.summary == row.summary
    assert (review.note, review.less_strict, review.signed_by_session) == ("Fine.", False, "abc")
    assert review.signed_how == "a passkey"
    assert review.meaning.endswith("no rule read, and I decide: approve.")
    assert review.approves
    assert review.valid_until == world.day(90)
    assert review.windows[0]["from"] == world.today.isoformat()
    assert {window["level"] for window in review.windows} <= {"clear", "care"}
    event = Event.objects.get(action="review.decided")
    assert event.detail == {"review": review.pk, "decision": "approved", "less_strict": False}
    assert str(review).startswith("Approve, ")
    assert look(consultation).review_stands


def test_approving_from_the_day_the_hold_ends(world: World) -> None:
    consultation = isotretinoin(world)
    review = world.decided(consultation)
    earliest = look(consultation).risk.earliest_date
    assert earliest is not None
    assert review.windows[0]["from"] == earliest.isoformat()
    assert review.valid_until == world.day((earliest - world.today).days + 90)
    assert not review.less_strict


def test_steps_before_booking_are_conditions(world: World) -> None:
    consultation = world.examined(**FAMILY)
    review = world.decided(consultation, "approved_with_conditions")
    (step,) = review.windows[0]["steps"]
    assert (step["action"], step["days"]) == ("test_area", 84)
    assert ["keloid_family_history", "precaution", "keloid_family_yes", "care"] in (
        review.accepted_findings
    )
    assert not review.less_strict


def test_a_done_step_leaves_nothing_to_ask_for(world: World) -> None:
    consultation = world.examined(**FAMILY)
    (state,) = look(consultation).steps
    step_done(consultation, state.step.key, on_date=world.day(-90), by=world.technician)
    assert look(consultation).suggested == "approved"
    assert not world.decided(consultation).less_strict


def test_leaving_out_a_step_needs_a_reason(world: World) -> None:
    consultation = world.examined(**FAMILY)
    with pytest.raises(LessStrict, match="point to Care") as refused:
        world.decided(consultation)
    assert refused.value.open == ("Do a small test area and look at it after 84 days",)
    for half in ({"reason_code": "other"}, {"reason_words": "x"}, {**WHY, "reason_code": "luck"}):
        with pytest.raises(LessStrict):
            world.decided(consultation, **half)
    review = world.decided(consultation, **WHY)
    assert (review.less_strict, review.reason_code) == (True, "have_result")
    tick = StepTick.objects.get()
    assert (tick.state, tick.reason, tick.ticked_by) == (
        "waived",
        "The letter came today.",
        world.technician,
    )


def test_accepting_a_hold_needs_a_reason(world: World) -> None:
    consultation = world.examined(**WARFARIN)
    found = look(consultation)
    with pytest.raises(NotAllowed, match="no treatment day within a year"):
        world.decided(consultation)
    days = {"accept": [found.windows[0].first]}
    with pytest.raises(LessStrict, match="point to Hold") as refused:
        world.decided(consultation, "approved_with_conditions", **days)
    assert found.risk.findings[0].name in refused.value.open
    review = world.decided(consultation, "approved_with_conditions", **days, **WHY)
    assert review.less_strict
    assert review.windows[0]["level"] == "hold"
    assert [step["action"] for step in review.windows[0]["steps"]] == ["do_not_stop_medicine"]
    assert not StepTick.objects.exists()


def test_days_that_are_not_offered(world: World) -> None:
    consultation = world.examined()
    with pytest.raises(NotAllowed, match="not in the summary"):
        world.decided(consultation, accept=[world.day(1)])


def test_days_can_be_chosen(world: World) -> None:
    consultation = isotretinoin(world)
    chosen = look(consultation).windows[-1].first
    review = world.decided(consultation, accept=[chosen])
    assert [window["from"] for window in review.windows] == [chosen.isoformat()]


def test_a_stop_is_never_relaxed_by_one_person(world: World) -> None:
    consultation = world.examined(gate_scarring="yes", keloid_history="yes")
    for decision in ("approved", "approved_with_conditions"):
        with pytest.raises(NotAllowed, match="no treatment day within a year"):
            world.decided(consultation, decision, conditions=["x"], **WHY)
        with pytest.raises(NotAllowed, match="relaxed by two people"):
            lines = ["x"] if decision != "approved" else []
            world.decided(consultation, decision, conditions=lines, accept=[world.today], **WHY)
    with pytest.raises(LessStrict, match=r"point to Stop\. You chose Hold until"):
        world.decided(consultation, "on_hold", hold_for="a letter")
    with pytest.raises(NotAllowed, match="relaxed by two people"):
        world.decided(consultation, "on_hold", hold_for="a letter", **WHY)


def test_days_of_a_stop_are_never_accepted(world: World) -> None:
    """A rule that stops treatment until a day, and allows it afterwards."""

    def stop_until(files: dict[str, Any]) -> None:
        for rule in files["rules"]["rules"]:
            if rule["key"] == "retinoid_recent":
                rule["kind"] = "absolute"

    dose = world.day(-175).isoformat()
    consultation = world.with_catalogue(stop_until).examined(
        oral_retinoid="stopped", oral_retinoid_last_dose=dose
    )
    found = look(consultation)
    assert (found.risk.level, found.windows[0].level) == ("clear", "stop")
    with pytest.raises(NotAllowed, match="must not happen"):
        world.decided(consultation, accept=[world.today], **WHY)
    review = world.decided(consultation)
    assert review.windows[0]["from"] == found.windows[1].first.isoformat()


def test_a_planned_day_after_the_last_window_is_judged_by_the_last(world: World) -> None:
    consultation = world.examined(planned=365, **FAMILY)
    row = world.fresh(consultation)
    row.planned_date = world.day(400)
    row.save(update_fields=["planned_date"])
    assert look(consultation).suggested == "approved_with_conditions"


def test_what_could_not_be_assessed_is_never_approved(world: World) -> None:
    consultation = world.with_broken_rules().examined(lesion_changing="yes")
    assert look(consultation).suggested == "on_hold"
    with pytest.raises(NotAllowed, match="could not assess"):
        world.decided(consultation)
    assert world.decided(consultation, "on_hold", hold_for="the catalogue").pk


def test_approving_needs_the_examination(world: World) -> None:
    with pytest.raises(NotAllowed, match="examination is not answered"):
        world.decided(world.sent())


def test_conditions_belong_to_their_decision(world: World) -> None:
    consultation = world.examined()
    with pytest.raises(NotAllowed, match="plain approval has no conditions"):
        world.decided(consultation, conditions=["Bring a hat."])
    with pytest.raises(NotAllowed, match="No condition is given"):
        world.decided(consultation, "approved_with_conditions", conditions=[" "])
    review = world.decided(consultation, "approved_with_conditions", conditions=[" A hat. "])
    assert review.conditions == [{"words": "A hat.", "gate": "on_the_day", "until": None}]
