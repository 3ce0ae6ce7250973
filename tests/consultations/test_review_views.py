"""The review page: facts first, what is not known, what nobody read, and who may see it."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from clinic.models import Event
from consultations.actions.intake import save_answer
from consultations.actions.sending import look_again, reopen
from consultations.actions.sending import send as send_answers
from consultations.cards_front import MOST_WORDS
from consultations.models import Consultation
from tests.consultations.pages import signed_in, statements, text_of, words_in
from tests.consultations.review_cases import (
    CASES,
    FIVE,
    KELOID,
    NOT_SURE,
    STOPPED_WARFARIN,
    WARFARIN,
    isotretinoin,
    not_assessed,
    with_letter,
)
from tests.consultations.world import World, key
from tests.people import person


def url(consultation: Consultation) -> str:
    return f"/review/{consultation.reference}/"


def shown(world: World, consultation: Consultation) -> str:
    response = signed_in(world.technician).get(url(consultation))
    assert response.status_code == 200
    return text_of(response)


def markup(world: World, consultation: Consultation) -> str:
    found: str = signed_in(world.technician).get(url(consultation)).content.decode()
    return found


# ── Facts ──────────────────────────────────────────────────────────────────────


def test_a_hold_with_a_date_says_the_day_and_that_it_is_allowed(world: World) -> None:
    page = shown(world, world.examined(**isotretinoin(world.today)))
    assert "Wait until " in page
    assert "Treatment on that day is allowed." in page
    assert "Earliest: " in page
    assert "Isotretinoin or acitretin tablets" in page
    assert "“I have stopped”" not in page  # the quotation marks come with the style
    assert "I have stopped" in page


def test_a_card_tells_everything_behind_its_fold(world: World) -> None:
    page = shown(world, world.examined(**KELOID))
    for said in (
        "Have you ever had a scar that kept growing past the edge",
        "thousands of punctures in skin known to over-scar",
        "1 of 2,896",
        "expert opinion",
        "Measured on decorative tattoos, not SMP.",
        "If the patient has ever had a keloid scar, do not treat.",
        "keloid_yes",
        "edition 1",
        "Nothing clears it, unless the answer was wrong.",
        "Found and looked at",
        "Your skin can make scars that keep growing.",
    ):
        assert said in page, said


def test_the_draft_notice_stands_on_the_page(world: World) -> None:
    assert "Research draft, not clinically approved." in shown(world, world.sent())


@pytest.mark.parametrize("name", ["warfarin", "five", "keloid", "isotretinoin", "steps", "blank"])
def test_no_card_shows_more_than_sixty_words_before_its_fold(world: World, name: str) -> None:
    assert world.technician
    page = markup(world, CASES[name](world))
    cards = re.findall(r'<article class="card finding.*?</article>', page, flags=re.S)
    assert cards
    for card in cards:
        front = words_in(card.split("<details")[0]).replace(" ,", ",").replace(" .", ".")
        assert len(front.split()) <= MOST_WORDS, front


def test_the_patients_own_words_are_quoted_as_theirs(world: World) -> None:
    page = markup(
        world, world.examined(other_condition="yes", other_condition_detail="<b>rare</b> thing")
    )
    assert '<span class="said">&lt;b&gt;rare&lt;/b&gt; thing</span>' in page


def test_private_answers_are_shown_to_technicians_and_marked(world: World) -> None:
    page = markup(world, world.examined(gate_carried_infections="yes", mrsa="carrier_or_active"))
    assert "Yes, I carry it or have it now" in page
    assert 'aria-label="Private"' in page


def test_changed_answers_say_what_they_were(world: World) -> None:
    consultation = world.examined()
    reopen(consultation, reason="wrong", by=world.desk)
    answer(world, consultation, "lesion_changing", "yes")
    send(world, consultation)
    assert "was Not sure, changed" in shown(world, consultation)


def answer(world: World, consultation: Consultation, question: str, value: Any) -> None:
    fresh = world.fresh(consultation)
    for given in ("not_sure", value):
        saved = save_answer(
            fresh, question, given, seen_version=fresh.version, key=key(), by=world.desk
        )
        fresh.version = saved.version


def send(world: World, consultation: Consultation) -> None:
    send_answers(world.fresh(consultation), by=world.desk, unanswered_confirmed=True)


def test_answers_with_nothing_to_act_on_are_folded(world: World) -> None:
    page = shown(world, world.examined(**WARFARIN))
    assert "Answers with nothing to act on" in page
    assert "Have you ever taken isotretinoin" in page


def test_a_clear_case_is_one_sentence_and_one_button(world: World) -> None:
    page = shown(world, world.examined())
    assert re.search(r"\d+ answers, nothing to act on", page)
    assert "Approve and open next" in page
    assert "Before we can book" not in page


# ── Not known yet ──────────────────────────────────────────────────────────────


def test_the_range_names_the_question_to_ask_next(world: World) -> None:
    page = shown(world, world.examined(**NOT_SURE))
    assert "Not known yet Points to Hold 3 of 4 could be Stop 4 of 4" in page
    assert "Ask next: Have you ever had a scar that kept growing" in page
    assert "Ask the patient" in page


def test_no_range_where_both_ends_are_one(world: World) -> None:
    assert "Not known yet" not in shown(world, world.examined(**KELOID))


def test_a_question_of_the_examination_is_answered_here(world: World) -> None:
    page = markup(world, world.examined(patch_test_result="not_sure"))
    assert 'href="#exam-patch_test_result"' in page


def test_blank_answers_are_named(world: World) -> None:
    page = shown(world, world.examined(diabetes=None))
    assert "Required answer or date missing" in page
    assert "Do you have diabetes?" in page
    assert "No answer yet" in page


# ── What no rule read ──────────────────────────────────────────────────────────


def test_what_no_rule_read_is_listed_with_a_tick(world: World) -> None:
    page = shown(world, world.examined(**WARFARIN))
    assert "Not looked at by the rules In their own words Please list them all." in page
    assert "I read this" in page


def test_set_aside_answers_that_reported_something_are_listed(world: World) -> None:
    page = shown(world, world.examined(**{**WARFARIN, "gate_bleeding": "no"}))
    assert "Reported, then no longer asked" in page
    assert "Do you take a blood thinner?" in page


# ── Clear, cleared, not assessed ───────────────────────────────────────────────


def test_a_cleared_finding_is_shown_with_its_letter(world: World) -> None:
    page = shown(world, with_letter(world, world.examined(**WARFARIN), "Two hours at most"))
    assert "Keep to the limits in the letter" in page
    assert "Dr A. Osei, GP." in page
    assert "Limits: Two hours at most" in page
    assert "cleared by a letter" in page


def test_what_was_not_assessed_says_so_says_why_and_blocks(world: World) -> None:
    page = shown(world, not_assessed(world))
    assert "Not assessed" in page
    assert "it blocks like a hold" in page
    assert "Tell the manager of the catalogue what stands here:" in page
    assert "so nothing can be approved" in page
    assert "nothing to act on" not in page


# ── Where nothing is to be decided ─────────────────────────────────────────────


def test_a_consultation_never_sent_leads_to_its_own_page(world: World) -> None:
    draft = world.draft()
    response = signed_in(world.technician).get(url(draft))
    assert response["Location"] == f"/c/{draft.reference}/"


def test_answers_being_corrected_are_not_decided_on(world: World) -> None:
    consultation = world.examined()
    reopen(consultation, reason="the patient called", by=world.desk)
    page = shown(world, consultation)
    assert "The answers are being corrected" in page
    assert "Nothing to decide now" in page
    assert "Save decision" not in page


def test_a_corrected_birth_date_makes_the_summary_stale(world: World) -> None:
    consultation = world.examined()
    fresh = world.fresh(consultation)
    fresh.answers = {**fresh.answers, "date_of_birth": "1986-03-14"}
    fresh.version += 1
    fresh.save(update_fields=["answers", "version"])
    page = shown(world, consultation)
    assert "The answers on file are not those of this summary" in page
    assert "Save decision" not in page


# ── History ────────────────────────────────────────────────────────────────────


def test_a_decision_that_stands_is_shown_instead_of_the_form(world: World) -> None:
    page = shown(world, world.approved())
    assert "The decision Approved by Some technician" in page
    assert "Decide again" in page
    assert "Save decision" not in page


def test_earlier_decisions_stay_in_view_with_why_they_lapsed(world: World) -> None:
    consultation = world.approved()
    look_again(consultation, reason="the letter came", by=world.lead)
    world.decided(consultation, "on_hold", hold_for="a photo")
    world.examine(world.fresh(consultation), exam_sunburn="yes")
    page = shown(world, consultation)
    assert "Earlier decisions (2)" in page
    assert "Lapsed: opened to decide again by Some" in page
    assert "Reason: the letter came" in page
    assert "Lapsed: the examination was answered, by Some" in page
    assert "Until this arrives: a photo." in page


def test_a_hold_that_stands_can_be_decided_again(world: World) -> None:
    consultation = world.held_until(20)
    page = shown(world, consultation)
    assert "Save decision for Tunde Adeyemi" in page
    assert "On hold by Some technician" in page
    world.decided(consultation)
    page = shown(world, consultation)
    assert "Lapsed: decided again by Some" in page


def test_other_consultations_of_the_patient_are_linked(world: World) -> None:
    first = world.sent(**KELOID)
    second = world.sent()
    page = signed_in(world.technician).get(url(second)).content.decode()
    assert f'href="/review/{first.reference}/"' in page


def test_an_urgent_task_stands_on_the_page(world: World) -> None:
    page = shown(world, world.sent(**STOPPED_WARFARIN))
    assert "Contact the prescriber today This cannot wait." in page


# ── SQL ────────────────────────────────────────────────────────────────────────


def test_statements_are_the_same_for_any_number_of_answers_findings_and_consultations(
    world: World,
) -> None:
    client = signed_in(world.technician)
    little = world.examined(**WARFARIN)
    world.decided(little, "on_hold", hold_for="a letter")
    world.sent()
    few = statements(client, url(little))
    much = world.examined(**{**FIVE, "heart_ie_high_risk": "no"})
    for number in range(4):
        world.decided(much, "on_hold", hold_for=f"a letter {number}")
        with_letter(world, much)
        world.sent()
    world.decided(much, "on_hold", hold_for="a letter")
    many = statements(client, url(much))
    assert len(many) == len(few), "\n".join(many)
    assert len(many) <= 21, "\n".join(many)


# ── Who may see it ─────────────────────────────────────────────────────────────


@pytest.mark.parametrize("role", ["front_desk", "manager", "auditor", "admin"])
def test_only_technicians_and_the_lead_open_it(world: World, role: str) -> None:
    consultation = world.sent()
    user = world.desk if role == "front_desk" else person(role)
    assert signed_in(user).get(url(consultation)).status_code == 404
    assert signed_in(world.lead).get(url(consultation)).status_code == 200


def test_another_sites_case_looks_missing(world: World) -> None:
    consultation = world.sent()
    client = signed_in(world.elsewhere)
    theirs, missing = client.get(url(consultation)), client.get("/review/C-000000/")
    assert theirs.status_code == missing.status_code == 404
    for action in ("decide", "examination", "letter", "step", "look-again"):
        assert client.post(f"{url(consultation)}{action}/").status_code == 404


def test_strangers_are_sent_to_sign_in(world: World) -> None:
    response = Client().get(url(world.sent()))
    assert response["Location"].startswith("/sign-in/")


def test_opening_is_logged(world: World) -> None:
    consultation = world.sent()
    signed_in(world.technician).get(url(consultation))
    event = Event.objects.filter(action="review.opened").latest("pk")
    assert (event.subject_id, event.actor) == (consultation.reference, world.technician)
