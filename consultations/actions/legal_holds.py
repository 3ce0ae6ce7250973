"""Setting a legal hold on a record, and lifting it. Only the owner of the tables can."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from clinic import audit
from clinic.errors import NotAllowed
from clinic.models import User
from consultations.actions.erasing import check_responsible
from consultations.actions.ground import filled, moment_of
from consultations.models import LegalHold, Patient
from consultations.models.rights import standing_hold


@transaction.atomic
def set_hold(patient: Patient, *, reason: str, by: User, now: datetime | None = None) -> LegalHold:
    """From now on nobody erases this patient."""
    patient, standing, reason = _begin(patient, reason, by)
    if standing is not None:
        raise NotAllowed(f"{patient.reference} is on legal hold already.", "Lift that one first.")
    return _say(patient, LegalHold.Kind.SET, reason, by, now)


@transaction.atomic
def lift_hold(patient: Patient, *, reason: str, by: User, now: datetime | None = None) -> LegalHold:
    patient, standing, reason = _begin(patient, reason, by)
    if standing is None:
        raise NotAllowed(f"{patient.reference} is not on legal hold.")
    return _say(patient, LegalHold.Kind.LIFTED, reason, by, now)


def _begin(patient: Patient, reason: str, by: User) -> tuple[Patient, LegalHold | None, str]:
    """Under the lock that erasing takes too: whichever comes first, the other one sees it."""
    check_responsible(by, patient)
    reason = filled(reason, "Write why.")
    locked = Patient.objects.select_for_update(of=("self",)).get(pk=patient.pk)
    return locked, standing_hold(locked), reason


def _say(
    patient: Patient, kind: LegalHold.Kind, reason: str, by: User, now: datetime | None
) -> LegalHold:
    hold = LegalHold.objects.create(
        patient=patient, kind=kind, reason=reason, said_by=by, said_at=moment_of(now)
    )
    said = "legal_hold.set" if kind == LegalHold.Kind.SET else "legal_hold.lifted"
    audit.record(said, actor=by, subject=patient, detail={"reason_given": True})
    return hold
