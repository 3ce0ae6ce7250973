"""Who saw a record as rows of a file: every event by itself, never grouped."""

from __future__ import annotations

import zoneinfo
from collections.abc import Iterator, Sequence

from django.utils import timezone

from clinic.exports import Cell
from clinic.models import Event, User
from clinic.words import day as day_words
from consultations.models import Patient
from consultations.record_events import COLUMNS, NEWEST_FIRST, EventRow, Names, Wanted
from consultations.record_lines import NOBODY, records_of, role_of
from consultations.record_words import KINDS, about, kind_of, words_of

AT_ONCE = 1000
FILE_COLUMNS = (
    *("when", "who", "sign_in_name", "role_and_site", "kind", "what", "about", "records"),
    *("address", "purpose", "action", "request", "event"),
)


def file_heading(
    patient: Patient, wanted: Wanted, *, reason: str, count: int, by: User, person: str
) -> dict[str, Cell]:
    """Whose copy this is: who took it, when and why, and how much is in it."""
    zone = zoneinfo.ZoneInfo(patient.site.timezone)
    return {
        "Who saw the record of": patient.reference,
        "Exported by": f"{by.display_name} ({by.get_role_display()}, {by.site})",
        "Exported at": timezone.now().astimezone(zone).isoformat(timespec="seconds"),
        "Reason": reason,
        "Lines": count,
        "Selected": selected(wanted, person) or "everything",
    }


def selected(wanted: Wanted, person: str) -> str:
    """The filters in words; empty where there are none."""
    parts = [
        f"by {person}" if wanted.person else "",
        KINDS.get(wanted.kind, "").lower(),
        f"from {day_words(wanted.first, 'born')}" if wanted.first else "",
        f"to {day_words(wanted.last, 'born')}" if wanted.last else "",
    ]
    return ", ".join(part for part in parts if part)


def file_rows(events: Sequence[int], names: Names, time_zone: str) -> Iterator[Sequence[Cell]]:
    """A thousand at a time, so that a long record never stands in memory whole."""
    zone = zoneinfo.ZoneInfo(time_zone)
    for start in range(0, len(events), AT_ONCE):
        some = Event.objects.filter(pk__in=events[start : start + AT_ONCE])
        for values in some.order_by(*NEWEST_FIRST).values_list(*COLUMNS):
            yield _cells(EventRow(*values), names, zone)


def _cells(row: EventRow, names: Names, zone: zoneinfo.ZoneInfo) -> Sequence[Cell]:
    return (
        row.at.astimezone(zone).isoformat(timespec="seconds"),
        row.actor_name or NOBODY,
        row.actor_username,
        role_of(row),
        KINDS[kind_of(row.action)],
        words_of(row.action),
        about(row.action, [row.detail]),
        " ".join(records_of(row, names.references)),
        row.address,
        row.purpose,
        row.action,
        row.request_id,
        row.id,
    )
