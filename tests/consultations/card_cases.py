"""Patients and their cards for the tests of the composer, on the real catalogue."""

from __future__ import annotations

from datetime import date
from typing import Any

from consultations.cards import Card, Gate, compose
from tests.sideeffects.risk.cases import on, patient, starter

LATER = date(2027, 4, 12)
WARFARIN: dict[str, Any] = {
    "takes_any_medicines": "yes",
    "medicines_list": "one a day since my clot in 2023",
    "gate_bleeding": "yes",
    "anticoagulant": "current",
}
KELOID: dict[str, Any] = {"gate_scarring": "yes", "keloid_history": "yes", "keloid_site": ["ears"]}
ISOTRETINOIN: dict[str, Any] = {"oral_retinoid": "stopped", "oral_retinoid_last_dose": "2027-01-15"}
FIVE: dict[str, Any] = {
    **WARFARIN,
    "antiplatelet": "two_or_with_blood_thinner",
    "gate_hair_loss": "yes",
    "scarring_alopecia": "diagnosed_active",
    "hair_loss_red_flags": "yes",
    "gate_heart": "yes",
    "high_blood_pressure": "controlled",
    "bp_systolic": 165,
    "bp_diastolic": 95,
    "diabetes": "type2",
    "gate_allergies": "yes",
    "anaphylaxis_unknown": "yes",
}
MANY_CARES: dict[str, Any] = {
    "gate_fits_faints": "yes",
    "fainting": "with_needles_or_blood",
    "takes_any_medicines": "yes",
    "medicines_list": "insulin",
    "diabetes": "type1",
    "hba1c": 50,
    "hba1c_date": "2027-02-01",
    "diabetes_problem": "no",
    "keloid_family": "yes",
    "gate_scarring": "yes",
    "patch_test_done": "no",
}


def gates(treatment: date = LATER, *, letters: Any = (), **answers: Any) -> tuple[Gate, ...]:
    given = patient(starter(), **answers)
    risk = on(
        treatment, given, letters={part.contraindication: part.letter_date for part in letters}
    )
    assert risk.fault is None
    return compose(starter(), risk, given, letters=letters)


def cards(*args: Any, **answers: Any) -> list[Card]:
    return [card for gate in gates(*args, **answers) for card in gate.cards]


def titled(found: list[Card], title: str) -> Card:
    (card,) = [card for card in found if card.title == title]
    return card
