"""The patch tests on file, as the rules hear of them. One statement."""

from __future__ import annotations

import zoneinfo
from datetime import datetime
from itertools import groupby
from operator import itemgetter

from django.utils import timezone

from clinic.fixed_query import FixedQuery, Given
from consultations.models import Consultation, PatchTest
from consultations.patch_test import Look, Spot, desk_words, dues, next_due, says, the_test, to_read
from consultations.questions import catalogue_of

_RECORDS = FixedQuery(
    lambda: (
        PatchTest.objects.filter(patient_id=Given("patient"))
        .order_by("applied_at", "pk", "readings__read_at")
        .values_list(
            *("pk", "applied_at", "same_products", "withdrawn_at"),
            *("readings__read_at", "readings__result", "readings__late_symptoms"),
            "readings__withdrawn_at",
        )
    )
)


def spots_of(patient: int) -> tuple[Spot, ...]:
    """Every test of this patient, each with the readings that stand."""
    found = []
    for _, rows in groupby(_RECORDS.rows(patient=patient), key=itemgetter(0)):
        every = list(rows)
        _, at, same, withdrawn, *_ = every[0]
        looks = tuple(
            Look(read_at, result, late)
            for *_, read_at, result, late, taken_back in every
            if read_at is not None and taken_back is None
        )
        found.append(Spot(at, same, looks, withdrawn=withdrawn is not None))
    return tuple(found)


def record_says(consultation: Consultation) -> dict[str, str | None]:
    """What the records answer for this consultation; empty where its questions are asked."""
    spots = spots_of(consultation.patient_id)
    if not spots:
        return {}
    zone = zoneinfo.ZoneInfo(consultation.site.timezone)
    return says(catalogue_of(consultation), spots, consultation.all_answers, zone)


def on_record(consultation: Consultation) -> dict[str, str | None]:
    """As `record_says`, but for answers that are taken back: those are asked again by hand."""
    said = record_says(consultation)
    return said if any(value is not None for value in said.values()) else {}


def next_look_for_desk(consultation: Consultation, now: datetime | None = None) -> str:
    """When somebody looks at the spot next, in words for the desk; nothing where no look is due."""
    standing = [spot for spot in spots_of(consultation.patient_id) if not spot.withdrawn]
    if not standing:
        return ""
    catalogue = catalogue_of(consultation)
    zone = zoneinfo.ZoneInfo(consultation.site.timezone)
    hours = to_read(catalogue)
    due = next_due(dues(catalogue, the_test(standing), hours, zone, now or timezone.now()))
    return f"{desk_words(due, zone)}." if due else ""
