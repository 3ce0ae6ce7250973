"""What the tests of the record's pages share: the auditor, the address, many events."""

from __future__ import annotations

from typing import Any

from clinic.models import Event, User
from consultations.models import Patient


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
