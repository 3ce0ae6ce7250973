"""Decisions by which a rule fares well or badly, of as many patients as are asked for."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from consultations.actions.looks_wrong import note_wrong
from consultations.actions.steps import leave_out_step
from consultations.deciding import case
from consultations.models import Consultation, LooksWrong, Patient
from tests.consultations.review_cases import NOT_SURE
from tests.consultations.with_steps import FAMILY, first_step
from tests.consultations.world import World, key

HEART, HEART_EVENT = "heart_other_yes", "heart_event_date"
KELOIDS_NOT_SURE = "not_sure:keloid_history"
FAMILY_RULE = "keloid_family_yes"


def heart(world: World) -> dict[str, Any]:
    """A heart attack of four years ago."""
    event = world.day(-1460).isoformat()
    return {"gate_heart": "yes", "heart_other": "yes", HEART_EVENT: event}


def somebody(world: World, **answers: Any) -> Consultation:
    """Another patient each time, examined."""
    return examined(world, unlike_others(world), **answers)


def unlike_others(world: World) -> Patient:
    """With a name, a phone and a birth date that nobody else has."""
    number = Patient.objects.count()
    return world.patient(
        first_name=f"{key().hex[:8]}",
        last_name=f"{key().hex[:8]}",
        birth_date=date(1970, 1, 1) + timedelta(days=37 * number),
        phone=f"07700 {900_000 + 101 * number}",
    )


def examined(world: World, patient: Patient, **answers: Any) -> Consultation:
    draft = world.fill(world.draft(patient=patient), **answers)
    world.send(draft, unanswered_confirmed=True)
    world.examine(world.fresh(draft))
    return world.fresh(draft)


def overruled(world: World, consultation: Consultation, code: str = "over") -> Consultation:
    """Approved on a day on which it holds, with a reason."""
    found = case(world.fresh(consultation))
    assert found is not None
    held = [window.first for window in found.windows if not window.default]
    words = "Kanarienvogel said so."
    world.decided(consultation, accept=held, reason_code=code, reason_words=words)
    return consultation


def kept(world: World, consultation: Consultation) -> Consultation:
    world.decided(consultation, "on_hold", hold_for="A letter")
    return consultation


def long_ago(world: World, changed: int = 4, agreed: int = 1) -> list[Consultation]:
    """The rule about the heart: overruled so many times because it was long ago, and kept."""
    return [
        *(overruled(world, somebody(world, **heart(world))) for _ in range(changed)),
        *(kept(world, somebody(world, **heart(world))) for _ in range(agreed)),
    ]


def not_sure(world: World) -> Consultation:
    return somebody(world, **NOT_SURE)


def without_step(world: World) -> Consultation:
    """A precaution whose step was left out beforehand, with a reason of its own."""
    consultation = somebody(world, **FAMILY)
    step = first_step(world, consultation)
    leave_out_step(consultation, step, reason="Done elsewhere.", by=world.technician)
    world.decided(consultation)
    return consultation


def noted(world: World, consultation: Consultation, rule: str, words: str = "Odd.") -> LooksWrong:
    summary = world.fresh(consultation).summary
    assert summary is not None
    return note_wrong(summary, rule, words, by=world.technician, key=key())
