"""What the help page says of people and states, in the words of the pages themselves. Pure."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

from clinic.models.user import Role
from consultations.models.status import Status
from consultations.standing_words import HOLD_ENDED, StandingWords, standing_words

DUTIES: dict[Role, str] = {
    Role.FRONT_DESK: "Finds or adds the patient, asks the questions, turns the screen for the "
    "private ones, reads the answers back and sends them. Books once a decision allows it.",
    Role.TECHNICIAN: "Examines, reads what the rules found, settles each step and decides: "
    "approve, approve with conditions, hold or decline. Offers free times.",
    Role.CLINIC_LEAD: "The same as a technician. Reads who saw a patient’s record, and exports it.",
    Role.MANAGER: "Reads the catalogue. Editing it comes later.",
    Role.AUDITOR: "Reads who looked at a patient’s record or changed it, and the "
    "catalogue. Exports the first with a reason.",
    Role.ADMIN: "Looks after sign-ins and the rows behind the pages.",
}
APPROVED_NEXT = "The desk books, from the first day that the decision accepts."


@dataclass(frozen=True, slots=True)
class Duty:
    role: str
    does: str


def duties() -> tuple[Duty, ...]:
    """Every role, and what it does."""
    return tuple(Duty(role.label, DUTIES[role]) for role in Role)


def states(today: date) -> tuple[StandingWords, ...]:
    """Every state of a consultation as the desk reads it, with what happens next."""
    approved = standing_words(Status.APPROVED, today=today)
    return (
        standing_words(Status.DRAFT, today=today),
        standing_words(Status.DRAFT, today=today, corrected=True),
        standing_words(Status.SUBMITTED, today=today),
        replace(approved, next=APPROVED_NEXT),
        standing_words(Status.ON_HOLD, today=today, decide_from=today + timedelta(days=14)),
        standing_words(Status.ON_HOLD, today=today),
        HOLD_ENDED,
        standing_words(Status.DECLINED, today=today),
    )
