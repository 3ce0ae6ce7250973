"""Asking a patient again, and the answers, for the tests."""

from __future__ import annotations

from typing import Any

from consultations.actions.clarifications import (
    ask_again,
)
from consultations.models import Clarification, Consultation
from tests.consultations.world import World, key

UNSURE: dict[str, Any] = {"gate_scarring": "yes", "keloid_family": "not_sure"}


def ask(world: World, sent: Consultation, *questions: str, **fields: Any) -> Clarification:
    given: dict[str, Any] = {"questions": questions, "due": world.day(7), "key": key()}
    return ask_again(world.fresh(sent), **{**given, "by": world.technician, **fields})
