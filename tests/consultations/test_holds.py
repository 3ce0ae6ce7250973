"""What a decision to hold waits for: from the things offered to the last of them being here."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from clinic.errors import NotAllowed
from consultations.deciding import case
from consultations.holds import WaitsFor, things_to_wait_for
from consultations.models import Clarification, Consultation, Hold, Review
from tests.consultations.hold_cases import LETTER, UNSURE, WARFARIN, hold
from tests.consultations.world import World

PRIVATE_LETTER: dict[str, Any] = {
    "gate_carried_infections": "yes",
    "hepatitis": "with_liver_damage",
}


def things(consultation: Consultation) -> dict[str, Any]:
    found = case(World.fresh(consultation))
    assert found is not None
    return {thing.key: thing for thing in things_to_wait_for(found)}


# ── What is offered ────────────────────────────────────────────────────────────


def test_a_letter_is_suggested_for_what_a_letter_clears(world: World) -> None:
    thing = things(world.examined(**WARFARIN))[LETTER]
    assert thing.ticked
    assert thing.owner == "front_desk"
    assert thing.due(world.today) == world.today + timedelta(days=28)
    assert thing.due(world.today, world.day(5)) == world.day(5)
    assert "has to come" in thing.next_step


def test_the_desk_does_not_read_which_letter_a_private_answer_asks_for(world: World) -> None:
    found = [t for t in things(world.examined(**PRIVATE_LETTER)).values() if t.kind == "letter"]
    assert [thing.next_step for thing in found] == [
        "A letter has to come. The technician knows which."
    ]


def test_an_examination_is_offered_while_it_lacks_answers(world: World) -> None:
    assert "examination" in things(world.sent())
    assert "examination" not in things(world.examined())


def test_a_patch_test_is_offered_where_the_rules_ask_for_one(world: World) -> None:
    thing = things(world.examined(patch_test_done="no"))["patch_test"]
    assert thing.owner == "technician"


def test_the_questions_of_an_answer_are_those_on_hold(world: World) -> None:
    thing = things(world.examined(**UNSURE))["answer"]
    assert thing.questions == ("keloid_family",)
    assert thing.next_step == "Ask the patient 1 question again."


def test_a_private_answer_is_counted_nowhere_at_the_desk(world: World) -> None:
    answers: dict[str, Any] = {"gate_carried_infections": "yes", "hiv": "not_sure"}
    thing = things(world.examined(**answers))["answer"]
    assert "hiv" in thing.questions
    assert thing.next_step == "Ask the patient again: private questions, by hand."


# ── Made ───────────────────────────────────────────────────────────────────────


def test_each_thing_becomes_a_hold_of_the_review(world: World) -> None:
    consultation = world.examined(**WARFARIN)
    made = hold(world, consultation, LETTER, hold_until=world.day(4))
    assert [(part.kind, part.due) for part in made] == [
        ("date", world.day(4)),
        ("letter", world.day(9)),
    ]
    review = Review.objects.get(consultation=consultation)
    assert {part.review for part in made} == {review}
    assert "letter" in review.hold_for
    assert world.fresh(consultation).decide_from == world.day(4)


def test_own_words_are_a_hold_of_their_own(world: World) -> None:
    consultation = world.examined()
    world.decided(consultation, "on_hold", hold_for="Photos of the old dots")
    (made,) = Hold.objects.filter(consultation=consultation)
    assert (made.kind, made.owner, made.next_step) == (
        "other",
        "front_desk",
        "Photos of the old dots",
    )


def test_own_words_beside_a_thing(world: World) -> None:
    consultation = world.examined(**WARFARIN)
    picked = [WaitsFor(LETTER, world.day(20)), WaitsFor("other", world.day(5), "Photos of dots")]
    review = world.decided(consultation, "on_hold", holds=picked)
    assert [part.kind for part in Hold.objects.all()] == ["other", "letter"]
    assert review.hold_for.endswith(", Photos of dots")


def test_a_hold_for_an_answer_asks_the_patient(world: World) -> None:
    consultation = world.examined(**UNSURE)
    hold(world, consultation, "answer")
    asked = Clarification.objects.get()
    assert (asked.questions, asked.due) == (["keloid_family"], world.day(9))


@pytest.mark.parametrize(
    ("wanted", "days", "refusal"),
    [
        ("letter:none", 9, "does not lack"),
        ("other", 9, "does not lack"),
        (LETTER, -1, "has passed"),
    ],
)
def test_a_hold_for_what_cannot_be_waited_for(
    world: World, wanted: str, days: int, refusal: str
) -> None:
    consultation = world.examined(**WARFARIN)
    with pytest.raises(NotAllowed, match=refusal):
        hold(world, consultation, wanted, days=days, hold_for="x")
    assert not Hold.objects.exists()
    assert world.fresh(consultation).status == "submitted"


def test_a_new_decision_ends_the_holds_of_the_old_one(world: World) -> None:
    consultation = world.examined(**UNSURE)
    hold(world, consultation, "answer", hold_until=world.day(3))
    world.decided(consultation, "on_hold", hold_until=world.day(8))
    ended = Hold.objects.filter(ended_at__isnull=False)
    assert {part.ended_how for part in ended} == {"A new decision was made"}
    assert {part.ended_by for part in ended} == {world.technician}
    assert [part.due for part in Hold.objects.filter(ended_at__isnull=True)] == [world.day(8)]
    assert Clarification.objects.get().answered is False
