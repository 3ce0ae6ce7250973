"""Cases on hold for the tests."""

from __future__ import annotations

from typing import Any

from consultations.holds import WaitsFor
from consultations.models import Consultation, Hold
from tests.consultations.world import World

WARFARIN: dict[str, Any] = {
    "takes_any_medicines": "yes",
    "medicines_list": "warfarin",
    "gate_bleeding": "yes",
    "anticoagulant": "current",
}


LETTER = "letter:anticoagulant_use"


UNSURE: dict[str, Any] = {"gate_scarring": "yes", "keloid_family": "not_sure"}


def hold(world: World, consultation: Consultation, *keys: str, days: int = 9, **terms: Any) -> Any:
    """Held for these things, each due in so many days."""
    wanted = [WaitsFor(key, world.day(days)) for key in keys]
    world.decided(consultation, "on_hold", holds=wanted, **terms)
    return list(Hold.objects.filter(consultation=consultation, ended_at__isnull=True))
