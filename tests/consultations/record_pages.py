"""What the tests of the record's pages share: the auditor, the address, many events."""

from __future__ import annotations

from typing import Any

import pytest

from clinic.models import Event, User
from clinic.models.user import Role
from consultations.models import Patient
from tests.consultations.world import World
from tests.people import person


@pytest.fixture
def auditor(world: World) -> User:
    assert world.site
    return person(Role.AUDITOR, display_name="Ada Reader")


def record(patient: Patient, query: str = "") -> str:
    return f"/records/{patient.reference}/{query}"


def many_events(patient: Patient, by: User, count: int, **fields: Any) -> None:
    Event.objects.bulk_create(
        Event(
            actor=by,
            site=by.site,
            action="patient.opened",
            subject_type="patient",
            subject_id=patient.reference,
            **fields,
        )
        for _ in range(count)
    )
