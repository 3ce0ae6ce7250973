"""Decisions that are refused, interrupted or overtaken: nothing that was typed is lost."""

from __future__ import annotations

import pytest

from clinic.models import Event
from consultations.models import StepTick
from tests.consultations.pages import hidden, signed_in, text_of
from tests.consultations.review_cases import (
    WARFARIN,
    WARNED,
    not_assessed,
    with_letter,
)
from tests.consultations.review_desk import Desk, nothing_saved
from tests.consultations.world import World

# ── What cannot be approved ────────────────────────────────────────────────────


@pytest.mark.parametrize("decision", ["approved", "approved_with_conditions", "on_hold"])
def test_a_stop_after_a_reaction_cannot_be_relaxed(world: World, decision: str) -> None:
    desk = Desk(world, world.examined(patch_test_result="reaction"))
    shown = text_of(desk.page)
    assert "Relax this stop" not in shown
    response = desk.save(decision=decision, read=desk.read, hold_for="x")
    assert response.status_code == 422
    assert "The skin reacted in a patch test. Nobody can relax this stop." in text_of(response)
    assert nothing_saved(desk.consultation)


def test_nothing_is_approved_before_the_examination(world: World) -> None:
    desk = Desk(world, world.sent())
    assert "Approving needs the examination: 8 questions have no answer yet." in text_of(desk.page)
    response = desk.save(decision="approved")
    assert response.status_code == 422
    assert nothing_saved(desk.consultation)


def test_what_was_not_assessed_is_held_not_approved(world: World) -> None:
    desk = Desk(world, not_assessed(world))
    assert desk.save(decision="approved").status_code == 422
    assert desk.save(decision="on_hold", hold_for="the manager").status_code == 302


def test_what_no_rule_read_is_ticked_before_deciding(world: World) -> None:
    desk = Desk(world, with_letter(world, world.examined(**WARFARIN)))
    response = desk.save(decision="on_hold", hold_for="x")
    assert response.status_code == 422
    assert "1 answer is not ticked as read" in text_of(response)
    assert desk.save(decision="on_hold", hold_for="x", read=desk.read).status_code == 302


# ── Less strict than the rules ─────────────────────────────────────────────────


def test_leaving_out_a_step_is_interrupted_once_and_then_explained(world: World) -> None:
    desk = Desk(world, world.examined(**WARNED))
    response = desk.save(decision="approved", note="seen together")
    assert response.status_code == 409
    shown = text_of(response)
    assert "The rules point to Care. You chose Approve." in shown
    assert "One thing is still open: Do a small test area" in shown
    assert "Why is it safe to go on?" not in shown
    asked = desk.save(decision="approved", note="seen together", stage="go_on")
    assert "Why is it safe to go on?" in text_of(asked)
    empty = desk.save(decision="approved", note="seen together", stage="with_reason")
    assert empty.status_code == 422
    assert "Write in your words why it is safe" in text_of(empty)
    assert hidden(empty, "note") == "seen together"
    saved = desk.save(
        decision="approved",
        note="seen together",
        stage="with_reason",
        reason_code="over",
        reason_words="a test area of last year is on file",
    )
    assert saved.status_code == 302
    review = desk.review()
    assert (review.less_strict, review.reason_code, review.note) == (True, "over", "seen together")
    tick = StepTick.objects.get(consultation=desk.consultation)
    assert (tick.state, tick.reason) == ("waived", "a test area of last year is on file")
    page = text_of(desk.client.get(f"/review/{desk.consultation.reference}/"))
    assert "Less strict than the rules: The problem is over or was long ago." in page


def test_going_back_keeps_everything_and_chooses_hold(world: World) -> None:
    desk = Desk(world, world.examined(**WARNED))
    response = desk.save(decision="approved", note="seen together", stage="go_back")
    assert response.status_code == 200
    page = response.content.decode()
    assert 'id="decision-on_hold" checked' in page
    assert "seen together" in page
    assert nothing_saved(desk.consultation)


def test_a_hold_without_a_date_is_approved_only_for_days_that_were_picked(world: World) -> None:
    desk = Desk(world, world.examined(**WARFARIN))
    assert "As things stand, the rules allow no day." in text_of(desk.page)
    refused = desk.save(decision="approved", read=desk.read)
    assert refused.status_code == 409
    assert "choose days to accept and say why" in text_of(refused)
    (days,) = [value for value, _ in desk.form.fields["accept"].choices]
    picked = desk.save(decision="approved", accept=[days], read=desk.read)
    assert "The rules point to Hold. You chose Approve." in text_of(picked)
    saved = desk.save(
        decision="approved",
        accept=[days],
        read=desk.read,
        stage="with_reason",
        reason_code="have_result",
        reason_words="spoke to the GP",
    )
    assert saved.status_code == 302
    assert desk.review().less_strict


# ── Somebody was quicker ───────────────────────────────────────────────────────


def test_a_changed_summary_is_a_409_with_what_changed_and_all_that_was_typed(
    world: World,
) -> None:
    consultation = world.examined(**WARFARIN)
    desk = Desk(world, consultation)
    with_letter(world, consultation)
    response = desk.save(
        decision="on_hold", hold_for="the letter of Dr Osei", note="called twice", read=desk.read
    )
    assert response.status_code == 409
    shown = text_of(response)
    assert "The answers changed while you were reading" in shown
    assert "Rules pointed to Hold 3 of 4 and now point to Care 2 of 4" in shown
    assert "A letter about Blood thinner was put on file." in shown
    assert "the letter of Dr Osei" in shown
    assert "called twice" in shown
    assert 'id="decision-on_hold" checked' in response.content.decode()
    assert nothing_saved(consultation)
    newest = world.fresh(consultation).summary
    assert newest is not None
    assert hidden(response, "summary") == newest.hash
    again = desk.save(
        summary=newest.hash,
        key=hidden(response, "key"),
        screen=hidden(response, "screen"),
        decision="on_hold",
        hold_for="x",
        hold_things=None,
        read=desk.read,
    )
    assert again.status_code == 302


def test_ticks_of_what_was_read_are_kept_on_a_409(world: World) -> None:
    consultation = world.examined(**WARFARIN)
    desk = Desk(world, consultation)
    world.examine(consultation, exam_sunburn="yes")
    response = desk.save(decision="on_hold", read=desk.read)
    assert f'id="read-{desk.read[0]}" checked' in response.content.decode()


def test_a_form_of_an_unknown_summary_keeps_what_was_typed(world: World) -> None:
    desk = Desk(world, world.examined())
    response = desk.save(summary="0" * 64, decision="on_hold", hold_for="a photo")
    assert response.status_code == 409
    shown = text_of(response)
    assert "The answers changed while you were reading." in shown
    assert "a photo" in shown


def test_a_case_decided_meanwhile_is_refused(world: World) -> None:
    desk = Desk(world, world.examined())
    world.decided(desk.consultation, by=world.lead)
    response = desk.save(decision="on_hold", hold_for="x")
    assert response.status_code == 409
    assert "There is nothing to decide here now." in text_of(response)


# ── After saving, and who ──────────────────────────────────────────────────────


def test_the_saved_page_of_an_undecided_case_leads_back(world: World) -> None:
    consultation = world.examined()
    response = signed_in(world.technician).get(f"/review/{consultation.reference}/saved/")
    assert response["Location"] == f"/review/{consultation.reference}/"


def test_the_session_that_signed_is_named_but_not_given_away(world: World) -> None:
    desk = Desk(world, world.examined())
    desk.save(decision="approved")
    signed = desk.review().signed_by_session
    assert len(signed) == 64
    assert signed != desk.client.session.session_key


def test_a_refused_page_is_logged_as_read(world: World) -> None:
    desk = Desk(world, world.examined())
    before = Event.objects.filter(action="review.opened").count()
    desk.save()
    assert Event.objects.filter(action="review.opened").count() == before + 1


def test_the_desk_cannot_decide(world: World) -> None:
    consultation = world.examined()
    response = signed_in(world.desk).post(f"/review/{consultation.reference}/decide/", {})
    assert response.status_code == 404
    assert (
        signed_in(world.technician).get(f"/review/{consultation.reference}/decide/").status_code
        == 405
    )


# ── Deciding again ─────────────────────────────────────────────────────────────


def test_a_decision_is_looked_at_again_with_a_reason(world: World) -> None:
    consultation = world.approved()
    client = signed_in(world.technician)
    url = f"/review/{consultation.reference}/look-again/"
    empty = client.post(url, {"reason": ""})
    assert empty.status_code == 422
    assert "Write why it is decided again" in text_of(empty)
    response = client.post(url, {"reason": "the letter came"}, follow=True)
    shown = text_of(response)
    assert "Save decision for Tunde Adeyemi" in shown
    assert "Reason: the letter came" in shown
    refused = client.post(url, {"reason": "again"})
    assert refused.status_code == 409
