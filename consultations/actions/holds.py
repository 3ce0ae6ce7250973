"""What a decision to hold waits for: written with the review, ended by what comes."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime

from django.db import transaction

from clinic import audit
from clinic.errors import NotAllowed
from clinic.models import User
from consultations import holds as waits
from consultations.actions.ground import locked, moment_of
from consultations.actions.waiting import (
    NEW_DECISION,
    ask,
    back_to_the_list,
    end_clarification,
    end_hold,
    open_clarification,
    open_holds,
)
from consultations.days import local_day
from consultations.deciding import Case
from consultations.holds import OnFile, Thing, WaitsFor
from consultations.models import Clarification, Consultation, Hold, Review, Summary
from consultations.questions import EXAMINATION, missing
from sideeffects.risk import LEVELS, NOT_ASSESSED

Kind = Hold.Kind


def write_holds(
    row: Consultation, review: Review, found: Case, holds: Sequence[WaitsFor] = ()
) -> None:
    """A decision ends what the one before waited for, and a hold says what it waits for itself.

    Called by `decide` under the lock. Words of the hold that name no thing of the case are one of
    its own.
    """
    by, moment = review.decided_by, review.decided_at
    _end_what_waited(row, before=found.review, by=by, moment=moment)
    if review.decision != Review.Decision.ON_HOLD:
        return
    for thing, due in _picked(review, found, holds):
        Hold.objects.create(
            consultation=row,
            review=review,
            kind=thing.kind,
            about=thing.about,
            questions=list(thing.questions),
            words=thing.words,
            next_step=thing.next_step,
            owner=thing.owner,
            due=due,
            created_at=moment,
        )
        if thing.kind == Kind.ANSWER:
            key = uuid.uuid5(review.created_key, "answer")
            ask(
                row, questions=thing.questions, own_words="", due=due, by=by, key=key, moment=moment
            )


def _end_what_waited(
    row: Consultation, *, before: Review | None, by: User, moment: datetime
) -> None:
    for hold in open_holds(row) if before else ():
        end_hold(hold, NEW_DECISION, by=by, moment=moment)
    asked = open_clarification(row)
    if asked is not None:
        end_clarification(asked, answered=False, reason=NEW_DECISION, by=by, moment=moment)


def _picked(review: Review, found: Case, holds: Sequence[WaitsFor]) -> Iterator[tuple[Thing, date]]:
    offered = {thing.key: thing for thing in waits.things_to_wait_for(found)}
    for wanted in holds:
        if wanted.due < found.today:
            raise NotAllowed("The day until which it should be here has passed.")
        if wanted.key == Kind.OTHER and wanted.words.strip():
            yield waits.own_words(wanted.words[: waits.LONGEST]), wanted.due
        elif wanted.key in offered:
            yield offered[wanted.key], wanted.due
        else:
            raise NotAllowed(
                "The hold waits for something that this case does not lack.",
                "Load the page again and choose anew.",
            )
    if review.hold_for and not holds:
        thing = waits.own_words(review.hold_for)
        yield thing, thing.due(found.today, review.hold_until)
    if review.hold_until is not None:
        yield waits.until_a_day(review.hold_until), review.hold_until


def settle_holds(row: Consultation, before: Summary | None, summary: Summary) -> None:
    """What came with this summary ends; while something else is still to come, the case waits on.

    Called by `make_summary`, which has put the case up for decision. Where the rules point to
    something stricter than before, it stays up: a technician looks at it at once.
    """
    if before is None:
        return
    moment, today = summary.created_at, local_day(row.site, summary.created_at)
    every = list(Clarification.objects.filter(consultation=row))
    asked = _still_asked(every, summary)
    open_ = _open_with_what_they_are_about(row) if row.review_id else []
    left = []
    for hold in open_:
        if _has_come(hold, row, summary, every, today):
            end_hold(hold, waits.IS_HERE[Kind(hold.kind)], moment=moment)
        else:
            left.append(hold)
    dues = [hold.due for hold in left] if len(left) < len(open_) else []
    dues += [asked.due] if asked else []
    if dues and min(dues) > today and not _stricter(before, summary):
        row.decide_from = min(dues)
        row.save(update_fields=["decide_from"])


def _still_asked(every: Iterable[Clarification], summary: Summary) -> Clarification | None:
    """The questions with the patient. Sending all answers again answers these too."""
    asked = next((part for part in every if part.ended_at is None), None)
    if asked is None or summary.cause != Summary.Cause.SENT_AGAIN:
        return asked
    end_clarification(asked, answered=True, by=summary.created_by, moment=summary.created_at)
    return None


def _open_with_what_they_are_about(row: Consultation) -> list[Hold]:
    found = Hold.objects.filter(consultation=row, ended_at__isnull=True)
    return list(found.select_related("review__summary").defer("review__summary__canonical"))


def _has_come(
    hold: Hold,
    row: Consultation,
    summary: Summary,
    every: Iterable[Clarification],
    today: date,
) -> bool:
    about = hold.review.summary
    since = [part for part in every if part.answered and part.asked_at >= hold.created_at]
    return waits.has_come(
        hold,
        OnFile(about.answers, about.letters),
        OnFile(summary.answers, summary.letters),
        today=today,
        examined=EXAMINATION in summary.stages and not missing(row, EXAMINATION),
        asked_again={key for part in since for key in part.questions},
        looked_at=summary.cause == Summary.Cause.PATCH_TEST,
    )


def _stricter(before: Summary, summary: Summary) -> bool:
    order = {level: place for place, level in enumerate(LEVELS)}
    unknown = NOT_ASSESSED in (before.level, summary.level)
    return unknown or order[summary.level] > order[before.level]


def it_is_here(
    consultation: Consultation, hold: int, *, by: User, now: datetime | None = None
) -> Hold:
    """Something that only a person can see has come. What else is said so by its own record."""
    moment = moment_of(now)
    with transaction.atomic():
        row = locked(consultation, by=by)
        found = Hold.objects.filter(consultation=row, pk=hold, kind=Kind.OTHER).first()
        if found is None:
            raise NotAllowed(
                "This is not ticked here.", "It ends by itself once it is put on file."
            )
        if found.ended_at is not None:
            return found
        end_hold(found, waits.IS_HERE[Kind.OTHER], by=by, moment=moment)
        back_to_the_list(row, local_day(row.site, moment))
        audit.record("hold.ended", actor=by, subject=row, detail={"hold": found.pk})
        return found
