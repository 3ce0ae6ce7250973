"""The gate explained: what is open, the first day and what sets it, the free times."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from consultations.actions.patients import correct_patient
from consultations.actions.steps import step_done
from consultations.deciding import case
from consultations.gate import (
    ACCEPTED_DAYS,
    PRIVATE_WAIT,
    explain_gate,
    free_slots,
    next_free_day,
    why_not,
)
from consultations.models import Consultation, Status
from consultations.refusals import LAPSED, day_not_accepted, not_approved
from consultations.standing import PRIVATE_STEP
from consultations.standing_words import standing_words
from tests.consultations.with_steps import a_scan_ahead, approved_with_steps, stopped
from tests.consultations.world import World


def lines(consultation: Consultation) -> list[tuple[str, date | None, str]]:
    gate = explain_gate(World.fresh(consultation))
    return [(line.what, line.when, line.state) for line in gate.lines]


# ── In words ───────────────────────────────────────────────────────────────────


def test_an_open_gate(world: World) -> None:
    gate = explain_gate(world.approved())
    assert gate.open
    assert (gate.refusal, gate.earliest, gate.last) == (None, world.today, world.day(90))
    assert (gate.lines, gate.booking) == ((), None)
    assert gate.review is not None


def test_the_booking_that_is_there_is_shown(world: World) -> None:
    consultation = world.approved()
    booking = world.booked(consultation, 30)
    assert explain_gate(consultation).booking == booking


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        ("draft", "The answers are not sent yet."),
        ("sent", "No decision is made yet."),
    ],
)
def test_before_a_decision(world: World, make: str, sentence: str) -> None:
    gate = explain_gate(getattr(world, make)())
    assert not gate.open
    assert gate.refusal is not None
    assert gate.refusal.sentence == sentence
    assert (gate.earliest, gate.last, gate.lines) == (None, None, ())


def test_every_state_that_does_not_approve_has_its_words() -> None:
    day = date(2026, 5, 14)
    sentences = {not_approved(status.value, today=day).sentence for status in Status}
    assert len(sentences) == 5  # both approving states say that something changed
    assert not_approved("approved", today=day).sentence == LAPSED.sentence
    assert not_approved("on_hold", today=day).sentence == "On hold."
    waits = not_approved("on_hold", today=date(2026, 5, 13), hold_until=day, hold_for="the letter")
    assert waits.sentence == "On hold until: Thursday 14 May 2026, and the letter."
    assert "decide again" in day_not_accepted(day, None).next_step


def test_what_the_hold_waits_for(world: World) -> None:
    refusal = explain_gate(world.held_until(20)).refusal
    assert refusal is not None
    assert refusal.sentence.startswith("On hold until: ")


def test_a_hold_whose_day_has_come_says_what_the_desk_says_everywhere(world: World) -> None:
    consultation = world.held_until(20)
    ended = standing_words("on_hold", today=world.day(20), decide_from=world.day(20))
    refusal = explain_gate(consultation, world.at(20)).refusal
    assert refusal is not None
    assert f"{refusal.sentence} {refusal.next_step}" == f"{ended.words}. {ended.next}"
    before = explain_gate(consultation, world.at(19)).refusal
    assert before is not None
    assert before.sentence.startswith("On hold until: ")


def test_the_wait_that_sets_the_date_is_named(world: World) -> None:
    consultation = world.approved(**stopped(world, -60))
    assert consultation.summary is not None
    earliest = consultation.summary.earliest_date
    ((what, when, state),) = lines(consultation)
    assert "retinoid" in what.lower() or "isotretinoin" in what.lower()
    assert (when, state) == (earliest, "sets_date")


def test_an_open_step_closes_the_gate(world: World) -> None:
    consultation, _ = approved_with_steps(world)
    gate = explain_gate(consultation)
    assert gate.refusal is not None
    assert gate.refusal.code == "step_open"
    assert "Do a small test area" in gate.refusal.sentence
    assert lines(consultation) == [
        ("Do a small test area and look at it after 84 days", None, "waiting")
    ]


def test_a_fresh_step_sets_the_date(world: World) -> None:
    consultation, step = approved_with_steps(world)
    step_done(consultation, step, on_date=world.day(-2), by=world.technician)
    gate = explain_gate(world.fresh(consultation))
    assert gate.earliest == world.day(82)
    assert [(line.when, line.state) for line in gate.lines] == [(world.day(82), "sets_date")]
    refusal = why_not(consultation, world.day(10))
    assert refusal is not None
    assert "Too soon after" in refusal.sentence
    assert refusal.code == "step_waits"


def test_an_old_step_is_done(world: World) -> None:
    consultation, step = approved_with_steps(world)
    step_done(consultation, step, on_date=world.day(-90), by=world.technician)
    assert [(line.when, line.state) for line in explain_gate(world.fresh(consultation)).lines] == [
        (world.day(-90), "done")
    ]


def test_a_step_that_takes_longer_than_the_decision_is_valid(world: World) -> None:
    consultation, step = approved_with_steps(world)
    step_done(consultation, step, on_date=world.today, by=world.technician)
    assert explain_gate(world.fresh(consultation)).earliest == world.day(84)
    later = explain_gate(world.fresh(consultation), now=world.at(91))
    assert later.refusal is not None
    assert later.refusal.code == "after_validity"


def test_several_dates_the_latest_sets_the_first_day(world: World) -> None:
    consultation, step = approved_with_steps(world, **stopped(world, -150))
    step_done(consultation, step, on_date=world.day(-10), by=world.technician)
    states = [state for _, _, state in lines(consultation)]
    assert states == ["sets_date", "wait"]


def test_days_that_begin_later_without_a_wait(world: World) -> None:
    """The rules allow every day; the technician accepted those after the patch test expires."""
    consultation = world.examined()
    found = case(world.fresh(consultation))
    assert found is not None
    now, later = found.windows
    assert (now.level, later.level) == ("clear", "care")
    world.decided(consultation, accept=[later.first])
    assert lines(consultation) == [(ACCEPTED_DAYS, later.first, "sets_date")]


def test_a_hold_between_accepted_days_is_named_for_the_days_after_it(world: World) -> None:
    consultation = a_scan_ahead(world)
    assert lines(consultation) == []
    gate = explain_gate(world.fresh(consultation), now=world.at(30))
    assert [(line.what, line.state) for line in gate.lines] == [("MRI booked", "sets_date")]
    assert gate.earliest is not None
    assert gate.earliest > world.day(40)


def test_the_gate_says_when_something_lapsed_beside_the_application(world: World) -> None:
    consultation = world.approved()
    correct_patient(world.person, by=world.desk, birth_date=world.day(-9000))
    gate = explain_gate(world.fresh(consultation))
    assert gate.refusal == LAPSED
    assert gate.lines == ()


def test_days_that_a_technician_chose(world: World) -> None:
    consultation = world.examined(**stopped(world, -60))
    found = case(world.fresh(consultation))
    assert found is not None
    reason = {"reason_code": "other", "reason_words": "x"}
    world.decided(consultation, accept=[found.windows[0].first], **reason)
    assert explain_gate(world.fresh(consultation)).earliest == world.today
    assert lines(consultation) == []


def test_a_step_that_private_answers_made_is_not_named(world: World) -> None:
    consultation = world.examined(gate_wellbeing="yes", hair_pulling="yes")
    world.decided(consultation, "approved_with_conditions")
    assert lines(consultation) == [(PRIVATE_STEP, None, "waiting")]
    refusal = why_not(consultation, world.day(30))
    assert refusal is not None
    assert PRIVATE_STEP in refusal.sentence


def test_a_wait_that_private_answers_made_is_not_named(world: World) -> None:
    def make_private(files: dict[str, Any]) -> None:
        for question in files["questions"]["questions"]:
            if question["key"].startswith("oral_retinoid"):
                question["private"] = True

    consultation = world.with_catalogue(make_private).approved(**stopped(world, -60))
    ((what, when, state),) = lines(consultation)
    assert (what, state) == (PRIVATE_WAIT, "sets_date")
    assert when is not None


# ── Free times ─────────────────────────────────────────────────────────────────


def test_only_days_the_gate_admits_are_offered(world: World) -> None:
    consultation = world.approved(**stopped(world, -60))
    assert consultation.summary is not None
    earliest = consultation.summary.earliest_date
    assert earliest is not None
    days = (earliest - world.today).days
    for day in (days - 1, days, days + 3):
        world.offer(day)
    offered = free_slots(consultation, first=world.day(days - 5), days=14)
    assert [part.day for part in offered] == [earliest, world.day(days + 3)]
    assert len(offered[0].slots) == 3
    first = next_free_day(consultation, first=world.today)
    assert first is not None
    assert first.day == earliest


def test_no_time_is_offered_where_nothing_can_be_booked(world: World) -> None:
    world.offer(30)
    consultation = world.examined()
    assert free_slots(consultation, first=world.today, days=60) == ()
    assert next_free_day(consultation, first=world.today) is None


def test_after_the_last_day_there_is_none(world: World) -> None:
    consultation = world.approved()
    world.offer(91)
    assert free_slots(consultation, first=world.day(85), days=14) == ()
    assert next_free_day(consultation, first=world.day(60)) is None
    assert next_free_day(consultation, first=world.day(120)) is None


def test_this_morning_is_not_offered(world: World) -> None:
    consultation = world.approved(planned=0)
    world.offer(0, (6, 21))
    (today,) = free_slots(consultation, first=world.day(-3), days=4, now=world.at(0, 11))
    assert [slot.starts_at for slot in today.slots] == [
        world.at(0, 12), world.at(0, 15), world.at(0, 18)
    ]  # fmt: skip
