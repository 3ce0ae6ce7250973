"""Taking a patch test or a reading back. Both stay in the record, and count no more."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from clinic import audit
from clinic.errors import NotAllowed
from clinic.models import User
from consultations.actions.ground import filled, moment_of
from consultations.actions.patch_ground import every_locked, read_again
from consultations.models import Consultation, PatchTest, PatchTestReading
from consultations.models.second_look import ALONE_AFTER

REACTION = PatchTestReading.Result.REACTION


@transaction.atomic
def withdraw_test(
    consultation: Consultation,
    test: PatchTest,
    *,
    reason: str,
    by: User,
    now: datetime | None = None,
) -> PatchTest:
    """The test was recorded by mistake. It stays in the record with its readings, and counts no
    more. Where the skin had reacted, whoever read that cannot do this alone."""
    moment = moment_of(now)
    rows = every_locked(consultation, by=by)
    found = PatchTest.objects.get(pk=test.pk, patient_id=consultation.patient_id)
    if found.withdrawn_at is not None:
        return found
    for reading in found.readings.filter(withdrawn_at=None, result=REACTION):
        _refuse_own(reading, consultation, by=by, moment=moment)
    _withdraw(found, reason, by=by, moment=moment)
    read_again(rows, consultation, by=by, moment=moment)
    audit.record(
        "patch_test.withdrawn", actor=by, subject=consultation, detail={"patch_test": found.pk}
    )
    return found


@transaction.atomic
def withdraw_reading(
    consultation: Consultation,
    reading: PatchTestReading,
    *,
    reason: str,
    by: User,
    now: datetime | None = None,
) -> PatchTestReading:
    """The reading was recorded by mistake. A reaction is withdrawn by somebody who did not read
    it."""
    moment = moment_of(now)
    rows = every_locked(consultation, by=by)
    found = PatchTestReading.objects.get(
        pk=reading.pk, patch_test__patient_id=consultation.patient_id
    )
    if found.withdrawn_at is not None:
        return found
    if found.result == REACTION:
        _refuse_own(found, consultation, by=by, moment=moment)
    _withdraw(found, reason, by=by, moment=moment)
    read_again(rows, consultation, by=by, moment=moment)
    detail = {"patch_test": found.patch_test_id, "reading": found.pk}
    audit.record("patch_test.reading_withdrawn", actor=by, subject=consultation, detail=detail)
    return found


def _refuse_own(
    reading: PatchTestReading, consultation: Consultation, *, by: User, moment: datetime
) -> None:
    """A reaction is taken back by a second person; where one works alone, a day later."""
    if reading.read_by_id != by.pk:
        return
    if not consultation.site.one_person:
        raise NotAllowed(
            "You recorded this reaction, so somebody else withdraws it.",
            "Ask another technician to look at the record.",
        )
    if moment < reading.recorded_at + ALONE_AFTER:
        raise NotAllowed(
            "You recorded this reaction less than 24 hours ago.",
            "You work alone, so withdraw it a day later, with the reason.",
        )


def _withdraw(
    row: PatchTest | PatchTestReading, reason: str, *, by: User, moment: datetime
) -> None:
    row.withdrawn_reason = filled(reason, "Give a reason.")
    row.withdrawn_by, row.withdrawn_at = by, moment
    row.save(update_fields=["withdrawn_by", "withdrawn_at", "withdrawn_reason"])
