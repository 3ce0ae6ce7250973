"""What every action begins with: the row under its lock, and whether this person may."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils import timezone

from clinic.errors import NotAllowed
from clinic.fixed_query import FixedQuery, Given
from clinic.models import User
from consultations.errors import KeyReused
from consultations.models import Consultation
from consultations.models.patient_queries import CARE, REVIEWERS
from consultations.models.status import allows

_REFUSALS = {
    "answer": (
        "These answers were sent already.",
        "Open the consultation again, with a reason, to correct one.",
    ),
    "send": (
        "This consultation was sent and decided already.",
        "Open it again, with a reason, to correct an answer.",
    ),
    "decide": (
        "There is nothing to decide here now.",
        "Send the answers first, or ask to look again, with a reason.",
    ),
    "reopen": ("This consultation is still a draft.", "Change the answers in the form."),
    "look_again": (
        "There is no decision here to look at again.",
        "Open the consultation to see where it stands.",
    ),
}


_LOCKED = FixedQuery(
    lambda: Consultation.objects.select_for_update(of=("self",)).filter(pk=Given("pk"))[:1]
)


def locked(consultation: Consultation, *, by: User, reviewers: bool = False) -> Consultation:
    """The consultation as it is now, held until the end of the transaction.

    Nothing is joined in: after waiting for the lock a join shows old rows of its neighbours.
    Its site never changes, so it is taken from what the caller has read; its edition, unless the
    consultation was screened again meanwhile.
    """
    check_person(by, site_id=consultation.site_id, reviewers=reviewers)
    row = _LOCKED.first(pk=consultation.pk)
    if row is None:
        raise Consultation.DoesNotExist
    row.site = consultation.site
    same = row.edition_id == consultation.edition_id
    row.edition = consultation.edition if same else row.edition
    return row


def check_person(by: User, *, site_id: int, reviewers: bool = False) -> None:
    """The same that pages check, again, because a refusal here is the last before the database."""
    if not by.is_active or by.role not in CARE or by.site_id != site_id:
        raise NotAllowed("This record belongs to another site or another role.")
    if reviewers and by.role not in REVIEWERS:
        raise NotAllowed("This is for technicians.", "Ask a technician to do it.")


def check_step(consultation: Consultation, step: str) -> None:
    """Refuse a step that the transition table does not allow from here."""
    allowed = (
        consultation.status == Consultation.Status.DRAFT
        if step == "answer"
        else allows(consultation.status, step)
    )
    if not allowed:
        raise NotAllowed(*_REFUSALS[step])


def filled(text: str, refusal: str, *, longest: int = 400) -> str:
    """A text that must say something."""
    text = text.strip()
    if not text:
        raise NotAllowed(refusal)
    if len(text) > longest:
        raise NotAllowed(f"Write at most {longest} signs.")
    return text


def moment_of(now: datetime | None) -> datetime:
    return now or timezone.now()


@contextmanager
def once(*constraints: str) -> Iterator[None]:
    """A transaction in which a key that was used for something else is a refusal."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        if violated(error) in constraints:
            raise KeyReused from error
        raise


def violated(error: IntegrityError) -> str:
    """The name of the constraint that refused, or nothing."""
    diagnosis = getattr(error.__cause__, "diag", None)
    return str(getattr(diagnosis, "constraint_name", None) or "")
