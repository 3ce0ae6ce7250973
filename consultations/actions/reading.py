"""Ticking as read what no rule looked at."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from clinic import audit
from clinic.errors import NotAllowed
from clinic.models import User
from consultations.actions.ground import locked, moment_of
from consultations.days import local_day
from consultations.deciding import Case, case
from consultations.models import Consultation, ReadMark


@transaction.atomic
def mark_read(
    consultation: Consultation,
    items: Collection[str],
    *,
    by: User,
    now: datetime | None = None,
) -> None:
    """A technician has read these. Items that are not part of the newest summary are refused."""
    moment = moment_of(now)
    row = locked(consultation, by=by, reviewers=True)
    found = case(row, local_day(row.site, moment))
    if found is None:
        raise NotAllowed("There is nothing to read yet.", "Send the answers first.")
    write_marks(found, items, by=by, moment=moment)


def write_marks(found: Case, items: Collection[str], *, by: User, moment: datetime) -> None:
    """Called under the lock."""
    known = {item.item for item in found.reading}
    if not known.issuperset(items):
        raise NotAllowed("The answers changed while you were reading.", "Read the new summary.")
    new = [item.item for item in found.unread if item.item in items]
    if not new:
        return
    ReadMark.objects.bulk_create(
        ReadMark(
            consultation=found.consultation,
            summary=found.summary,
            item=item,
            read_by=by,
            read_at=moment,
        )
        for item in new
    )
    keys = [item.key for item in found.unread if item.item in items]
    audit.record("answers.read", actor=by, subject=found.consultation, detail={"items": keys})
