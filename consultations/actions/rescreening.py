"""Screening again under the live edition. Until a technician does, a consultation keeps its own."""

from __future__ import annotations

import uuid
from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from clinic import audit
from clinic.errors import NotAllowed
from clinic.models import User
from consultations.actions.ground import locked, moment_of
from consultations.actions.summaries import make_summary
from consultations.days import local_day
from consultations.models import AnswerChange, Consultation, Status, Summary
from consultations.questions import catalogue_of
from consultations.rescreened import unreadable
from sideeffects.models import Edition


@transaction.atomic
def rescreen(
    consultation: Consultation, *, seen: int, by: User, now: datetime | None = None
) -> Summary:
    """Read what is on file under the live edition. The review lapses, bookings keep their time.

    `seen`: the number of the edition whose result was on the page. A second click: the same one.
    """
    moment = moment_of(now)
    row = locked(consultation, by=by, reviewers=True)
    if row.status == Status.DRAFT or row.summary is None:
        raise NotAllowed(
            "These answers are not sent yet.", "Send them, then screen them under the new edition."
        )
    live = Edition.objects.live()
    if row.edition_id == live.pk:
        return row.summary
    if live.number != seen:
        raise NotAllowed(
            f"Edition {live.number} went live while you were here.",
            "Look at what it changes for this patient, then screen again.",
        )
    was = row.edition.number
    row.edition = Edition.objects.known(live.pk)
    day = row.consultation_date or local_day(row.site, moment)
    gone = unreadable(catalogue_of(row), row.all_answers, day)
    _set_aside(row, gone, by=by, moment=moment)
    summary = make_summary(row, cause=Summary.Cause.EDITION, by=by, moment=moment)
    audit.record(
        "consultation.rescreened",
        actor=by,
        subject=row,
        detail={"from": was, "to": live.number, "questions": sorted(gone)},
    )
    return summary


def _set_aside(row: Consultation, gone: Collection[str], *, by: User, moment: datetime) -> None:
    """Under the new edition from here on; its unread answers stay in the history of the answers."""
    private = {key for key in gone if key in row.private_answers}
    row.answers = {key: value for key, value in row.answers.items() if key not in gone}
    row.private_answers = {
        key: value for key, value in row.private_answers.items() if key not in gone
    }
    row.version += bool(gone)
    row.save(update_fields=["edition", "answers", "private_answers", "version"])
    one = uuid.uuid4()
    AnswerChange.objects.bulk_create(
        AnswerChange(
            consultation=row,
            version=row.version,
            question=key,
            private=key in private,
            set_by=by,
            set_at=moment,
            key=one,
        )
        for key in sorted(gone)
    )
