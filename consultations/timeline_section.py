"""The timeline of the case on the review page: its days, and what ends when."""

from __future__ import annotations

from collections.abc import Iterator

from consultations.cards_board import window_lines
from consultations.cards_changes import letter_about
from consultations.deciding import Case
from consultations.models import Review
from consultations.questions import catalogue_of
from consultations.timeline import Ends, Timeline, ends_of, timeline_of


def timeline_section(found: Case) -> Timeline | None:
    catalogue = catalogue_of(found.consultation)
    letters = {
        letter_about(catalogue, part.contraindication): part.letter_date for part in found.letters
    }
    ends = ends_of(catalogue, found.risk, found.summary.answers, letters)
    lines = window_lines(catalogue, found.windows)
    return timeline_of(catalogue, found.risk, lines, (*ends, *_decided(found)), found.today)


def _decided(found: Case) -> Iterator[Ends]:
    """What the standing decision and the ticked steps add."""
    review = found.review
    if review is not None and found.review_stands:
        if review.approves and review.valid_until:
            yield Ends(review.valid_until, "Last day the decision can be used")
        elif review.decision == Review.Decision.ON_HOLD and review.hold_until:
            yield Ends(review.hold_until, "The hold ends, and the case comes back")
    for state in found.steps:
        if state.bookable_from and state.step.days:
            yield Ends(state.bookable_from, f"Bookable from here: {state.step.label}")
