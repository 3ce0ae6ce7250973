"""Signing a second look, for the tests."""

from __future__ import annotations

from typing import Any

from clinic.models import User
from consultations.actions.second_looks import sign_second
from consultations.models import Consultation, Review, SecondLook
from tests.consultations.second_look_cases import asked, sam
from tests.consultations.world import World

AGREED = "I looked at the photos and the scar."


def sign(look: SecondLook, by: User, **fields: Any) -> Review:
    row = World.fresh(look.consultation)
    return sign_second(row, look.pk, **{"words": AGREED, "by": by, "how": "a passkey", **fields})


def relaxed(world: World, consultation: Consultation, **terms: Any) -> Review:
    return sign(asked(world, consultation, **terms), sam())
