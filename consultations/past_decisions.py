"""Earlier decisions of a consultation: they stay in view, and each says why it no longer holds."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from consultations.models import Consultation, Reopening, Review, Summary

CAUSES = {
    Summary.Cause.SENT_AGAIN: "the answers were corrected and sent again",
    Summary.Cause.EXAMINATION: "the examination was answered",
    Summary.Cause.LETTER: "a letter was put on file",
    Summary.Cause.LETTER_WITHDRAWN: "a letter was withdrawn",
    Summary.Cause.PATCH_TEST: "a patch test was recorded or read",
    Summary.Cause.PLAN: "the plan changed",
    Summary.Cause.EDITION: "it was screened again under a newer edition",
}

UNDONE = {
    Reopening.Kind.ANSWERS: "opened to correct the answers",
    Reopening.Kind.DECISION: "opened to decide again",
    Reopening.Kind.EDITION: "put up to be decided again by a rule changed for safety, published",
}


@dataclass(frozen=True, slots=True)
class PastDecision:
    """A review and, where it no longer holds, why and since when."""

    review: Review
    stands: bool
    lapsed: str
    lapsed_at: datetime | None
    reason: str = ""


def past_decisions(consultation: Consultation, standing: int | None) -> tuple[PastDecision, ...]:
    """Every decision, the newest first; `standing` is the one that holds. Three statements."""
    reviews = list(
        consultation.reviews.select_related("decided_by", "summary__created_by")
        .defer("summary__canonical", "summary__answers")
        .order_by("-pk")
    )
    if not reviews:
        return ()
    reopenings = list(consultation.reopenings.select_related("reopened_by").order_by("pk"))
    summaries = list(
        consultation.summaries.select_related("created_by")
        .defer("canonical", "answers")
        .order_by("number")
    )
    later: Review | None = None
    found = []
    for review in reviews:
        found.append(_past(review, later, reopenings, summaries, stands=review.pk == standing))
        later = review
    return tuple(found)


def _past(
    review: Review,
    later: Review | None,
    reopenings: Iterable[Reopening],
    summaries: Iterable[Summary],
    *,
    stands: bool,
) -> PastDecision:
    if stands:
        return PastDecision(review, stands=True, lapsed="", lapsed_at=None)
    undone = next((part for part in reopenings if part.review_id == review.pk), None)
    newer = next((part for part in summaries if part.number > review.summary.number), None)
    if undone and not (newer and newer.created_at < undone.reopened_at):
        who = undone.reopened_by.get_short_name()
        lapsed = f"{UNDONE[Reopening.Kind(undone.kind)]} by {who}"
        return PastDecision(review, False, lapsed, undone.reopened_at, undone.reason)
    if newer:
        cause = CAUSES.get(Summary.Cause(newer.cause), "something on file changed")
        return PastDecision(
            review, False, f"{cause}, by {newer.created_by.get_short_name()}", newer.created_at
        )
    if later:
        who = later.decided_by.get_short_name()
        return PastDecision(review, False, f"decided again by {who}", later.decided_at)
    return PastDecision(review, False, "something on file changed", None)
