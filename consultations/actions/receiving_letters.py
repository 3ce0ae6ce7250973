"""A doctor's letter is here: written down by anybody who cares for patients. It clears nothing."""

from __future__ import annotations

import uuid
from datetime import date, datetime

from django.db import transaction

from clinic import audit
from clinic.errors import NotAllowed
from clinic.models import User
from clinic.uploads import Redrawn
from consultations.actions.documents import keep_document
from consultations.actions.ground import filled, locked, moment_of
from consultations.actions.lapsing import lapse_by_reopening
from consultations.days import local_day
from consultations.errors import KeyReused
from consultations.models import (
    Consultation,
    Document,
    LetterReceived,
    LetterRequest,
    Reopening,
    Status,
)
from consultations.questions import catalogue_of

Says = LetterReceived.Says
IS_HERE = "A letter is here"


@transaction.atomic
def receive_letter(
    request: LetterRequest,
    *,
    letter_date: date,
    author: str,
    says: str,
    limits: str = "",
    file: Redrawn | None = None,
    by: User,
    key: uuid.UUID,
    now: datetime | None = None,
) -> LetterReceived:
    """A letter that was asked for is here. It clears nothing; a technician has to read it."""
    moment = moment_of(now)
    row = locked(request.consultation, by=by)
    before = LetterReceived.objects.filter(created_key=key).first()
    if before is not None:
        if before.request_id != request.pk:
            raise KeyReused
        return before
    standing = LetterRequest.objects.get(pk=request.pk)
    if standing.closed_at is not None or standing.replies.filter(outcome="").exists():
        raise NotAllowed("This letter is here already, or not needed any more.")
    received = _received(
        row,
        request=standing,
        contraindication=standing.contraindication,
        letter_date=letter_date,
        author=author,
        says=says,
        limits=limits,
        file=file,
        by=by,
        key=key,
        moment=moment,
    )
    _to_decide(row, by=by, moment=moment)
    return received


@transaction.atomic
def receive_in_hand(
    consultation: Consultation,
    *,
    contraindication: str,
    letter_date: date,
    author: str,
    says: str,
    limits: str = "",
    file: Redrawn | None = None,
    by: User,
    key: uuid.UUID,
    now: datetime | None = None,
) -> LetterReceived:
    """A technician has a letter in hand, whether we asked for it or not."""
    moment = moment_of(now)
    row = locked(consultation, by=by, reviewers=True)
    before = LetterReceived.objects.filter(created_key=key).first()
    if before is not None:
        if (before.consultation_id, before.contraindication) != (row.pk, contraindication):
            raise KeyReused
        return before
    if contraindication not in catalogue_of(row).contraindications:
        raise NotAllowed("Choose what the letter is about.")
    return _received(
        row,
        request=_open_request(row, contraindication),
        contraindication=contraindication,
        letter_date=letter_date,
        author=author,
        says=says,
        limits=limits,
        file=file,
        by=by,
        key=key,
        moment=moment,
    )


def _open_request(row: Consultation, contraindication: str) -> LetterRequest | None:
    """The newest letter of ours that this one answers, unless another waits to be read."""
    asked = LetterRequest.objects.filter(
        consultation=row, contraindication=contraindication, closed_at__isnull=True
    )
    return asked.exclude(replies__outcome="").order_by("-pk").first()


def _received(
    row: Consultation,
    *,
    request: LetterRequest | None,
    contraindication: str,
    letter_date: date,
    author: str,
    says: str,
    limits: str,
    file: Redrawn | None,
    by: User,
    key: uuid.UUID,
    moment: datetime,
) -> LetterReceived:
    if letter_date > local_day(row.site, moment):
        raise NotAllowed("The letter is dated in the future.", "Check the date on the letter.")
    if says not in Says.values:
        raise NotAllowed("Choose what the letter says.")
    limited = says == Says.SAFE_WITH_LIMITS
    received = LetterReceived.objects.create(
        consultation=row,
        request=request,
        contraindication=contraindication,
        letter_date=letter_date,
        author=filled(author, "Write who wrote the letter.", longest=160),
        says=says,
        limits=filled(limits, "Write the limits.", longest=2000) if limited else "",
        document=None if file is None else _kept(row, file, by=by, key=key, moment=moment),
        recorded_by=by,
        recorded_at=moment,
        created_key=key,
    )
    audit.record("letter.received", actor=by, subject=row, detail={"received": received.pk})
    return received


def _kept(
    row: Consultation, file: Redrawn, *, by: User, key: uuid.UUID, moment: datetime
) -> Document:
    label = "A doctor’s letter"
    return keep_document(row, Document.Kind.LETTER, file, label=label, by=by, key=key, now=moment)


def _to_decide(row: Consultation, *, by: User, moment: datetime) -> None:
    """Up for decision today. A decision that did not wait for it is undone: it may say "not safe".

    A draft is decided on once it is sent.
    """
    if row.status == Status.DRAFT:
        return
    if row.status not in (Status.SUBMITTED, Status.ON_HOLD):
        kind = Reopening.Kind.DECISION
        lapse_by_reopening(row, kind, by=by, moment=moment)
        Reopening.objects.create(
            consultation=row, kind=kind, reason=IS_HERE, reopened_by=by, reopened_at=moment
        )
        row.status, row.waiting_since = Status.SUBMITTED, moment
    row.decide_from = local_day(row.site, moment)
    row.save(update_fields=["status", "waiting_since", "decide_from"])
