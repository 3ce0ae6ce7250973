"""Who has a case open: a courtesy among colleagues. No decision depends on it."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.db.models import Case, F, Q, QuerySet, Value, When

from clinic import audit
from clinic.errors import NotAllowed
from clinic.models import User
from consultations.actions.ground import locked, moment_of
from consultations.models import Consultation, ReviewLock
from consultations.models.review_list import free_for
from consultations.models.review_work import LOCK_LASTS
from consultations.models.status import OPEN


def open_case(consultation: Consultation, *, by: User, now: datetime | None = None) -> bool:
    """Take the case when nobody else has it open. Whether it is now this person's.

    Two statements that cannot collide, whoever else does the same at this moment.
    """
    if consultation.status not in OPEN:
        return False
    return _take(consultation.pk, by, moment_of(now))


def go_on(consultation: Consultation, *, by: User, now: datetime | None = None) -> None:
    """This person has just saved something here, so the case stays theirs for longer."""
    _of(consultation.pk).filter(held_by=by).update(seen_at=moment_of(now))


@transaction.atomic
def take_over(consultation: Consultation, *, by: User, now: datetime | None = None) -> None:
    """From whoever has it open. They see it when they come back; their decision still counts."""
    moment = moment_of(now)
    row = locked(consultation, by=by, reviewers=True)
    if row.status not in OPEN:
        raise NotAllowed("There is nothing to decide here now.", "Load the page again.")
    if _take(row.pk, by, moment):
        return
    before = _of(row.pk).get()
    _of(row.pk).update(held_by=by, since=moment, seen_at=moment)
    audit.record("review.taken_over", actor=by, subject=row, detail={"staff": before.held_by_id})


def let_go(consultation: Consultation, *, by: User) -> None:
    """Only one's own; a second click changes nothing."""
    _of(consultation.pk).filter(held_by=by).delete()


def end_lock(consultation: Consultation) -> None:
    """Decided, or set aside: nobody has it open any more."""
    _of(consultation.pk).delete()


def opened_at(consultation: Consultation, *, by: User) -> datetime | None:
    """When this person opened the case, where the time to decide begins."""
    found = _of(consultation.pk).filter(held_by=by)
    return found.values_list("since", flat=True).first()


def take_next(by: User, today: date, now: datetime | None = None) -> str | None:
    """The first to be decided that nobody else has open, taken; its reference.

    However many ask at once, no two get the same: rows that another is just taking are passed
    over, and who took one that was seen free a moment before looks again.
    """
    moment = moment_of(now)
    while True:  # whoever goes round was overtaken by somebody who now has one fewer left
        with transaction.atomic():
            found = Consultation.objects.visible_to(by).to_decide(today)
            free = free_for(found, by, moment).values_list("pk", "reference")
            first = free.select_for_update(of=("self",), skip_locked=True, no_key=True).first()
            if first is None:
                return None
            pk, reference = first
            if _take(pk, by, moment):
                return str(reference)


def _of(pk: int) -> QuerySet[ReviewLock]:
    return ReviewLock.objects.filter(consultation_id=pk)


def _take(pk: int, by: User, moment: datetime) -> bool:
    ended = Q(seen_at__lte=moment - LOCK_LASTS)
    since = Case(When(~ended & Q(held_by=by), then=F("since")), default=Value(moment))
    free = _of(pk).filter(ended | Q(held_by=by))
    if free.update(held_by=by, since=since, seen_at=moment):
        return True
    mine = ReviewLock(consultation_id=pk, held_by=by, since=moment, seen_at=moment)
    ReviewLock.objects.bulk_create([mine], ignore_conflicts=True)
    return _of(pk).filter(held_by=by).exists()
