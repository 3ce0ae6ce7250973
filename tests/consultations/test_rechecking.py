"""A rule changed for safety: whoever is booked is checked again, and nobody else is touched."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import IntegrityError
from django.utils import timezone

from clinic.errors import NotAllowed
from clinic.models import Event
from consultations.actions.booking import book, move
from consultations.actions.rechecking import check_bookings, publish_due_now
from consultations.actions.rescreening import rescreen
from consultations.actions.sending import look_again, reopen
from consultations.gate import explain_gate, free_slots, why_not
from consultations.impact import bookings_falling
from consultations.models import Booking, Consultation, Reopening, Review
from consultations.rescreened import Since, since
from consultations.standing import standing
from sideeffects.actions.proposing import approve
from sideeffects.models import Edition, Proposal
from sideeffects.risk.dates import add
from tests.consultations.newer_editions import (
    after_a_course,
    before_and_after,
    booked_after_a_course,
    publish,
    renamed_option,
    silent_at_each_statement,
    waiting,
    without,
)
from tests.consultations.world import World, key
from tests.sideeffects.shelf import Files, edition_of, entry, longer, wait_of


def states(*rows: Consultation) -> list[tuple[str, str]]:
    return [
        (Consultation.objects.get(pk=row.pk).status, Booking.objects.get(consultation=row).status)
        for row in rows
    ]


# ── What is booked ─────────────────────────────────────────────────────────────


def test_whom_the_new_rule_concerns_is_held_with_the_reason_and_nobody_else(world: World) -> None:
    coming = before_and_after(world)
    concerned, _ = booked_after_a_course(world)
    other = world.approved()
    world.booked(other, 32)
    live = publish(world, coming)
    assert states(concerned, other) == [("submitted", "held"), ("approved", "booked")]
    (reopening,) = Reopening.objects.all()
    assert (reopening.consultation, reopening.kind, reopening.edition) == (
        concerned,
        "edition",
        live,
    )
    assert reopening.reason == (
        f"A rule changed for safety in edition {live.number}. "
        "It is about Isotretinoin or acitretin tablets."
    )
    assert Event.objects.get(action="consultation.rechecked").detail["edition"] == live.number


def test_without_the_mark_every_booking_stands(world: World) -> None:
    coming = before_and_after(world)
    concerned, _ = booked_after_a_course(world)
    publish(world, coming, safety=False)
    assert states(concerned) == [("approved", "booked")]
    assert why_not(world.fresh(concerned), world.day(30)) is None


def test_who_falls_is_whom_the_impact_page_counted(world: World) -> None:
    coming = before_and_after(world)
    concerned, _ = booked_after_a_course(world)
    world.booked(world.approved(), 32)
    counted = {effect.consultation_id for effect in bookings_falling(coming.catalogue)}
    publish(world, coming)
    assert counted == {reopening.consultation_id for reopening in Reopening.objects.all()}
    assert counted == {concerned.pk}


def ask_something_new(files: Files) -> None:
    """A question that nobody was asked, and a rule that reads it."""
    questions = files["questions"]["questions"]
    like = entry(files, "questions", "lesion_changing")
    questions.append({**like, "key": "new_one", "text": "Did a wound stay open?", "ask_when": None})
    rules = files["rules"]["rules"]
    rule = next(rule for rule in rules if "lesion_changing" in str(rule["when"]))
    when = [{"question": "new_one", "is": "is", "value": "yes"}]
    rules.append({**rule, "key": "new_one_yes", "when": when})


def ask_it_by_hand(files: Files) -> None:
    ask_something_new(files)
    entry(files, "questions", "new_one")["private"] = True


def break_it(files: Files) -> None:
    files["rules"]["rules"][0]["actions"] = [{"action": "no_such_action"}]


@pytest.mark.parametrize(
    ("edit", "words"),
    [
        (ask_something_new, "It asks “Did a wound stay open?”."),
        (ask_it_by_hand, "It asks something answered in private."),
        (renamed_option("keloid_history", "no", "never"), "It asks “Have you ever had a scar"),
        (break_it, "It could not be checked for this patient."),
    ],
)
def test_what_cannot_be_told_is_held_too(world: World, edit: Any, words: str) -> None:
    """An answer that is lacking, one that is none any more, and rules that cannot be read."""
    before_and_after(world)
    consultation = world.approved()
    world.booked(consultation, 30)
    live = edition_of(edit)
    proposal = Proposal(safety=True)
    check_bookings(proposal, live, by=world.lead, moment=world.at(0))
    assert states(consultation) == [("submitted", "held")]
    assert words in Reopening.objects.get().reason


def test_what_was_answered_in_private_is_not_named(world: World) -> None:
    def ask_for_a_letter(files: Files) -> None:
        entry(files, "rules", "hiv_well")["kind"] = "clearance"

    before_and_after(world)
    consultation = world.approved(gate_carried_infections="yes", hiv="yes_treated_and_well")
    world.booked(consultation, 30)
    live = edition_of(ask_for_a_letter)
    check_bookings(Proposal(safety=True), live, by=world.lead, moment=world.at(0))
    assert states(consultation) == [("submitted", "held")]
    reason = Reopening.objects.get().reason
    assert reason.endswith("It is about something answered in private.")
    assert "HIV" not in reason


def test_bookings_of_the_past_and_cancelled_ones_are_left_alone(world: World) -> None:
    coming = before_and_after(world)
    consultation, booking = booked_after_a_course(world)
    moment = world.at(31)
    live = edition_of(longer)
    assert check_bookings(Proposal(safety=True), live, by=world.lead, moment=moment) == []
    assert states(consultation) == [("approved", "booked")]
    assert coming.number < live.number
    assert Booking.objects.get() == booking


def test_who_waits_for_a_decision_anyhow_is_not_put_up_twice(world: World) -> None:
    coming = before_and_after(world)
    consultation, _ = booked_after_a_course(world)
    look_again(consultation, reason="x", by=world.technician)
    publish(world, coming)
    assert not Reopening.objects.filter(kind="edition").exists()


# ── What may be booked afterwards ──────────────────────────────────────────────


def test_what_was_approved_before_is_booked_only_where_the_new_rule_allows_it(
    world: World,
) -> None:
    coming = before_and_after(world)
    consultation = after_a_course(world)
    world.offer(30)
    world.offer(80)
    publish(world, coming)
    row = world.fresh(consultation)
    assert row.status == "approved"
    with pytest.raises(NotAllowed, match="changed for safety"):
        book(row, key=key(), **world.place(30))
    assert explain_gate(row).earliest == add(world.day(-200), 9, "months")
    assert [part.day for part in free_slots(row, first=world.day(20), days=70)] == [world.day(80)]
    assert book(row, key=key(), **world.place(80)).status == "booked"


def test_a_booking_that_stands_is_not_moved_where_the_new_rule_forbids_it(world: World) -> None:
    coming = before_and_after(world)
    consultation = after_a_course(world)
    booking = world.booked(consultation, 80)
    world.offer(30)
    publish(world, coming)
    assert states(consultation) == [("approved", "booked")]
    with pytest.raises(NotAllowed, match="changed for safety"):
        move(booking, **world.place(30))


def test_where_no_day_is_left_the_gate_says_why(world: World) -> None:
    def much_longer(files: Files) -> None:
        wait_of(files, 36)

    coming = before_and_after(world, much_longer)
    consultation = after_a_course(world)
    publish(world, coming)
    gate = explain_gate(world.fresh(consultation))
    assert gate.refusal is not None
    assert gate.refusal.code == "rule_changed"
    assert (gate.earliest, gate.last) == (None, None)


def test_the_desk_reads_the_reason_until_the_patient_was_screened_again(world: World) -> None:
    coming = before_and_after(world)
    consultation, _ = booked_after_a_course(world)
    live = publish(world, coming)
    blocked = standing(world.fresh(consultation)).blocked
    assert blocked is not None
    assert blocked.sentence.startswith(f"A rule changed for safety in edition {live.number}.")
    rescreen(world.fresh(consultation), seen=live.number, by=world.technician)
    blocked = standing(world.fresh(consultation)).blocked
    assert blocked is not None
    assert blocked.sentence == "The rules changed after the decision."


# ── Approving ──────────────────────────────────────────────────────────────────


def test_nothing_is_approved_before_it_is_screened_again(world: World) -> None:
    coming = before_and_after(world)
    concerned, booking = booked_after_a_course(world)
    open_ = world.examined()
    live = publish(world, coming)
    for row in (concerned, open_):
        with pytest.raises(NotAllowed, match=f"changed for safety in edition {live.number}"):
            world.decided(row)
    world.decided(open_, "on_hold", hold_for="A call.")
    rescreen(world.fresh(open_), seen=live.number, by=world.technician)
    assert world.decided(open_).approves
    rescreen(world.fresh(concerned), seen=live.number, by=world.technician)
    assert world.decided(concerned).windows[0]["from"] > world.day(30).isoformat()
    assert Booking.objects.get(pk=booking.pk).status == "held"


def test_the_database_approves_nothing_on_rules_that_were_changed_for_safety(
    world: World,
) -> None:
    coming = before_and_after(world)
    consultation = world.approved()
    review = Review.objects.get()
    look_again(consultation, reason="x", by=world.technician)
    publish(world, coming)
    review.pk, review.created_key = None, key()
    with pytest.raises(IntegrityError, match="screen again before approving"):
        review.save(force_insert=True)


def test_another_edition_after_it_is_still_after_it(world: World) -> None:
    coming = before_and_after(world)
    consultation = world.examined()
    assert since(consultation) == Since(None, rescreened=False)
    live = publish(world, coming)
    newest = edition_of(without("lesion_changing"))
    assert since(consultation) == Since(live.number, rescreened=False)
    rescreen(world.fresh(consultation), seen=newest.number, by=world.technician)
    assert since(world.fresh(consultation)) == Since(None, rescreened=True)


# ── All of it or nothing ───────────────────────────────────────────────────────


def test_publishing_may_be_cut_off_at_any_statement(world: World) -> None:
    coming = before_and_after(world)
    consultation, _ = booked_after_a_course(world)
    proposal, lead = waiting(coming), world.lead
    places = silent_at_each_statement(lambda: approve(proposal, by=lead, follow_up=check_bookings))
    for _ in places:
        proposal.refresh_from_db()
        assert (proposal.approved_by, proposal.edition) == (None, None)
        assert Edition.objects.live() == world.edition
        assert states(consultation) == [("approved", "booked")]
    assert states(consultation) == [("submitted", "held")]


def test_reopening_by_hand_goes_on_as_before(world: World) -> None:
    before_and_after(world)
    consultation, _ = booked_after_a_course(world)
    reopen(consultation, reason="x", by=world.desk)
    assert states(consultation) == [("draft", "held")]


def test_the_background_puts_live_what_is_due_with_all_that_follows(world: World) -> None:
    coming = before_and_after(world)
    consultation, _ = booked_after_a_course(world)
    proposal = waiting(coming, publish_at=timezone.now() + timedelta(seconds=1))
    approve(proposal, by=world.lead, follow_up=check_bookings)
    publish_due_now()
    assert states(consultation) == [("approved", "booked")]
    with time_machine.travel(timezone.now() + timedelta(minutes=1), tick=False):
        publish_due_now()
    assert states(consultation) == [("submitted", "held")]
