"""Deciding on the page: two clicks for a clear case, one interruption, nothing typed is lost."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from clinic.models import Event
from consultations.models import Consultation, Review, StepTick
from tests.consultations.pages import hidden, signed_in, text_of
from tests.consultations.review_cases import (
    FAINTS,
    KELOID,
    WARFARIN,
    WARNED,
    isotretinoin,
    not_assessed,
    with_letter,
)
from tests.consultations.world import World


class Desk:
    """The page as a technician has it open: its hidden boxes, and what is put into the others."""

    def __init__(self, world: World, consultation: Consultation) -> None:
        self.world, self.consultation = world, consultation
        self.client: Client = signed_in(world.technician)
        self.page = self.client.get(f"/review/{consultation.reference}/")
        assert self.page.status_code == 200
        self.form = self.page.context["page"].decision
        self.url = f"/review/{consultation.reference}/decide/"

    @property
    def untouched(self) -> dict[str, Any]:
        given: dict[str, Any] = {
            "summary": hidden(self.page, "summary"),
            "key": hidden(self.page, "key"),
        }
        first = self.form.initial
        for name in ("conditions", "hold_for", "patient_message", "would_change"):
            given[name] = first[name]
        if first["hold_until"]:
            day = first["hold_until"]
            given |= {
                "hold_until_day": day.day,
                "hold_until_month": day.month,
                "hold_until_year": day.year,
            }
        return given

    def save(self, **typed: Any) -> Any:
        sent = {**self.untouched, **typed}
        kept = {name: value for name, value in sent.items() if value is not None}
        return self.client.post(self.url, kept)

    @property
    def read(self) -> list[str]:
        return list(self.form.unread)

    def review(self) -> Review:
        return Review.objects.get(consultation=self.consultation)


def nothing_saved(consultation: Consultation) -> bool:
    return not Review.objects.filter(consultation=consultation).exists()


# ── Clear ──────────────────────────────────────────────────────────────────────


def test_a_clear_case_is_approved_with_one_button_and_opens_the_next(world: World) -> None:
    following = world.sent(planned=40)
    desk = Desk(world, world.examined(planned=20))
    response = desk.save(go="approve_next")
    assert response["Location"] == f"/review/{following.reference}/"
    assert desk.review().decision == "approved"
    assert not desk.review().less_strict
    shown = text_of(desk.client.get(response["Location"]))
    assert "Saved: Tunde Adeyemi, approved." in shown


def test_after_the_last_one_comes_the_empty_list(world: World) -> None:
    desk = Desk(world, world.examined())
    response = desk.save(go="approve_next")
    assert response["Location"] == "/review/"


def test_a_button_and_another_radio_together_are_refused(world: World) -> None:
    desk = Desk(world, world.examined())
    response = desk.save(go="approve_next", decision="declined")
    assert response.status_code == 422
    assert "You picked another decision and pressed Approve" in text_of(response)
    assert nothing_saved(desk.consultation)


def test_nothing_is_preselected(world: World) -> None:
    for answers in ({}, WARFARIN, KELOID):
        page = Desk(world, world.examined(**answers)).page.content.decode()
        radios = page.split('name="decision"')[1:]
        assert len(radios) == 4
        assert not any("checked" in radio.split(">")[0] for radio in radios)


def test_no_decision_is_an_error_beside_the_choice(world: World) -> None:
    desk = Desk(world, world.examined(**isotretinoin(world.today)))
    response = desk.save()
    assert response.status_code == 422
    assert "Your decision: pick one" in text_of(response)


def test_the_second_click_is_the_same_decision(world: World) -> None:
    desk = Desk(world, world.examined())
    first, second = desk.save(decision="approved"), desk.save(decision="approved")
    assert first["Location"] == second["Location"]
    assert Review.objects.filter(consultation=desk.consultation).count() == 1


def test_the_same_form_with_another_decision_is_not_a_second_one(world: World) -> None:
    desk = Desk(world, world.examined())
    desk.save(decision="approved")
    again = desk.save(decision="on_hold", hold_for="a photo")
    shown = text_of(desk.client.get(again["Location"]))
    assert "This form was saved before with other content." in shown


# ── Approve from the day a hold ends ───────────────────────────────────────────


def test_a_dated_hold_is_approved_from_the_day_it_ends(world: World) -> None:
    desk = Desk(world, world.examined(**isotretinoin(world.today)))
    risk = desk.page.context["page"].case.risk
    shown = text_of(desk.page)
    assert f"Approve from {risk.earliest_date:%A} {risk.earliest_date.day}" in shown
    assert "You accept treatment from" in shown
    assert "The decision can be used until" in shown
    response = desk.save(decision="approved")
    assert response["Location"] == f"/review/{desk.consultation.reference}/saved/"
    review = desk.review()
    assert review.windows[0]["from"] == risk.earliest_date.isoformat()
    assert not review.less_strict
    saved = text_of(desk.client.get(response["Location"]))
    assert "Saved for Tunde Adeyemi" in saved
    assert "The desk can book now" in saved


def test_what_is_accepted_is_said_before_saving(world: World) -> None:
    desk = Desk(world, with_letter(world, world.examined(**WARFARIN)))
    shown = text_of(desk.page)
    assert "with care: A letter is on file" in shown


# ── With conditions ────────────────────────────────────────────────────────────


def test_conditions_are_the_ticked_lines_and_ones_own(world: World) -> None:
    desk = Desk(world, world.examined(**FAINTS))
    (line,) = desk.form.initial["conditions"]
    assert line.startswith("On the day: Lay the patient flat")
    desk.save(decision="approved_with_conditions", own_conditions="Bring a friend\n\n Eat before ")
    assert desk.review().conditions == [line, "Bring a friend", "Eat before"]


def test_conditions_need_at_least_one(world: World) -> None:
    desk = Desk(world, world.examined())
    response = desk.save(decision="approved_with_conditions", conditions=None)
    assert response.status_code == 422
    assert "Tick or write at least one condition" in text_of(response)


def test_open_steps_are_condition_enough(world: World) -> None:
    desk = Desk(world, world.examined(**WARNED))
    assert "Nothing can be booked before this step is ticked" in text_of(desk.page)
    desk.save(decision="approved_with_conditions", conditions=None)
    review = desk.review()
    assert not review.less_strict
    assert [step["action"] for step in review.windows[0]["steps"]] == ["test_area"]


# ── Hold ───────────────────────────────────────────────────────────────────────


def test_a_hold_is_filled_in_from_the_strictest_card(world: World) -> None:
    desk = Desk(world, world.examined(**isotretinoin(world.today), **WARFARIN))
    assert desk.form.initial["hold_for"] == "a letter from the doctor"
    assert desk.form.initial["hold_until"] == desk.page.context["page"].case.risk.earliest_date
    response = desk.save(decision="on_hold", read=desk.read)
    assert response.status_code == 302
    review = desk.review()
    assert (review.hold_until, review.hold_for) == (
        desk.form.initial["hold_until"],
        "a letter from the doctor",
    )
    assert "It comes back by itself" in text_of(desk.client.get(response["Location"]))


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"hold_for": ""}, "Say until which day, or what has to arrive"),
        (
            {"hold_until_day": "3", "hold_until_month": "5", "hold_until_year": "2020"},
            "This day has come already: choose a later one",
        ),
        ({"hold_until_day": "3"}, "Until this day needs a month"),
        ({"hold_for": "x" * 201}, "Until this arrives: write at most 200 signs"),
    ],
    ids=["nothing", "past", "half", "long"],
)
def test_a_hold_that_says_too_little(world: World, typed: dict[str, str], words: str) -> None:
    desk = Desk(world, world.examined())
    response = desk.save(decision="on_hold", **typed)
    assert response.status_code == 422
    assert words in text_of(response)


# ── Decline ────────────────────────────────────────────────────────────────────


def test_a_stop_is_declined_with_a_reason_and_a_message(world: World) -> None:
    desk = Desk(world, world.examined(**KELOID))
    shown = text_of(desk.page)
    assert "We will not treat you at this time. Your skin can make scars" in shown
    response = desk.save(
        decision="declined",
        because="Keloid scars (own history)",
        decline_words="ear piercing, 2019",
        read=desk.read,
    )
    assert response.status_code == 302
    review = desk.review()
    assert review.reason_words == "Keloid scars (own history). ear piercing, 2019"
    assert review.patient_message.startswith("We will not treat you at this time.")
    assert "What would change this: If one of these answers is wrong" in review.patient_message


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({}, "Reason: pick one"),
        ({"because": "something_else"}, "Write the reason in your words"),
        (
            {"because": "Keloid scars (own history)", "patient_message": ""},
            "Write what the patient will be told",
        ),
    ],
    ids=["no reason", "no words", "no message"],
)
def test_declining_needs_a_reason_and_a_message(
    world: World, typed: dict[str, str], words: str
) -> None:
    desk = Desk(world, world.examined(**KELOID))
    response = desk.save(decision="declined", read=desk.read, **typed)
    assert response.status_code == 422
    assert words in text_of(response)
    assert nothing_saved(desk.consultation)


# ── What cannot be approved ────────────────────────────────────────────────────


@pytest.mark.parametrize("decision", ["approved", "approved_with_conditions", "on_hold"])
def test_a_stop_cannot_be_approved_or_held(world: World, decision: str) -> None:
    desk = Desk(world, world.examined(**KELOID))
    assert f'value="{decision}" id="decision-{decision}" disabled' in desk.page.content.decode()
    response = desk.save(decision=decision, read=desk.read, hold_for="x")
    assert response.status_code == 422
    assert "A stop cannot be approved or held here" in text_of(response)
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
        decision="on_hold",
        hold_for="x",
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
