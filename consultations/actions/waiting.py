"""The rows behind a case that waits: ending a hold, asking the patient, coming back to the list."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import date, datetime

from clinic import audit
from clinic.models import User
from consultations.models import Clarification, Consultation, Hold, Status

NEW_DECISION = "A new decision was made"


def open_holds(row: Consultation) -> list[Hold]:
    return list(Hold.objects.filter(consultation=row, ended_at__isnull=True))


def open_clarification(row: Consultation) -> Clarification | None:
    return Clarification.objects.filter(consultation=row, ended_at__isnull=True).first()


def end_hold(hold: Hold, how: str, *, moment: datetime, by: User | None = None) -> None:
    """`by`: nobody where it ended by itself."""
    hold.ended_at, hold.ended_by, hold.ended_how = moment, by, how[:300]
    hold.save(update_fields=["ended_at", "ended_by", "ended_how"])


def end_clarification(
    asked: Clarification,
    *,
    answered: bool,
    by: User,
    moment: datetime,
    reply: str = "",
    reason: str = "",
) -> None:
    asked.ended_at, asked.ended_by, asked.answered = moment, by, answered
    asked.reply, asked.ended_reason = reply, reason
    asked.save(update_fields=["ended_at", "ended_by", "answered", "reply", "ended_reason"])


def ask(
    row: Consultation,
    *,
    questions: Sequence[str],
    own_words: str,
    due: date,
    by: User,
    key: uuid.UUID,
    moment: datetime,
) -> Clarification:
    asked = Clarification.objects.create(
        consultation=row,
        questions=list(questions),
        own_words=own_words,
        due=due,
        asked_by=by,
        asked_at=moment,
        created_key=key,
    )
    audit.record("clarification.asked", actor=by, subject=row, detail={"clarification": asked.pk})
    return asked


def back_to_the_list(row: Consultation, today: date) -> None:
    """To be decided again, unless something else is still to come. Called under the lock."""
    if row.status not in (Status.SUBMITTED, Status.ON_HOLD):
        return
    left, asked = open_holds(row), open_clarification(row)
    days = [hold.due for hold in left if hold.kind == Hold.Kind.DATE]
    dues = [hold.due for hold in left] + ([asked.due] if asked else [])
    if row.status == Status.ON_HOLD and (left or asked):
        row.decide_from = min(days, default=None)
    else:
        row.decide_from = max(min(dues, default=today), today)
    row.save(update_fields=["decide_from"])
