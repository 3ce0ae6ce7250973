"""The review page: facts first, what is not known, what nobody read, and who may see it."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest

from clinic.words import day as in_words
from consultations.actions.intake import save_answer
from consultations.actions.sending import reopen
from consultations.cards_front import MOST_WORDS
from consultations.models import Consultation
from tests.consultations.pages import signed_in, text_of, words_in
from tests.consultations.review_cases import (
    CASES,
    KELOID,
    NOT_SURE,
    WARFARIN,
    isotretinoin,
    not_assessed,
    with_letter,
)
from tests.consultations.world import World, key


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


def test_answers_beside_each_other_are_parted_by_a_comma_alone(world: World) -> None:
    answers = isotretinoin(world.today)
    page = markup(world, world.examined(**answers))
    (front,) = re.findall(r'<div class="front">.*?</ul>', page, re.S)
    read = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", front))
    last = date.fromisoformat(answers["oral_retinoid_last_dose"])
    assert f"I have stopped, {in_words(last, 'born')} " in read


def test_a_card_tells_everything_behind_its_fold(world: World) -> None:
    page = shown(world, world.examined(**KELOID))
    for said in (
        "Have you ever had a scar that kept growing past the edge",
        "thousands of punctures in skin known to over-scar",
        "In hair transplants, not SMP: 1 of 2,896",
        "Nobody has counted this in SMP.",
        "In SMP: 1 of 43",
        "expert opinion",
        "Known from decorative tattoos, not SMP.",
        "If the patient has ever had a keloid scar, do not treat.",
        "keloid_yes",
        "edition 1",
        "Nothing clears it, unless the answer was wrong.",
        "Found. Seen:",
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
    world.send(consultation, unanswered_confirmed=True)
    assert "was Not sure, changed" in shown(world, consultation)


def answer(world: World, consultation: Consultation, question: str, value: Any) -> None:
    fresh = world.fresh(consultation)
    for given in ("not_sure", value):
        saved = save_answer(
            fresh, question, given, seen_version=fresh.version, key=key(), by=world.desk
        )
        fresh.version = saved.version


def test_answers_with_nothing_to_act_on_are_folded(world: World) -> None:
    page = shown(world, world.examined(**WARFARIN))
    assert "Answers with nothing to act on" in page
    assert "Have you ever taken isotretinoin" in page


def test_a_clear_case_is_one_sentence_and_one_button(world: World) -> None:
    page = markup(world, world.examined())
    assert re.search(r"\d+ answers, nothing to act on", words_in(page))
    assert "Approve and open next" in page
    assert 'id="gate-' not in page


# ── Not known yet ──────────────────────────────────────────────────────────────


def test_the_range_names_the_question_to_ask_next(world: World) -> None:
    page = shown(world, world.examined(**NOT_SURE))
    assert "Not known yet Points to Hold 3 of 4 could be Stop 4 of 4" in page
    assert "Ask the patient: Have you ever had a scar that kept growing" in page


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


def test_facts_come_before_the_pointer_and_the_decision(world: World) -> None:
    page = shown(world, world.examined(**KELOID))
    facts = page.index("Explain kindly why we do not treat")
    assert facts < page.index("Your decision Rules point to Stop 4 of 4")
