"""Doctors' letters: recorded and withdrawn by technicians. Each makes the summary anew."""

from __future__ import annotations

import uuid
from datetime import date, datetime

from django.db import transaction

from clinic import audit
from clinic.errors import NotAllowed
from clinic.models import User
from consultations.actions.ground import filled, locked, moment_of
from consultations.actions.summaries import make_summary
from consultations.days import local_day
from consultations.errors import KeyReused
from consultations.models import Consultation, Letter, Status, Summary
from consultations.questions import catalogue_of


@transaction.atomic
def record_letter(
    consultation: Consultation,
    *,
    contraindication: str,
    letter_date: date,
    author: str,
    says: str,
    limits: str = "",
    by: User,
    key: uuid.UUID,
    now: datetime | None = None,
) -> Letter:
    """Put a letter on file for exactly one contraindication.

    It clears what the rules let a letter clear, from its date for as long as letters are valid.
    """
    moment = moment_of(now)
    row = locked(consultation, by=by, reviewers=True)
    before = Letter.objects.filter(created_key=key).first()
    if before is not None:
        if (before.consultation_id, before.contraindication) != (row.pk, contraindication):
            raise KeyReused
        return before
    if contraindication not in catalogue_of(row).contraindications:
        raise NotAllowed("Choose what the letter is about.")
    if letter_date > local_day(row.site, moment):
        raise NotAllowed("The letter is dated in the future.", "Check the date on the letter.")
    if says not in Letter.Says.values:
        raise NotAllowed("Choose what the letter says.", "If it says not safe, decline.")
    limited = says == Letter.Says.SAFE_WITH_LIMITS
    letter = Letter.objects.create(
        consultation=row,
        contraindication=contraindication,
        letter_date=letter_date,
        author=filled(author, "Write who wrote the letter.", longest=160),
        says=says,
        limits=filled(limits, "Write the limits.", longest=2000) if limited else "",
        recorded_by=by,
        recorded_at=moment,
        created_key=key,
    )
    _anew(row, Summary.Cause.LETTER, by=by, moment=moment)
    audit.record("letter.recorded", actor=by, subject=row, detail={"letter": letter.pk})
    return letter


@transaction.atomic
def withdraw_letter(
    letter: Letter, *, reason: str, by: User, now: datetime | None = None
) -> Letter:
    """A letter was recorded by mistake or does not stand any more. It stays in the record."""
    moment = moment_of(now)
    row = locked(letter.consultation, by=by, reviewers=True)
    standing = Letter.objects.get(pk=letter.pk)
    if standing.withdrawn_at is not None:
        return standing
    standing.withdrawn_reason = filled(reason, "Give a reason.")
    standing.withdrawn_by, standing.withdrawn_at = by, moment
    standing.save(update_fields=["withdrawn_by", "withdrawn_at", "withdrawn_reason"])
    _anew(row, Summary.Cause.LETTER_WITHDRAWN, by=by, moment=moment)
    audit.record("letter.withdrawn", actor=by, subject=row, detail={"letter": standing.pk})
    return standing


def _anew(row: Consultation, cause: str, *, by: User, moment: datetime) -> None:
    if row.status != Status.DRAFT:
        make_summary(row, cause=cause, by=by, moment=moment)
