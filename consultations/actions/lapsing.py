"""Which decision lapsed, by what and by whom: a row, written where it happens.

Only the newest decision can stand, so only that one can lapse, and once. Nothing of this decides
whether something may be booked: the gate of the database asks the rows themselves.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from clinic import audit
from clinic.models import User
from consultations.actions.outgoing import NOT_STANDING, cancel_unsent
from consultations.lapses import DATES, REOPENED
from consultations.models import Consultation, Lapse, Review, Summary
from sideeffects.models import Edition


def lapse_by_summary(row: Consultation, before: Summary | None, summary: Summary) -> None:
    """A newer summary came: the decision on the one before it has lapsed. Under the lock."""
    review = _standing(row, before)
    if review is None or before is None:
        return
    _write(
        review,
        row,
        cause=summary.cause,
        changed=differences(before, summary),
        summary=summary,
        by=summary.created_by,
        moment=summary.created_at,
    )


def lapse_by_reopening(row: Consultation, kind: str, *, by: User, moment: datetime) -> None:
    """Somebody opened it again; called under the lock, before the reopening is written."""
    review = _standing(row, row.summary)
    if review is not None:
        _write(review, row, cause=REOPENED, changed={REOPENED: kind}, by=by, moment=moment)


def _standing(row: Consultation, summary: Summary | None) -> Review | None:
    """The newest decision, if it is about this summary and nothing undid it yet."""
    if row.review_id is None or summary is None:
        return None
    return Review.objects.filter(
        pk=row.review_id, summary=summary, reopenings__isnull=True, lapse__isnull=True
    ).first()


def differences(before: Summary, after: Summary) -> dict[str, Any]:
    """What the newer summary was made of that the older was not; nothing that is the same."""
    found: dict[str, Any] = {
        "answers": _different(before.answers, after.answers),
        "letters": _different(before.letters, after.letters),
        "dates": [
            name for name, field in DATES.items() if getattr(before, field) != getattr(after, field)
        ],
    }
    if before.edition_id != after.edition_id:
        known = Edition.objects.known
        found["edition"] = [known(one.edition_id).number for one in (before, after)]
    if before.treatment != after.treatment:
        found["treatment"] = [before.treatment, after.treatment]
    return {name: value for name, value in found.items() if value}


def _different(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[str]:
    keys = dict.fromkeys((*before, *after))
    return [key for key in keys if before.get(key) != after.get(key)]


def _write(
    review: Review,
    row: Consultation,
    *,
    cause: str,
    changed: dict[str, Any],
    summary: Summary | None = None,
    by: User,
    moment: datetime,
) -> None:
    lapse = Lapse.objects.create(
        review=review,
        summary=summary,
        cause=cause,
        changed=changed,
        lapsed_by=by,
        lapsed_at=moment,
    )
    cancel_unsent(row, why=NOT_STANDING, by=by, moment=moment)
    audit.record(
        "review.lapsed",
        actor=by,
        subject=row,
        detail={"review": review.pk, "lapse": lapse.pk, "cause": cause},
    )
