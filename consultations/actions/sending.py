"""Sending the answers to be reviewed, and opening them again."""

from __future__ import annotations

import uuid
from datetime import datetime

from django.db import transaction

from clinic import audit
from clinic.errors import NotAllowed
from clinic.models import User
from clinic.stale import refuse_stale
from consultations.actions.ground import check_step, filled, locked, moment_of
from consultations.actions.lapsing import lapse_by_reopening
from consultations.actions.patch_answers import answer_from_record
from consultations.actions.patients import answer_birth_date
from consultations.actions.summaries import make_summary
from consultations.days import local_day
from consultations.errors import ChangedUnseen, Unanswered
from consultations.models import Consultation, Reopening, Status, Summary
from consultations.questions import CONSULTATION, missing


@transaction.atomic
def send(
    consultation: Consultation,
    *,
    seen_version: int,
    by: User,
    unanswered_confirmed: bool = False,
    note: str | None = None,
    note_seen: str = "",
    now: datetime | None = None,
) -> Summary:
    """Send the answers to be reviewed: the immutable summary is made. A second click: the same one.

    `seen_version`: that of the answers as they were read back. Raises `ChangedUnseen` if they have
    another one by now, and `Unanswered` while asked questions are blank, unless confirmed.
    """
    moment = moment_of(now)
    row = locked(consultation, by=by)
    if row.status == Status.SUBMITTED and row.summary is not None:
        return row.summary
    check_step(row, "send")
    if row.version != seen_version:
        raise ChangedUnseen
    blank = missing(row, CONSULTATION, local_day(row.site, moment))
    if blank and not unanswered_confirmed:
        raise Unanswered(blank)
    if note is not None:
        if len(note) > 4000:
            raise NotAllowed("Write at most 4000 signs.")
        refuse_stale(note_seen, {"note": row.note}, {"note": note.strip()})
        row.note = note.strip()
    answer_birth_date(row, row.patient, by=by, moment=moment, key=uuid.uuid4())
    cause = Summary.Cause.SENT if row.sent_at is None else Summary.Cause.SENT_AGAIN
    row.sent_by, row.sent_at = by, moment
    summary = make_summary(row, cause=cause, by=by, moment=moment, confirmed=True)
    audit.record(
        "consultation.sent",
        actor=by,
        subject=row,
        detail={"summary": summary.number, "blank": [question.key for question in blank]},
    )
    return summary


@transaction.atomic
def reopen(
    consultation: Consultation, *, reason: str, by: User, now: datetime | None = None
) -> Consultation:
    """Open sent answers again to correct one. The review lapses; bookings keep their time, held."""
    moment = moment_of(now)
    row = locked(consultation, by=by)
    check_step(row, "reopen")
    _undo(row, Reopening.Kind.ANSWERS, reason, by=by, moment=moment)
    row.status, row.decide_from = Status.DRAFT, None
    row.save(update_fields=["status", "decide_from"])
    audit.record("consultation.reopened", actor=by, subject=row)
    return row


@transaction.atomic
def look_again(
    consultation: Consultation, *, reason: str, by: User, now: datetime | None = None
) -> Consultation:
    """Put a decided consultation up for decision again, on the same summary, unless a patch test
    was put on file since."""
    moment = moment_of(now)
    row = locked(consultation, by=by, reviewers=True)
    check_step(row, "look_again")
    _undo(row, Reopening.Kind.DECISION, reason, by=by, moment=moment)
    row.status, row.decide_from = Status.SUBMITTED, local_day(row.site, moment)
    row.waiting_since = moment
    row.save(update_fields=["status", "decide_from", "waiting_since"])
    if answer_from_record(row, by=by, moment=moment):
        make_summary(row, cause=Summary.Cause.PATCH_TEST, by=by, moment=moment)
    audit.record("consultation.look_again", actor=by, subject=row)
    return row


def _undo(row: Consultation, kind: str, reason: str, *, by: User, moment: datetime) -> None:
    lapse_by_reopening(row, kind, by=by, moment=moment)
    Reopening.objects.create(
        consultation=row,
        kind=kind,
        reason=filled(reason, "Give a reason."),
        reopened_by=by,
        reopened_at=moment,
    )
