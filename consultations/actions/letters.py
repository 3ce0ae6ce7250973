"""Doctors' letters: judged by technicians. Accepting one makes the `Letter` that the rules read,
which makes the summary anew; one in hand is received (receiving_letters.py) in the same act."""

from __future__ import annotations

import uuid
from datetime import date, datetime

from django.db import transaction

from clinic import audit
from clinic.errors import NotAllowed
from clinic.models import User
from clinic.uploads import Redrawn
from consultations.actions.ground import filled, locked, moment_of
from consultations.actions.letter_requests import settle
from consultations.actions.receiving_letters import receive_in_hand
from consultations.actions.summaries import make_summary
from consultations.models import Consultation, Letter, LetterReceived, Review, Status, Summary

Outcome, Says = LetterReceived.Outcome, LetterReceived.Says
HEEDED = "The decision to decline rests on it."


@transaction.atomic
def record_letter(
    consultation: Consultation,
    *,
    contraindication: str,
    letter_date: date,
    author: str,
    says: str,
    limits: str = "",
    file: Redrawn | None = None,
    by: User,
    key: uuid.UUID,
    now: datetime | None = None,
) -> Letter:
    """A technician has a letter in hand: received and accepted in one act.

    It clears what the rules let a letter clear, from its date for as long as letters are valid.
    """
    if says not in Letter.Says.values:
        raise NotAllowed("Choose what the letter says.", "If it says not safe, decline.")
    received = receive_in_hand(
        consultation,
        contraindication=contraindication,
        letter_date=letter_date,
        author=author,
        says=says,
        limits=limits,
        file=file,
        by=by,
        key=key,
        now=now,
    )
    return accept_letter(received, by=by, now=now)


@transaction.atomic
def accept_letter(received: LetterReceived, *, by: User, now: datetime | None = None) -> Letter:
    """The letter clears what it was asked about, and nothing else. A second click: the same one."""
    moment = moment_of(now)
    row = locked(received.consultation, by=by, reviewers=True)
    standing = LetterReceived.objects.select_related("request", "letter").get(pk=received.pk)
    if standing.letter is not None:
        return standing.letter
    _check_unjudged(standing)
    if standing.says == Says.NOT_SAFE:
        raise NotAllowed(
            "A letter that says “not safe” clears nothing.", "Decline, or ask for another letter."
        )
    return _accept(row, standing, by=by, moment=moment)


def _accept(row: Consultation, received: LetterReceived, *, by: User, moment: datetime) -> Letter:
    letter = Letter.objects.create(
        consultation=row,
        contraindication=received.contraindication,
        letter_date=received.letter_date,
        author=received.author,
        says=received.says,
        limits=received.limits,
        recorded_by=by,
        recorded_at=moment,
        created_key=received.created_key,
    )
    received.letter = letter
    _judge(received, Outcome.ACCEPTED, "", by=by, moment=moment)
    _anew(row, Summary.Cause.LETTER, by=by, moment=moment)
    audit.record("letter.recorded", actor=by, subject=row, detail={"letter": letter.pk})
    return letter


@transaction.atomic
def turn_down_letter(
    received: LetterReceived, outcome: str, *, reason: str, by: User, now: datetime | None = None
) -> LetterReceived:
    """It is refused, or does not answer the question and is asked for again. It clears nothing."""
    moment = moment_of(now)
    row = locked(received.consultation, by=by, reviewers=True)
    standing = LetterReceived.objects.select_related("request").get(pk=received.pk)
    if outcome not in (Outcome.ASK_AGAIN, Outcome.REFUSED):
        raise NotAllowed("Choose what becomes of the letter.")
    if standing.outcome == outcome:
        return standing
    _check_unjudged(standing)
    _judge(standing, outcome, filled(reason, "Give a reason."), by=by, moment=moment)
    audit.record("letter.turned_down", actor=by, subject=row, detail={"received": standing.pk})
    return standing


def _check_unjudged(received: LetterReceived) -> None:
    if received.outcome:
        raise NotAllowed("A colleague has judged this letter already.", "Load the page again.")


def _judge(
    received: LetterReceived, outcome: str, reason: str, *, by: User, moment: datetime
) -> None:
    """Our own letter is answered with it, whatever the answer is worth."""
    received.outcome, received.judged_reason = outcome, reason
    received.judged_by, received.judged_at = by, moment
    received.save(update_fields=["outcome", "judged_reason", "judged_by", "judged_at", "letter"])
    if received.request is not None and received.request.closed_at is None:
        how = f"{Outcome(outcome).label}: {reason}" if reason else Outcome(outcome).label
        settle(received.request, how, by, moment)


def heed_letters(row: Consultation, review: Review) -> None:
    """Letters that say "not safe" are judged by the decision to decline. Called by `decide`."""
    if review.decision != Review.Decision.DECLINED:
        return
    unheeded = LetterReceived.objects.filter(consultation=row, outcome="", says=Says.NOT_SAFE)
    for received in unheeded.select_related("request"):
        _judge(received, Outcome.REFUSED, HEEDED, by=review.decided_by, moment=review.decided_at)


@transaction.atomic
def withdraw_letter(
    letter: Letter, *, reason: str, by: User, now: datetime | None = None
) -> Letter:
    """A letter was recorded by mistake or does not stand any more. It stays in the record."""
    moment = moment_of(now)
    row = locked(letter.consultation, by=by, reviewers=True)
    standing = Letter.objects.get(pk=letter.pk)
    if standing.withdrawn_at is not None:
        return standing
    standing.withdrawn_reason = filled(reason, "Give a reason.")
    standing.withdrawn_by, standing.withdrawn_at = by, moment
    standing.save(update_fields=["withdrawn_by", "withdrawn_at", "withdrawn_reason"])
    _anew(row, Summary.Cause.LETTER_WITHDRAWN, by=by, moment=moment)
    audit.record("letter.withdrawn", actor=by, subject=row, detail={"letter": standing.pk})
    return standing


def _anew(row: Consultation, cause: str, *, by: User, moment: datetime) -> None:
    if row.status != Status.DRAFT:
        make_summary(row, cause=cause, by=by, moment=moment)
