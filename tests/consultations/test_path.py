"""From a phone call to a booked treatment, in one go."""

from __future__ import annotations

import pytest

from clinic.errors import NotAllowed
from consultations.gate import explain_gate, why_not
from tests.consultations.world import World


def test_a_healthy_person_is_booked(world: World) -> None:
    consultation = world.approved()
    assert consultation.summary is not None
    assert consultation.summary.level == "clear"
    booking = world.booked(consultation, 30)
    assert booking.status == "booked"


def test_isotretinoin_sets_the_first_day(world: World) -> None:
    dose = world.day(-60)
    consultation = world.examined(oral_retinoid="stopped", oral_retinoid_last_dose=dose.isoformat())
    assert consultation.summary is not None
    earliest = consultation.summary.earliest_date
    assert consultation.summary.level == "hold"
    assert earliest is not None
    world.decided(consultation)
    consultation = world.fresh(consultation)
    assert explain_gate(consultation).earliest == earliest
    days = (earliest - world.today).days
    refusal = why_not(consultation, world.day(days - 1))
    assert refusal is not None
    assert refusal.code == "day_not_accepted"
    world.offer(days - 1)
    assert world.booked(consultation, days).day == earliest
    with pytest.raises(NotAllowed):
        world.booked(consultation, days + 1)
