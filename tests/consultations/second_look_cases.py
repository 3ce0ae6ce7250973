"""A stop that somebody would relax, for the tests of second looks."""

from __future__ import annotations

from typing import Any

from clinic.models import User
from clinic.models.user import Role
from consultations.actions.second_looks import ask_second
from consultations.deciding import case
from consultations.models import Consultation, SecondLook
from consultations.signing import Signature
from tests.consultations.review_cases import KELOID
from tests.consultations.world import World, key
from tests.people import person

WHY: dict[str, Any] = {"reason_code": "other_treatment", "reason_words": "One dot behind the ear."}


def sam() -> User:
    return person(Role.TECHNICIAN, "sam", display_name="Sam Poe")


def stop(world: World) -> Consultation:
    return world.examined(**KELOID)


def asked(world: World, consultation: Consultation, **terms: Any) -> SecondLook:
    consultation = world.fresh(consultation)
    found = case(consultation)
    assert found is not None
    first = [window.first for window in found.windows[:1]]
    wanted = {"decision": "approved", "accept": first, **WHY, **terms}
    return ask_second(
        consultation,
        summary_hash=found.summary.hash,
        by=wanted.pop("by", world.technician),
        key=wanted.pop("key", None) or key(),
        read=[item.item for item in found.unread],
        signature=wanted.pop("signature", Signature("abc", "password", {"seen": 1})),
        **wanted,
    )
