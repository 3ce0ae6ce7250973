"""The pages of what waits, for the tests."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.test import Client

from consultations.models import Consultation
from tests.consultations.pages import signed_in, text_of
from tests.consultations.world import World, key

UNSURE: dict[str, Any] = {"gate_scarring": "yes", "keloid_family": "not_sure"}


WARFARIN: dict[str, Any] = {
    "takes_any_medicines": "yes",
    "medicines_list": "warfarin",
    "gate_bleeding": "yes",
    "anticoagulant": "current",
}


def day_boxes(name: str, day: date) -> dict[str, Any]:
    return {f"{name}_day": day.day, f"{name}_month": day.month, f"{name}_year": day.year}


class Review:
    """The review as a technician has it open."""

    def __init__(self, world: World, consultation: Consultation) -> None:
        self.client: Client = signed_in(world.technician)
        self.path = f"/review/{consultation.reference}/"
        self.due = day_boxes("due", world.day(5))

    def page(self) -> str:
        return text_of(self.client.get(self.path))

    def ask(self, *questions: str, **fields: Any) -> Any:
        given = {"key": str(key()), "questions": questions, **self.due, **fields}
        return self.client.post(f"{self.path}ask/", given)

    def back(self, reason: str) -> Any:
        return self.client.post(f"{self.path}ask/back/", {"reason": reason})
