"""Taking away who saw a record: on the trail before the first line leaves."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction

from clinic import audit
from clinic.access import may
from clinic.errors import NotAllowed
from clinic.models import User
from consultations.actions.ground import filled
from consultations.models import Patient
from consultations.record_events import Wanted, events_about, names_of, only


@dataclass(frozen=True, slots=True)
class RecordExport:
    """`events`: the keys of what is exported, newest first. They are fixed when the trail says how
    many there are; what happens while the file is sent is not in it."""

    events: tuple[int, ...]
    reason: str


@transaction.atomic
def export_record(
    patient: Patient, wanted: Wanted, *, reason: str, kind: str, by: User
) -> RecordExport:
    """Everything the filters select. The reason itself stands in the file, not on the trail."""
    if not may(by, "records.read") or by.site_id != patient.site_id:
        raise NotAllowed("This record belongs to another site or another role.")
    reason = filled(reason, "Write why it is exported.")
    found = only(events_about(names_of(patient)), wanted, patient.site)
    events = tuple(found.values_list("pk", flat=True))
    audit.record(
        "record.exported",
        actor=by,
        subject=patient,
        detail={
            "rows": len(events),
            "file": kind,
            "filters": _filters(wanted),
            "reason_given": True,
        },
    )
    return RecordExport(events, reason)


def _filters(wanted: Wanted) -> dict[str, str | int]:
    chosen = {
        "person": wanted.person,
        "kind": wanted.kind,
        "first": wanted.first and wanted.first.isoformat(),
        "last": wanted.last and wanted.last.isoformat(),
    }
    return {key: value for key, value in chosen.items() if value}
