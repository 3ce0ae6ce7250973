"""Why a day cannot be booked, in words: the reason, and the next step. Pure.

The codes are those of the database function scalpwise_booking_refusal (migrations/0003_gate.py).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from clinic.words import day as in_words
from consultations.models.status import Status
from consultations.standing_words import HOLD_ENDED


@dataclass(frozen=True, slots=True)
class Refusal:
    code: str
    sentence: str
    next_step: str


LAPSED = Refusal(
    "lapsed",
    "What the patient told us changed after the decision.",
    "Ask a technician to decide again.",
)
PAST = Refusal("past", "This day has passed.", "Choose a day from today on.")
TECHNICIAN = Refusal(
    "technician", "Only technicians of this site treat patients.", "Choose another time."
)
ROOM = Refusal("room", "This room belongs to another site.", "Choose another time.")
CHANGED = Refusal(
    "changed",
    "Something changed while you were booking.",
    "Load the page again and choose a time.",
)
RULE_CHANGED = Refusal(
    "rule_changed",
    "A rule changed for safety after the decision, and it speaks against this day.",
    "Choose another day, or ask a technician to screen the patient again.",
)
PATCH_TEST_FAILED = Refusal(
    "patch_test_failed",
    "The skin reacted in a patch test, so nothing can be booked.",
    "Tell the patient that a technician will explain it.",
)
BY_CODE = {refusal.code: refusal for refusal in (LAPSED, PAST, TECHNICIAN, ROOM, PATCH_TEST_FAILED)}


def under_age(of_age_from: date) -> Refusal:
    return Refusal(
        "under_age",
        "The patient is not of age on this day.",
        f"Choose {in_words(of_age_from)} or later.",
    )


def not_approved(
    status: str,
    *,
    today: date,
    hold_until: date | None = None,
    hold_for: str = "",
    rechecked: str = "",
    lapsed: str = "",
) -> Refusal:
    """Where the consultation stands instead. `rechecked`: what a change for safety found.
    `lapsed`: why an earlier decision stands no more."""
    if rechecked:
        again = "A technician screens the patient again, then decides."
        return Refusal("not_approved", rechecked, again)
    if lapsed:
        return Refusal("not_approved", lapsed, "A technician decides again.")
    sentence, next_step = {
        Status.DRAFT: ("The answers are not sent yet.", "Finish the form and send it."),
        Status.SUBMITTED: ("No decision is made yet.", "Ask a technician to review the answers."),
        Status.ON_HOLD: _on_hold(hold_until, hold_for, today),
        Status.DECLINED: (
            "The decision is not to treat.",
            "A technician can look at it again, with a reason.",
        ),
    }.get(Status(status), (LAPSED.sentence, LAPSED.next_step))
    return Refusal("not_approved", sentence, next_step)


def _on_hold(until: date | None, for_what: str, today: date) -> tuple[str, str]:
    if until is not None and until <= today:
        return f"{HOLD_ENDED.words}.", HOLD_ENDED.next
    parts = [in_words(until)] if until else []
    parts += [for_what] if for_what else []
    sentence = f"On hold until: {', and '.join(parts)}." if parts else "On hold."
    return sentence, "A technician decides again when that is here."


def after_validity(valid_until: date) -> Refusal:
    return Refusal(
        "after_validity",
        f"The decision may be used until {in_words(valid_until)}.",
        "Choose an earlier day, or ask a technician to decide again.",
    )


def day_not_accepted(day: date, earliest: date | None) -> Refusal:
    return Refusal(
        "day_not_accepted",
        f"Treatment is not accepted on {in_words(day)}.",
        f"Choose {in_words(earliest)} or another day that is offered."
        if earliest
        else "Ask a technician to decide again.",
    )


def step_open(labels: tuple[str, ...]) -> Refusal:
    named = "; ".join(labels)
    return Refusal(
        "step_open",
        f"Still open before booking: {named}.",
        "A technician ticks it when it is done.",
    )


def step_waits(label: str, done_on: date, bookable_from: date) -> Refusal:
    return Refusal(
        "step_waits",
        f"Too soon after this step of {in_words(done_on)}: {label}.",
        f"Choose {in_words(bookable_from)} or later.",
    )
