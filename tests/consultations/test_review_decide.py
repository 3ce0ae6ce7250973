"""Deciding on the page: two clicks for a clear case, each decision with what it needs."""

from __future__ import annotations

import pytest

from clinic.words import day as in_words
from consultations.models import Review
from tests.consultations.pages import text_of
from tests.consultations.review_cases import (
    FAINTS,
    KELOID,
    WARFARIN,
    WARNED,
    isotretinoin,
    with_letter,
)
from tests.consultations.review_desk import Desk, nothing_saved
from tests.consultations.world import World

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
    day = world.day(9)
    by = {"own_until_2_day": day.day, "own_until_2_month": day.month, "own_until_2_year": day.year}
    own = {"own_words_1": "Bring a friend ", "own_words_2": "Send a photo", "own_gate_2": "after"}
    desk.save(decision="approved_with_conditions", **own, **by)
    card, friend, photo = desk.review().conditions
    assert f"On the day: {card['words']}" == line
    assert friend == {"words": "Bring a friend", "gate": "on_the_day", "until": None}
    assert photo == {"words": "Send a photo", "gate": "after", "until": day.isoformat()}
    saved = desk.client.get(f"/review/{desk.consultation.reference}/saved/")
    assert f"After treatment Send a photo by {in_words(day, 'medium')}" in text_of(saved)


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
    assert desk.form.initial["hold_things"] == ["letter:anticoagulant_use"]
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
        (
            {
                "hold_for": "a photo",
                "due_other_day": "3",
                "due_other_month": "5",
                "due_other_year": "2020",
            },
            "This day has passed: choose a later one",
        ),
        ({"hold_for": "x" * 201}, "Something else that has to arrive: write at most 200 signs"),
    ],
    ids=["nothing", "past", "half", "due", "long"],
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
