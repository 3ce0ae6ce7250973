"""What every act on a patch test begins and ends with: the patient's consultations, locked and
read again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from clinic.models import User
from consultations.actions.ground import check_person
from consultations.actions.patch_answers import answer_from_record
from consultations.actions.summaries import make_summary
from consultations.days import local_day
from consultations.models import Consultation, Hold, Review, Status, Summary
from consultations.models.status import APPROVING
from sideeffects.models import Edition


def every_locked(consultation: Consultation, *, by: User) -> list[Consultation]:
    """Every consultation of the patient, in the order in which the database locks them too."""
    check_person(by, site_id=consultation.site_id, reviewers=True)
    every = Consultation.objects.filter(patient_id=consultation.patient_id).order_by("pk")
    return list(every.select_for_update(of=("self",)))


def read_again(
    rows: Sequence[Consultation],
    of: Consultation,
    *,
    by: User,
    moment: datetime,
    read: bool = False,
) -> None:
    """The summary of each consultation that goes on, if the record now answers otherwise.

    What was declined, or approved for days that are over, is read again when it is looked at again.
    """
    summaries = Summary.objects.in_bulk([row.summary_id for row in rows if row.summary_id])
    reviews = Review.objects.in_bulk([row.review_id for row in rows if row.review_id])
    for row in rows:
        row.site = of.site  # that of the patient
        row.edition = Edition.objects.known(row.edition_id)
        row.summary = summaries.get(row.summary_id or 0)
        if not _goes_on(row, reviews.get(row.review_id or 0), moment):
            continue
        changed = answer_from_record(row, by=by, moment=moment)
        if changed or (read and _held_for_it(row)):
            make_summary(row, cause=Summary.Cause.PATCH_TEST, by=by, moment=moment)


def _goes_on(row: Consultation, review: Review | None, moment: datetime) -> bool:
    if row.status in APPROVING:
        until = review.valid_until if review else None
        return until is not None and until >= local_day(row.site, moment)
    return row.status in (Status.SUBMITTED, Status.ON_HOLD)


def _held_for_it(row: Consultation) -> bool:
    """On hold until the test is read: it comes back, even where the answers stay as they are."""
    if row.status != Status.ON_HOLD:
        return False
    return row.holds.filter(kind=Hold.Kind.PATCH_TEST, ended_at=None).exists()
