"""What the page that verifies a receipt says: genuine or not, and whether the decision stands.

No name and nothing of health: whoever holds the paper may be anybody.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from consultations.days import local_day
from consultations.models import Lapse, Review
from consultations.questions import BIRTH_DATE
from consultations.receipt_code import Code


@dataclass(frozen=True, slots=True)
class Verified:
    """A genuine receipt. `since`: the day from which the decision stands no more, where known."""

    review: Review
    decided: date
    clinic: str
    edition: int
    stands: bool
    since: date | None = None


def verified(code: Code) -> Verified | None:
    """None for a decision that there is not and for a mark not its own, after the same work."""
    review = (
        Review.objects.filter(created_key=code.key)
        .select_related(
            *("consultation__site", "consultation__patient", "summary__edition"),
            *("second_look", "lapse"),
        )
        .defer("summary__canonical", "summary__edition__canonical", "shown")
        .first()
    )
    if not code.is_of(review) or review is None:
        return None
    consultation = review.consultation
    ended = _ended(review)
    return Verified(
        review=review,
        decided=local_day(consultation.site, review.decided_at),
        clinic=str(consultation.site),
        edition=review.summary.edition.number,
        stands=ended is None and _as_decided(review),
        since=ended,
    )


def _ended(review: Review) -> date | None:
    """The day something undid it or another decision came."""
    site = review.consultation.site
    lapse: Lapse | None = getattr(review, "lapse", None)
    if lapse is not None:
        return local_day(site, lapse.lapsed_at)
    later = Review.objects.filter(consultation=review.consultation, pk__gt=review.pk)
    moment = later.order_by("pk").values_list("decided_at", flat=True).first()
    return local_day(site, moment) if moment else None


def _as_decided(review: Review) -> bool:
    """Whether what is on file is what was decided on; the booking gate asks this by itself."""
    consultation, patient = review.consultation, review.consultation.patient
    return (
        consultation.summary_id == review.summary_id
        and consultation.status == review.decision
        and consultation.all_answers.get(BIRTH_DATE) in (None, patient.birth_date.isoformat())
    )
