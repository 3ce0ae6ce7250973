"""Where the message of a decision stands, and what a sealed one says. Nothing is written here."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from django.db.models import Q, QuerySet

from clinic.at_rest import lock_for
from clinic.models import Site, User
from consultations.models import Consultation, OutgoingMessage, Review
from consultations.models.outgoing import WAITS
from sideeffects.desk.lints import lints

PURPOSE = "consultations.outgoing"
# Before the second, third, fourth and fifth try.
PAUSES = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=15), timedelta(hours=1))
MOST_TRIES = len(PAUSES) + 1
# Whoever claimed it has long ended by then, one way or the other.
UNSURE_AFTER = timedelta(minutes=10)
TOLD = "Told in person or by phone"


@dataclass(frozen=True, slots=True)
class Letter:
    """What a patient gets: the words of the decision, then who wrote them."""

    to: str
    subject: str
    text: str

    def sealed(self) -> str:
        plain = json.dumps([self.to, self.subject, self.text])
        return lock_for(PURPOSE).encrypt(plain.encode()).decode()


def letter_of(words: str, to: str, site: Site) -> Letter:
    """Nothing in the subject tells what it is about; a mail program shows it to whoever looks."""
    name = " ".join(site.name.split())
    signed = "\n".join(part for part in (name, site.phone.strip()) if part)
    return Letter(to, f"A message from {name}", f"{words.strip()}\n\n{signed}\n")


def opened(message: OutgoingMessage) -> Letter:
    return Letter(*json.loads(lock_for(PURPOSE).decrypt(message.sealed.encode())))


def stops_medicine(words: str, known: Collection[str] = ()) -> list[str]:
    """Why words cannot go to a patient. Only who prescribed a medicine may say to stop it.

    Lines that are `known` are the rules' own, each read before it was published: side by side one
    would be taken to speak of the medicine in another.
    """
    own = "\n".join(line for line in words.splitlines() if line not in known)
    return lints(own)


class Stands(StrEnum):
    WAITS = "waits"
    LEAVES = "leaves"
    TRIED = "tried"
    SENT = "sent"
    UNKNOWN = "unknown"
    FAILED = "failed"
    CANCELLED = "cancelled"
    TOLD = "told"
    BY_PHONE = "by_phone"


@dataclass(frozen=True, slots=True)
class ToPatient:
    """The message of one decision at one moment. `message`: None where no mail was asked for."""

    review: Review
    message: OutgoingMessage | None
    moment: datetime

    @property
    def in_a_word(self) -> str:
        return Review.Decision(self.review.decision).name.replace("_", " ").lower()

    @property
    def words(self) -> str:
        return self.review.patient_message

    @property
    def stands(self) -> Stands:
        found = self.message
        if found is None:
            return Stands.BY_PHONE
        if found.cancelled_at is not None:
            return Stands.TOLD if found.cancelled_why == TOLD else Stands.CANCELLED
        if found.sent_at is not None:
            return Stands.SENT
        if found.claimed_at is None:
            return Stands.WAITS
        if found.fault:
            return Stands.FAILED if found.tries >= MOST_TRIES else Stands.TRIED
        left = found.claimed_at + UNSURE_AFTER <= self.moment
        return Stands.UNKNOWN if left else Stands.LEAVES

    @property
    def next_try(self) -> datetime | None:
        found = self.message
        if found is None or found.claimed_at is None or self.stands != Stands.TRIED:
            return None
        return found.claimed_at + PAUSES[found.tries - 1]

    @property
    def for_the_desk(self) -> bool:
        """Somebody has to tell the patient, or to say that they were told."""
        return self.stands in (Stands.BY_PHONE, Stands.UNKNOWN, Stands.FAILED)

    @property
    def may_send_again(self) -> bool:
        return self.stands in (Stands.UNKNOWN, Stands.FAILED)

    @property
    def undo_until(self) -> datetime:
        return self.message.send_at if self.message else self.review.decided_at + WAITS

    @property
    def may_undo(self) -> bool:
        untouched = self.stands in (Stands.WAITS, Stands.BY_PHONE)
        return untouched and self.moment < self.undo_until


def due(moment: datetime) -> Q:
    """Waiting long enough, or refused and its pause over. Never what is claimed and unanswered."""
    found = Q(claimed_at__isnull=True, send_at__lte=moment)
    for tries, pause in enumerate(PAUSES, 1):
        found |= Q(tries=tries, claimed_at__lte=moment - pause) & ~Q(fault="")
    return found & Q(sent_at__isnull=True, cancelled_at__isnull=True)


def to_patient(consultation: Consultation, moment: datetime) -> ToPatient | None:
    """The message of the decision that stands; None without one, or where it says nothing."""
    if consultation.review_id is None:
        return None
    review = _with_message().get(pk=consultation.review_id)
    if review.decision != consultation.status or not review.patient_message:
        return None
    return _found(review, moment)


def lately_decided(review: int, by: User, moment: datetime) -> ToPatient | None:
    """One's own decision of a moment ago, while it can be undone."""
    found = _with_message().filter(
        pk=review, decided_by=by, consultation__review=review, decided_at__gt=moment - WAITS
    )
    row = found.select_related("message", "consultation__patient").first()
    if row is None or row.decision != row.consultation.status:
        return None
    shown = _found(row, moment)
    return shown if shown.may_undo else None


def _with_message() -> QuerySet[Review]:
    return Review.objects.select_related("message")


def _found(review: Review, moment: datetime) -> ToPatient:
    message = review.message if hasattr(review, "message") else None
    return ToPatient(review, message, moment)
