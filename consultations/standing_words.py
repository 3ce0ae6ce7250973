"""Where a consultation stands in the desk's words: whose turn it is, what happens next. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from clinic.words import day as day_words
from consultations.models.status import Status


@dataclass(frozen=True, slots=True)
class StandingWords:
    """`look`: ours (solid), theirs (dashed), done (plain)."""

    words: str
    look: str
    next: str


HOLD_ENDED = StandingWords(
    "Hold ended", "theirs", "The day has come. A technician looks at it again next."
)


def standing_words(
    status: str, *, today: date, corrected: bool = False, decide_from: date | None = None
) -> StandingWords:
    """`corrected`: a draft that was sent before. `decide_from`: the day a hold ends."""
    match status:
        case Status.DRAFT if corrected:
            return StandingWords(
                "Being corrected", "ours", "Correct the answers and send them again."
            )
        case Status.DRAFT:
            return StandingWords("Draft", "ours", "Ask the remaining questions, then send.")
        case Status.SUBMITTED:
            return StandingWords(
                "With the technician",
                "theirs",
                "A technician reads the answers next. Nothing can be booked before they decide.",
            )
        case Status.ON_HOLD if decide_from is not None and decide_from <= today:
            return HOLD_ENDED
        case Status.ON_HOLD if decide_from is not None:
            return StandingWords(
                f"On hold until {day_words(decide_from, 'short')}",
                "theirs",
                f"A technician looks at it again on {day_words(decide_from)}.",
            )
        case Status.ON_HOLD:
            return StandingWords(
                "On hold",
                "theirs",
                "It waits for something to arrive. Hand it to a technician when it does.",
            )
        case Status.APPROVED | Status.APPROVED_WITH_CONDITIONS:
            return StandingWords("Approved", "done", "")
        case Status.DECLINED:
            return StandingWords(
                "Declined", "done", "The technician explains the decision to the patient."
            )
    raise ValueError(f"A consultation has no status {status!r}.")
