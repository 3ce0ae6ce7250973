"""A clinic whose live edition has a draft beside it, and people whom the draft would change."""

from __future__ import annotations

from typing import Any

from clinic.models import User
from clinic.models.user import Role
from consultations.models import Consultation
from sideeffects.actions import drafting
from sideeffects.desk.kinds import KINDS
from sideeffects.models import Edition
from sideeffects.risk import Catalogue, parse
from tests.consultations.review_cases import FAINTS, KELOID, STOPPED_WARFARIN
from tests.consultations.world import World
from tests.people import person
from tests.sideeffects.risk.changes import Change, changed

# A private answer with a finding of its own.
PRIVATE_GATE: dict[str, Any] = {"gate_carried_infections": "yes"}
PRIVATE: dict[str, Any] = {**PRIVATE_GATE, "hiv": "yes_other"}
ISOTRETINOIN = "isotretinoin_wait"


def catalogue(change: Change) -> Catalogue:
    return parse(changed(change))


def live_world() -> World:
    """Asked under the live edition, which the rows of `starter_rows` are the draft of."""
    world = World()
    world.__dict__["edition"] = Edition.objects.known(Edition.objects.live().pk)
    return world


def manager() -> User:
    return person(Role.MANAGER, display_name="Marek")


def retinoid(world: World, days: int) -> dict[str, Any]:
    """Isotretinoin, stopped so many days ago."""
    return {"oral_retinoid": "stopped", "oral_retinoid_last_dose": world.day(-days).isoformat()}


def change_draft(part: str, key: str, by: User, **fields: Any) -> None:
    row = KINDS[part].model.objects.get(key=key)
    drafting.save_entry(part, row.plain() | fields, seen=row.fingerprint, by=by)


def six_people(world: World) -> list[Consultation]:
    """With nothing, with a hold of another kind, and around the six months of isotretinoin."""
    return [
        world.examined(),
        world.examined(**STOPPED_WARFARIN),
        world.examined(**FAINTS, **retinoid(world, 200)),
        world.examined(**retinoid(world, 200)),
        world.examined(**retinoid(world, 61)),
        world.sent(**KELOID, **retinoid(world, 400)),
    ]
