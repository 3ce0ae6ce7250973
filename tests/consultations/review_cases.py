"""Patients of the review's tests and pictures, by what they report. Days count from today."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from consultations.actions.letters import record_letter
from consultations.models import Consultation
from tests.consultations.world import World, key

Answers = dict[str, Any]

WARFARIN: Answers = {
    "takes_any_medicines": "yes",
    "medicines_list": "warfarin, one a day since my clot in 2023",
    "gate_bleeding": "yes",
    "anticoagulant": "current",
}
STOPPED_WARFARIN: Answers = {**WARFARIN, "anticoagulant": "stopped_without_advice"}
KELOID: Answers = {"gate_scarring": "yes", "keloid_history": "yes", "keloid_site": ["ears"]}
NOT_SURE: Answers = {"gate_scarring": "not_sure", "keloid_history": "not_sure"}
FAINTS: Answers = {"gate_fits_faints": "yes", "fainting": "with_needles_or_blood"}
WARNED: Answers = {"gate_scarring": "yes", "keloid_family": "yes"}
FIVE: Answers = {
    **WARFARIN,
    "antiplatelet": "two_or_with_blood_thinner",
    "gate_hair_loss": "yes",
    "scarring_alopecia": "diagnosed_active",
    "hair_loss_red_flags": "yes",
    "gate_heart": "yes",
    "heart_ie_high_risk": "yes",
    "gate_allergies": "yes",
    "anaphylaxis_unknown": "yes",
    "diabetes": "type2",
}


def isotretinoin(today: date) -> Answers:
    """Stopped two months ago: a hold of six calendar months."""
    last = (today - timedelta(days=61)).isoformat()
    return {"oral_retinoid": "stopped", "oral_retinoid_last_dose": last}


def with_letter(world: World, consultation: Consultation, limits: str = "") -> Consultation:
    record_letter(
        consultation,
        contraindication="anticoagulant_use",
        letter_date=world.day(-5),
        author="Dr A. Osei, GP",
        says="safe_with_limits" if limits else "safe",
        limits=limits,
        by=world.technician,
        key=key(),
    )
    return world.fresh(consultation)


def not_assessed(world: World) -> Consultation:
    """Under an edition that the engine faults on."""
    return world.with_broken_rules().examined(lesion_changing="yes")


Case = Callable[[World], Consultation]

CASES: dict[str, Case] = {
    "clear": lambda world: world.examined(),
    "clear-not-examined": lambda world: world.sent(),
    "isotretinoin": lambda world: world.examined(**isotretinoin(world.today)),
    "keloid": lambda world: world.examined(**KELOID),
    "not-sure": lambda world: world.examined(**NOT_SURE),
    "warfarin": lambda world: world.examined(**WARFARIN),
    "warfarin-letter": lambda world: with_letter(
        world, world.examined(**WARFARIN), "No session over two hours; INR below 3 that week."
    ),
    "five": lambda world: world.examined(**FIVE),
    "steps": lambda world: world.examined(**WARNED, **FAINTS, patch_test_done="no"),
    "blank": lambda world: world.examined(diabetes=None, lesion_changing=None, gate_heart=None),
    "not-assessed": not_assessed,
}
