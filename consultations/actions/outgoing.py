"""The outbox: a decision's message is written with it, sent two minutes later, undone till then.

Who sends holds the consultation's row while the message is claimed; so does everything that undoes
a decision. After the claim nobody can call it back, and it is never tried again by itself unless
the mail server said no.
"""

from __future__ import annotations

import logging
import uuid
from datetime import datetime
from urllib.parse import urlsplit

from cryptography.fernet import InvalidToken
from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from clinic import audit, mail
from clinic.errors import NotAllowed
from clinic.models import User
from consultations.actions.ground import locked, moment_of
from consultations.deciding import stands
from consultations.errors import KeyReused
from consultations.models import Consultation, OutgoingMessage, Review
from consultations.models.outgoing import WAITS
from consultations.outgoing import TOLD, ToPatient, due, letter_of, opened, stops_medicine

NOT_TAKEN = "The mail server did not take it."
NOT_STANDING = "The decision it tells of does not stand any more"
NOT_OPENED = "It cannot be opened: the key it was locked with is gone"

log = logging.getLogger(__name__)


def checked_words(words: str) -> str:
    """What a patient may be told, line by line; the form looks at the whole of what is new."""
    words = words.strip()
    for line in words.splitlines():
        if found := stops_medicine(line):
            raise NotAllowed("The message cannot go to a patient.", found[0])
    return words


def write_message(row: Consultation, review: Review, *, by_mail: bool, moment: datetime) -> None:
    """Called by `decide`, in its transaction. Without a mail the desk is shown the words."""
    if not by_mail or not review.patient_message or not row.patient.email:
        return
    letter = letter_of(review.patient_message, row.patient.email, row.site)
    OutgoingMessage.objects.create(
        consultation=row,
        review=review,
        sealed=letter.sealed(),
        send_at=moment + WAITS,
        created_by=review.decided_by,
        created_at=moment,
        created_key=uuid.uuid5(review.created_key, "message"),
    )


def cancel_unsent(row: Consultation, *, why: str, by: User, moment: datetime) -> None:
    """Called under the lock by whatever undoes a decision. What is on its way cannot be stopped."""
    not_on_its_way = Q(claimed_at__isnull=True) | ~Q(fault="")
    OutgoingMessage.objects.filter(
        not_on_its_way, consultation=row, sent_at__isnull=True, cancelled_at__isnull=True
    ).update(cancelled_at=moment, cancelled_by=by, cancelled_why=why[:300])


@transaction.atomic
def told(
    consultation: Consultation,
    *,
    review: int,
    by: User,
    key: uuid.UUID,
    now: datetime | None = None,
) -> OutgoingMessage:
    """Somebody told the patient the words of this decision; no mail is tried any more."""
    moment = moment_of(now)
    row = locked(consultation, by=by)
    found = message_of(row, review, moment)
    message = found.message
    if message is not None and message.cancelled_why == TOLD:
        return message
    if message is None:
        if OutgoingMessage.objects.filter(created_key=key).exists():
            raise KeyReused
        message = OutgoingMessage(
            consultation=row,
            review=found.review,
            sealed=letter_of(found.words, "", row.site).sealed(),
            send_at=moment,
            created_by=by,
            created_at=moment,
            created_key=key,
        )
    elif not found.for_the_desk:
        raise NotAllowed("This message needs nobody’s call.", "Load the page again.")
    message.cancelled_at, message.cancelled_by, message.cancelled_why = moment, by, TOLD
    message.save()
    audit.record("message.told", actor=by, subject=row, detail={"review": review})
    return message


@transaction.atomic
def send_again(
    consultation: Consultation, *, review: int, by: User, now: datetime | None = None
) -> None:
    """What could not be sent, or what nobody knows of, is tried anew under the same name."""
    row = locked(consultation, by=by)
    found = message_of(row, review, moment_of(now))
    if found.message is None:
        raise NotAllowed("No e-mail was asked for.", "Tell the patient by phone.")
    if not found.may_send_again:
        return  # a second click: it waits to be sent, or it was
    message = found.message
    message.claimed_at, message.tries, message.fault = None, 0, ""
    message.save(update_fields=["claimed_at", "tries", "fault"])
    audit.record("message.sent_again", actor=by, subject=row, detail={"review": review})


def message_of(row: Consultation, review: int, moment: datetime) -> ToPatient:
    """The message of the decision that still is the decision, read under the lock."""
    found = row.reviews.filter(pk=review).first()
    if found is None or row.summary is None or not _still(row, found):
        raise NotAllowed(
            "The decision that this message is about does not stand any more.",
            "Open the consultation to see where it stands.",
        )
    message = OutgoingMessage.objects.select_for_update().filter(review=found).first()
    return ToPatient(found, message, moment)


def _still(row: Consultation, review: Review) -> bool:
    newest = row.review_id == review.pk and row.summary is not None
    return newest and row.summary is not None and stands(row, review, row.summary)


def send_due(now: datetime | None = None) -> int:
    """Everything that is due, for the command; how many were taken by the mail server."""
    sent = 0
    while (outcome := send_next(now)) is not None:
        sent += outcome is mail.Outcome.TAKEN
    return sent


def send_one() -> bool:
    """The background's slice: one message; whether another may wait."""
    return send_next() is not None


def send_next(now: datetime | None = None) -> mail.Outcome | None:
    """Claim one message that is due, then hand it over; None where nothing is due."""
    message = _claim(moment_of(now))
    if message is None:
        return None
    if message.cancelled_at is not None:
        return mail.Outcome.REFUSED
    letter = opened(message)
    outcome = mail.hand_over(
        letter.to,
        letter.subject,
        letter.text,
        name=_name(message),
        reply_to=message.consultation.site.email,
    )
    _note(message, outcome, now or timezone.now())
    return outcome


@transaction.atomic
def _claim(moment: datetime) -> OutgoingMessage | None:
    """Nobody waits here: a row that somebody is at comes with the next round."""
    message = (
        OutgoingMessage.objects.select_for_update(of=("self", "consultation"), skip_locked=True)
        .select_related("consultation")
        .filter(due(moment), review__isnull=False)
        .order_by("send_at", "pk")
        .first()
    )
    if message is None:
        return None
    # What is read now is as it is: nobody can change the decision under the lock.
    review = Review.objects.get(message=message)
    why = "" if _still(message.consultation, review) else NOT_STANDING
    why = why or _unopened(message)
    if why:
        message.cancelled_at, message.cancelled_why = moment, why
    else:
        message.claimed_at, message.tries, message.fault = moment, message.tries + 1, ""
    message.save()
    return message


def _unopened(message: OutgoingMessage) -> str:
    try:
        opened(message)
    except InvalidToken:
        log.error("a message cannot be opened: its key is gone")
        return NOT_OPENED
    return ""


def _name(message: OutgoingMessage) -> str:
    """Its Message-ID. It tells nothing but that this desk sent it."""
    host = urlsplit(settings.SITE_URL).hostname
    return f"<{message.created_key.hex}@{host}>"


@transaction.atomic
def _note(message: OutgoingMessage, outcome: mail.Outcome, moment: datetime) -> None:
    """What became of it. Of silence nothing is noted: then nobody knows."""
    mine = OutgoingMessage.objects.filter(
        pk=message.pk,
        claimed_at=message.claimed_at,
        sent_at__isnull=True,
        cancelled_at__isnull=True,
    )
    if outcome is mail.Outcome.REFUSED:
        mine.update(fault=NOT_TAKEN)
    elif outcome is mail.Outcome.TAKEN and mine.update(sent_at=moment):
        audit.record(
            "message.sent",
            actor=None,
            subject=message.consultation,
            detail={"review": message.review_id},
        )
