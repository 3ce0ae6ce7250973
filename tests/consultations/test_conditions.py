"""Conditions of an approval: at a gate, by a day; before booking, a step that the gate keeps."""

from __future__ import annotations

from typing import Any

import pytest

from consultations.actions.sending import reopen
from consultations.actions.steps import step_done, take_back_step
from consultations.conditions import Condition, by_gate, conditions_of, for_desk
from consultations.deciding import case
from consultations.gate import explain_gate
from consultations.models import Booking, Consultation, Review, StepTick
from tests.consultations.by_sql import refusal as refusal_by_sql
from tests.consultations.pages import signed_in, text_of
from tests.consultations.review_desk import Desk
from tests.consultations.world import World

CARD = Condition("Bring the blood results", "before_booking")


def approved(world: World, *conditions: Condition, **answers: Any) -> tuple[Consultation, Review]:
    consultation = world.examined(**answers)
    review = world.decided(consultation, "approved_with_conditions", conditions=conditions)
    return world.fresh(consultation), review


def test_a_condition_before_booking_is_a_step_of_every_accepted_day(world: World) -> None:
    _, review = approved(world, CARD, Condition("A hat"))
    steps = [[step["label"] for step in window["steps"]] for window in review.windows]
    assert steps == [["Bring the blood results"]] * len(review.windows)


def test_nothing_is_booked_until_it_is_ticked(world: World) -> None:
    consultation, _ = approved(world, CARD)
    refusal = explain_gate(consultation).refusal
    assert refusal is not None
    assert refusal.sentence == "Still open before booking: Bring the blood results."
    assert refusal_by_sql(world, consultation) == "step_open"
    step_done(consultation, CARD.step().key, on_date=world.today, by=world.technician)
    assert explain_gate(world.fresh(consultation)).open
    assert world.booked(consultation, 30).status == Booking.Status.BOOKED
    take_back_step(consultation, CARD.step().key, reason="Wrong patient", by=world.technician)
    assert Booking.objects.get(consultation=consultation).status == Booking.Status.HELD


def test_it_is_ticked_on_the_review_page_like_any_other_step(world: World) -> None:
    consultation, _ = approved(world, CARD)
    client = signed_in(world.technician)
    page = client.get(f"/review/{consultation.reference}/")
    assert "Bring the blood results A condition of the decision." in text_of(page)
    day = world.today
    given = {"on_date_day": day.day, "on_date_month": day.month, "on_date_year": day.year}
    done = {"step": CARD.step().key, "act": "done", **given}
    client.post(f"/review/{consultation.reference}/step/", done)
    assert StepTick.objects.get(consultation=consultation).state == "done"


def test_the_step_goes_with_the_decision(world: World) -> None:
    consultation, _ = approved(world, CARD)
    reopen(consultation, reason="a wrong answer", by=world.desk)
    found = case(world.fresh(consultation))
    assert found is not None
    assert not found.review_stands
    assert CARD.step().key not in [state.step.key for state in found.steps]


def test_the_desk_reads_conditions_by_gate_but_none_that_is_private(world: World) -> None:
    hidden = Condition("Ask about the tablets", "on_the_day", private=True)
    hat = Condition("Bring a hat", "on_the_day")
    photo = Condition("Send a photo", "after", world.day(20))
    consultation, _ = approved(world, hidden, hat, photo)
    page = text_of(signed_in(world.desk).get(f"/book/{consultation.reference}/"))
    assert "On the day Bring a hat After treatment Send a photo by " in page
    assert "tablets" not in page
    world.booked(consultation, 30)
    day = Booking.objects.get(consultation=consultation).day
    listed = text_of(signed_in(world.desk).get(f"/day/{day}/"))
    assert "Bring a hat" in listed
    assert "Send a photo" not in listed
    assert "tablets" not in listed


def test_a_card_that_rests_on_a_private_answer_makes_a_private_condition(world: World) -> None:
    hiv: dict[str, Any] = {"gate_carried_infections": "yes", "hiv": "yes_treated_and_well"}
    desk = Desk(world, world.examined(**hiv))
    desk.save(decision="approved_with_conditions")
    kept = desk.review().conditions
    assert kept
    assert all(line["private"] for line in kept)


def test_older_reviews_hold_words_alone() -> None:
    old = conditions_of(["On the day: Lay the patient flat", "Bring a friend"])
    assert [(one.words, one.gate) for one in old] == [
        ("Lay the patient flat", "on_the_day"),
        ("Bring a friend", "on_the_day"),
    ]
    assert for_desk(["On the day: Lay the patient flat"]) == ()


def test_each_gate_comes_once_in_its_order() -> None:
    found = by_gate([Condition("c", "after"), Condition("b"), Condition("a", "before_booking")])
    assert [part.title for part in found] == ["Before we can book", "On the day", "After treatment"]


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (
            {"own_until_1_day": "1", "own_until_1_month": "2", "own_until_1_year": "2190"},
            "Say what",
        ),
        (
            {
                "own_words_1": "Eat",
                "own_until_1_day": "1",
                "own_until_1_month": "2",
                "own_until_1_year": "2020",
            },
            "This day has passed: choose a later one",
        ),
        ({"own_words_3": "x" * 201}, "write at most 200 signs"),
        ({"own_words_1": "Eat", "own_gate_1": "whenever"}, "When: pick one"),
    ],
)
def test_a_condition_with_something_to_repair(
    world: World, typed: dict[str, str], said: str
) -> None:
    desk = Desk(world, world.examined())
    response = desk.save(decision="approved_with_conditions", **typed)
    assert response.status_code == 422
    assert said in text_of(response)
