"""The review page as a technician has it open: its hidden boxes, and what goes into the others."""

from __future__ import annotations

from typing import Any

from django.test import Client

from consultations.models import Consultation, Review
from tests.consultations.pages import hidden, signed_in
from tests.consultations.world import World


class Desk:
    def __init__(self, world: World, consultation: Consultation) -> None:
        self.world, self.consultation = world, consultation
        self.client: Client = signed_in(world.technician)
        self.page = self.client.get(f"/review/{consultation.reference}/")
        assert self.page.status_code == 200
        self.form = self.page.context["page"].decision
        self.url = f"/review/{consultation.reference}/decide/"

    @property
    def untouched(self) -> dict[str, Any]:
        given: dict[str, Any] = {
            "summary": hidden(self.page, "summary"),
            "key": hidden(self.page, "key"),
            "screen": hidden(self.page, "screen"),
        }
        first = self.form.initial
        for name in ("conditions", "hold_things", "patient_message", "would_change"):
            given[name] = first[name]
        if first["hold_until"]:
            day = first["hold_until"]
            given |= {
                "hold_until_day": day.day,
                "hold_until_month": day.month,
                "hold_until_year": day.year,
            }
        return given

    def save(self, **typed: Any) -> Any:
        sent = {**self.untouched, **typed}
        kept = {name: value for name, value in sent.items() if value is not None}
        return self.client.post(self.url, kept)

    @property
    def read(self) -> list[str]:
        return list(self.form.unread)

    def review(self) -> Review:
        return Review.objects.get(consultation=self.consultation)


def nothing_saved(consultation: Consultation) -> bool:
    return not Review.objects.filter(consultation=consultation).exists()
