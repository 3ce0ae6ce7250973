"""A case that waits until a day because a technician said so; then it comes back by itself."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import transaction

from clinic import audit, words
from clinic.errors import NotAllowed
from clinic.models import User
from consultations.actions.ground import filled, locked, moment_of
from consultations.actions.review_locks import end_lock
from consultations.days import local_day
from consultations.models import Clarification, Consultation, SetAside, Status

LONGEST = timedelta(days=31)


@transaction.atomic
def set_aside(
    consultation: Consultation,
    *,
    reason: str,
    until: date,
    by: User,
    now: datetime | None = None,
) -> SetAside:
    """It leaves the list until that day. What cannot wait stays on top of the list all the same.

    The same again, as by a second click, is the same act.
    """
    moment = moment_of(now)
    row = locked(consultation, by=by, reviewers=True)
    reason = filled(reason, "Write why it is set aside.")
    if (before := aside_of(row)) and (before.reason, before.until) == (reason, until):
        return before
    _check(row, until, local_day(row.site, moment))
    made = SetAside.objects.create(
        consultation=row, reason=reason, until=until, set_by=by, set_at=moment
    )
    row.decide_from = until
    row.save(update_fields=["decide_from"])
    end_lock(row)
    audit.record("review.set_aside", actor=by, subject=row, detail={"set_aside": made.pk})
    return made


def _check(row: Consultation, until: date, today: date) -> None:
    if row.status != Status.SUBMITTED or row.decide_from is None:
        raise NotAllowed(
            "Only a case that waits to be decided can be set aside.", "Load the page again."
        )
    if row.decide_from > today:
        raise NotAllowed(
            f"This case waits until {words.day(row.decide_from)} already.",
            "Bring it back to the list first.",
        )
    if not today < until <= today + LONGEST:
        raise NotAllowed("Choose a day after today, at most 31 days ahead.")


@transaction.atomic
def bring_back(consultation: Consultation, *, by: User, now: datetime | None = None) -> None:
    """Back to the list before its day. One that is back already stays where it is."""
    row = locked(consultation, by=by, reviewers=True)
    today = local_day(row.site, moment_of(now))
    if row.status == Status.SUBMITTED and row.decide_from and row.decide_from <= today:
        return
    if aside_of(row) is None:
        raise NotAllowed("This case is not set aside.", "Load the page again.")
    row.decide_from = today
    row.save(update_fields=["decide_from"])
    audit.record("review.brought_back", actor=by, subject=row, detail={})


def aside_of(row: Consultation) -> SetAside | None:
    """What it is set aside by; None for one that waits for its patient, or for nothing."""
    if row.status != Status.SUBMITTED or row.decide_from is None:
        return None
    asked = Clarification.objects.filter(consultation=row, ended_at__isnull=True)
    newest = SetAside.objects.filter(consultation=row, until=row.decide_from).order_by("-pk")
    return None if asked.exists() else newest.first()
