"""One's own decision of a moment ago, which the next page offers to undo."""

from __future__ import annotations

from django.utils import timezone

from clinic.access import StaffRequest
from consultations.models import Review
from consultations.models.outgoing import WAITS
from consultations.outgoing import ToPatient, lately_decided

SAVED = "just_saved"


def remember(request: StaffRequest, review: Review) -> None:
    """By its number alone: nothing of a patient lies in the session table."""
    ends = (review.decided_at + WAITS).timestamp()
    request.session[SAVED] = {"review": review.pk, "ends": ends}


def just_saved(request: StaffRequest) -> ToPatient | None:
    """Asks nothing unless something was saved within two minutes."""
    kept, now = request.session.get(SAVED), timezone.now()
    if not kept or kept["ends"] <= now.timestamp():
        return None
    return lately_decided(kept["review"], request.user, now)
