"""Earlier decisions of a consultation: they stay in view, and each says why it no longer holds."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from consultations.lapses import SOMETHING, cause_words, changed_words
from consultations.models import Consultation, Lapse, Reopening, Review
from consultations.questions import catalogue_of


@dataclass(frozen=True, slots=True)
class PastDecision:
    """A review and, where it no longer holds, why, since when, and what exactly is different."""

    review: Review
    stands: bool
    lapsed: str = ""
    lapsed_at: datetime | None = None
    reason: str = ""
    changed: tuple[str, ...] = ()


def past_decisions(consultation: Consultation, standing: int | None) -> tuple[PastDecision, ...]:
    """Every decision, the newest first; `standing` is the one that holds. Two statements."""
    reviews = list(
        consultation.reviews.select_related(
            *("decided_by", "summary", "second_look__answered_by"),
            *("lapse__lapsed_by", "lapse__summary"),
        )
        .defer(
            *("shown", "second_look__terms"),
            *("summary__canonical", "summary__answers"),
            *("lapse__summary__canonical", "lapse__summary__answers"),
        )
        .order_by("-pk")
    )
    if not reviews:
        return ()
    reopenings = list(consultation.reopenings.order_by("pk"))
    later: Review | None = None
    found = []
    for review in reviews:
        if review.pk == standing:
            found.append(PastDecision(review, stands=True))
        else:
            found.append(_past(consultation, review, later, reopenings))
        later = review
    return tuple(found)


def _past(
    consultation: Consultation,
    review: Review,
    later: Review | None,
    reopenings: Iterable[Reopening],
) -> PastDecision:
    lapse: Lapse | None = getattr(review, "lapse", None)
    if lapse is not None:
        undone = next((part for part in reopenings if part.review_id == review.pk), None)
        return PastDecision(
            review,
            stands=False,
            lapsed=cause_words(lapse),
            lapsed_at=lapse.lapsed_at,
            reason=undone.reason if undone and lapse.summary is None else "",
            changed=changed_words(catalogue_of(consultation), lapse),
        )
    if later is not None:
        who = later.decided_by.get_short_name()
        return PastDecision(review, False, f"decided again by {who}", later.decided_at)
    return PastDecision(review, False, SOMETHING)
