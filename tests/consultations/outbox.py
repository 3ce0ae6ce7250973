"""Decisions with a message to the patient, and a mail server that does as it is told."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.core.mail.backends.locmem import EmailBackend

from consultations.models import Consultation, OutgoingMessage, Review
from consultations.outgoing import to_patient
from tests.consultations.world import World

EMAIL = "tunde@patient.example"
WORDS = "We can book you in.\nBring a hat."


def told_by_mail(world: World, now: datetime, words: str = WORDS, **fields: Any) -> Review:
    if "person" not in world.__dict__:
        world.__dict__["person"] = world.patient(email=EMAIL)
    return said(world, world.examined(), now, words, **fields)


def said(
    world: World, consultation: Consultation, now: datetime, words: str = WORDS, **fields: Any
) -> Review:
    given: dict[str, Any] = {"by_mail": True, "patient_message": words, "now": now, **fields}
    return world.decided(consultation, given.pop("decision", "approved"), **given)


def row() -> OutgoingMessage:
    return OutgoingMessage.objects.get()


def standing(review: Review, moment: datetime) -> str:
    shown = to_patient(Consultation.objects.get(pk=review.consultation_id), moment)
    assert shown is not None
    return shown.stands


def later(now: datetime, **passed: float) -> datetime:
    return now + timedelta(**passed)


class Server(EmailBackend):
    """A mail server that does as it is told."""

    answer: Exception | None = None
    asked = 0

    def send_messages(self, messages: Any) -> int:
        type(self).asked += 1
        if self.answer is not None:
            raise self.answer
        return super().send_messages(messages)
