"""Asking the patient again: by the technician, at the desk, by hand; and what comes of it."""

from __future__ import annotations

from typing import Any

import pytest

from clinic.errors import NotAllowed
from clinic.models import Event
from consultations.actions.clarifications import (
    take_back,
)
from consultations.errors import KeyReused
from consultations.holds import WaitsFor
from consultations.models import Hold
from tests.consultations.asking_cases import UNSURE, ask
from tests.consultations.world import World, key

# ── Asked ──────────────────────────────────────────────────────────────────────


def test_a_case_that_is_asked_again_waits(world: World) -> None:
    sent = world.sent(**UNSURE)
    asked = ask(world, sent, "keloid_family", own_words="Which ear was it?")
    after = world.fresh(sent)
    assert (after.status, after.decide_from) == ("submitted", world.day(7))
    assert Event.objects.get(action="clarification.asked").detail == {"clarification": asked.pk}


def test_a_case_on_hold_can_be_asked_and_waits_no_longer_than_before(world: World) -> None:
    held = world.held_until(3)
    ask(world, held, "keloid_history")
    assert (world.fresh(held).status, world.fresh(held).decide_from) == ("on_hold", world.day(3))


def test_a_hold_without_a_day_comes_back_with_the_question(world: World) -> None:
    held = world.examined()
    world.decided(held, "on_hold", hold_for="Photos")
    ask(world, held, "keloid_history")
    assert world.fresh(held).decide_from == world.day(7)


def test_the_questions_stand_in_the_order_of_the_form(world: World) -> None:
    sent = world.sent(**UNSURE)
    asked = ask(world, sent, "keloid_family", "diabetes", "gate_scarring")
    order = list(world.edition.catalogue.questions)
    assert asked.questions == sorted(asked.questions, key=order.index)


def test_asked_twice_with_one_form_is_once(world: World) -> None:
    sent, form = world.sent(**UNSURE), key()
    first = ask(world, sent, "keloid_family", key=form)
    assert ask(world, sent, "keloid_family", key=form) == first
    with pytest.raises(KeyReused):
        ask(world, sent, "diabetes", key=form)


@pytest.mark.parametrize(
    ("questions", "fields", "refusal"),
    [
        ([], {}, "at least one question"),
        (["hiv"], {}, "not asked of this patient"),
        (["exam_keloid"], {}, "not asked of this patient"),
        (["date_of_birth"], {}, "not asked of this patient"),
        (["no_such_question"], {}, "not asked of this patient"),
        ([], {"own_words": "word " * 21}, "at most 20 words"),
        ([], {"own_words": "x" * 301}, "at most 300 signs"),
        ([], {"own_words": "Stop taking your warfarin."}, "medicine"),
    ],
)
def test_what_cannot_be_asked(
    world: World, questions: list[str], fields: dict[str, Any], refusal: str
) -> None:
    sent = world.sent()
    with pytest.raises(NotAllowed, match=refusal):
        ask(world, sent, *questions, **fields)
    assert world.fresh(sent).decide_from == world.today


def test_when_nobody_is_asked(world: World) -> None:
    sent = world.sent(**UNSURE)
    for who in (world.desk, world.elsewhere):
        with pytest.raises(NotAllowed):
            ask(world, sent, "keloid_family", by=who)
    with pytest.raises(NotAllowed, match="has come"):
        ask(world, sent, "keloid_family", due=world.today)
    ask(world, sent, "keloid_family")
    with pytest.raises(NotAllowed, match="being asked already"):
        ask(world, sent, "diabetes")
    approved = world.approved()
    with pytest.raises(NotAllowed, match="decided"):
        ask(world, approved, "diabetes")
    draft = world.draft()
    with pytest.raises(NotAllowed, match="being corrected"):
        ask(world, draft, "diabetes")


def test_taken_back_it_is_in_the_list_again(world: World) -> None:
    sent = world.sent(**UNSURE)
    asked = ask(world, sent, "keloid_family")
    take_back(world.fresh(sent), reason="I called her.", by=world.technician)
    asked.refresh_from_db()
    assert (asked.answered, asked.ended_reason) == (False, "I called her.")
    assert world.fresh(sent).decide_from == world.today
    with pytest.raises(NotAllowed, match="No questions"):
        take_back(world.fresh(sent), reason="Again.", by=world.technician)


def test_taking_back_ends_the_hold_on_the_answer(world: World) -> None:
    held = world.examined(**UNSURE)
    world.decided(held, "on_hold", holds=[WaitsFor("answer", world.day(9))])
    take_back(world.fresh(held), reason="I called her.", by=world.technician)
    assert Hold.objects.get().ended_how == "Taken back: I called her."
    assert world.fresh(held).decide_from == world.today


def test_taking_back_one_question_leaves_the_letter(world: World) -> None:
    held = world.examined(**UNSURE)
    picked = [WaitsFor("other", world.day(4), "Photos")]
    world.decided(held, "on_hold", holds=picked)
    ask(world, held, "keloid_family")
    take_back(world.fresh(held), reason="I called her.", by=world.technician)
    assert Hold.objects.get().ended_at is None
    assert world.fresh(held).decide_from is None
