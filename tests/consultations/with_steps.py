"""Consultations whose booking waits for something: a step, a date, a scan."""

from __future__ import annotations

from typing import Any

from consultations.deciding import case
from consultations.models import Consultation
from tests.consultations.world import World

FAMILY: dict[str, Any] = {"gate_scarring": "yes", "keloid_family": "yes"}


def stopped(world: World, days: int) -> dict[str, Any]:
    dose = world.day(days).isoformat()
    return {"oral_retinoid": "stopped", "oral_retinoid_last_dose": dose}


def first_step(world: World, consultation: Consultation) -> str:
    found = case(world.fresh(consultation))
    assert found is not None
    return found.steps[0].step.key


def approved_with_steps(world: World, **answers: Any) -> tuple[Consultation, str]:
    """With the key of its first step, still open."""
    consultation = world.examined(**FAMILY, **answers)
    world.decided(consultation, "approved_with_conditions")
    return world.fresh(consultation), first_step(world, consultation)


def a_scan_ahead(world: World) -> Consultation:
    scan = world.day(40).isoformat()
    consultation = world.examined(gate_coming_up="yes", planned_mri="yes", mri_date=scan)
    review = world.decided(consultation, "approved_with_conditions", conditions=["x"])
    assert len(review.windows) > 1
    return consultation
