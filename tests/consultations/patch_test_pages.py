"""The pages of patch tests as the tests fill them in."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

from django.test import Client

from consultations.models import Consultation
from tests.consultations.pages import signed_in, text_of
from tests.consultations.world import World


def page(world: World, consultation: Consultation, who: Any = None) -> str:
    response = signed_in(who or world.technician).get(f"/review/{consultation.reference}/")
    assert response.status_code == 200
    return text_of(response)


def typed(world: World, **boxes: Any) -> dict[str, Any]:
    """The form of a test applied a week ago, filled in."""
    day = world.day(-7)
    return {
        "patch-key": str(uuid.uuid4()),
        "patch-pigment_name": "Scalp Ash 2",
        "patch-pigment_lot": "L-204",
        "patch-numbing_name": "Calm",
        "patch-numbing_lot": "not known",
        "patch-same_products": "yes",
        "patch-place": "Behind the left ear",
        "patch-day_day": day.day,
        "patch-day_month": day.month,
        "patch-day_year": day.year,
        "patch-time": "10:30",
        "patch-applied_by": world.technician.pk,
        **boxes,
    }


def seen(world: World, **boxes: Any) -> dict[str, Any]:
    """The form of a reading of this very day, filled in."""
    now = (world.at(0) - timedelta(days=1)).date()
    return {
        "reading-key": str(uuid.uuid4()),
        "reading-day_day": now.day,
        "reading-day_month": now.month,
        "reading-day_year": now.year,
        "reading-time": "0905",
        "reading-result": "no_reaction",
        "reading-late_symptoms": "no",
        **boxes,
    }


def send(client: Client, consultation: Consultation, act: str, boxes: Any) -> Any:
    return client.post(f"/review/{consultation.reference}/{act}/", boxes)
