"""Taking a decision back in the two minutes before its message leaves."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from clinic.errors import NotAllowed
from clinic.models import User
from consultations.actions.ground import locked, moment_of
from consultations.actions.outgoing import cancel_unsent, message_of
from consultations.actions.sending import look_again
from consultations.models import Consultation, Reopening

UNDONE = "Undone before the message left"


class TooLate(NotAllowed):
    """The two minutes are over, or the message is on its way."""

    def __init__(self) -> None:
        super().__init__(
            "It is too late to undo this decision.",
            "Open the review and choose “Decide again”, with a reason.",
        )


@transaction.atomic
def undo(
    consultation: Consultation, *, review: int, by: User, now: datetime | None = None
) -> Consultation:
    """Put the case back to be decided; the decision stays in view. A second click: the same act."""
    moment = moment_of(now)
    row = locked(consultation, by=by, reviewers=True)
    if Reopening.objects.filter(consultation=row, review=review, reason=UNDONE).exists():
        return row
    if not message_of(row, review, moment).may_undo:
        raise TooLate
    cancel_unsent(row, why=UNDONE, by=by, moment=moment)
    return look_again(row, reason=UNDONE, by=by, now=moment)
