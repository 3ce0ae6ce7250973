"""Asking the patient again, and what they answer: only those questions, once, saved together."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction

from clinic import audit
from clinic.errors import NotAllowed
from clinic.models import User
from consultations import holds as waits
from consultations.actions.answers import (
    changes_since,
    refuse_conflicts,
    was_saved,
    write_answers,
)
from consultations.actions.ground import filled, locked, moment_of, once
from consultations.actions.intake import write_private
from consultations.actions.summaries import make_summary
from consultations.actions.waiting import (
    ask,
    back_to_the_list,
    end_clarification,
    end_hold,
    open_clarification,
    open_holds,
)
from consultations.asking_again import AgainRow, again_in_private, again_rows, hard_to_answer
from consultations.days import local_day
from consultations.errors import KeyReused
from consultations.models import AnswerChange, Clarification, Consultation, Hold, Status, Summary
from consultations.private_page import PrivateRow, private_rows
from consultations.questions import CONSULTATION, asked_in, catalogue_of, day_of, normal
from sideeffects.risk.dates import read_day, read_span

LONGEST_REPLY = 2000
TECHNICIAN_ASKS = "A technician asks the private questions."


@transaction.atomic
def ask_again(
    consultation: Consultation,
    *,
    questions: Collection[str],
    own_words: str = "",
    due: date,
    by: User,
    key: uuid.UUID,
    now: datetime | None = None,
) -> Clarification:
    """Ask the patient these questions again; meanwhile the case waits, at most until `due`."""
    moment = moment_of(now)
    row = locked(consultation, by=by, reviewers=True)
    own_words = own_words.strip()
    before = Clarification.objects.filter(created_key=key).first()
    if before is not None:
        same = (row.pk, set(questions), own_words)
        if same != (before.consultation_id, set(before.questions), before.own_words):
            raise KeyReused
        return before
    today = local_day(row.site, moment)
    _check_askable(row, questions, own_words)
    if due <= today:
        raise NotAllowed("The day until which you wait has come.", "Choose a later day.")
    order = [key for key in catalogue_of(row).questions if key in questions]
    asked = ask(row, questions=order, own_words=own_words, due=due, by=by, key=key, moment=moment)
    waiting = row.decide_from is not None and row.decide_from > today
    row.decide_from = min(row.decide_from, due) if waiting and row.decide_from else due
    row.save(update_fields=["decide_from"])
    return asked


def _check_askable(row: Consultation, questions: Collection[str], own_words: str) -> None:
    if row.status == Status.DRAFT:
        raise NotAllowed(
            "The answers are being corrected.", "Ask the patient in the form of the questions."
        )
    if row.status not in (Status.SUBMITTED, Status.ON_HOLD):
        raise NotAllowed(
            "This case is decided.", "Put it up for decision again, with a reason, then ask."
        )
    if open_clarification(row) is not None:
        raise NotAllowed(
            "The patient is being asked already.", "Take these questions back to ask others."
        )
    if not questions and not own_words:
        raise NotAllowed("Choose at least one question, or write one of your own.")
    possible = {part.key for part in asked_in(row, CONSULTATION) if waits.can_be_asked(part)}
    if not possible.issuperset(questions):
        raise NotAllowed("One of these questions is not asked of this patient.")
    if len(own_words) > waits.LONGEST:
        raise NotAllowed(f"Write at most {waits.LONGEST} signs.")
    hard = hard_to_answer(own_words) if own_words else ""
    if hard:
        raise NotAllowed(f"{hard}.")


@transaction.atomic
def take_back(
    consultation: Consultation, *, reason: str, by: User, now: datetime | None = None
) -> Clarification:
    """The questions are not asked after all; the hold on their answer ends with them."""
    moment = moment_of(now)
    row = locked(consultation, by=by, reviewers=True)
    asked = open_clarification(row)
    if asked is None:
        raise NotAllowed(
            "No questions are with the patient now.",
            "Look at the page again: they may be answered.",
        )
    reason = filled(reason, "Give a reason.")
    end_clarification(asked, answered=False, reason=reason, by=by, moment=moment)
    for hold in open_holds(row):
        if hold.kind == Hold.Kind.ANSWER and set(hold.questions) <= set(asked.questions):
            end_hold(hold, f"Taken back: {reason}", by=by, moment=moment)
    back_to_the_list(row, local_day(row.site, moment))
    audit.record(
        "clarification.taken_back", actor=by, subject=row, detail={"clarification": asked.pk}
    )
    return asked


def answer_again(
    consultation: Consultation,
    answers: Mapping[str, Any],
    *,
    asked: int,
    reply: str = "",
    technician_asks: bool = False,
    seen_version: int,
    key: uuid.UUID,
    by: User,
    now: datetime | None = None,
) -> Summary:
    """What the patient answered at the desk; the summary is made anew, and the case comes back.

    `technician_asks`: the private questions among them are left to a technician. Raises `Conflict`
    if a colleague answered one of these otherwise meanwhile, `AnswerErrors`, and `KeyReused`.
    """
    moment = moment_of(now)
    with once("answer_change_key"):
        row = locked(consultation, by=by)
        open_ = _asked(row, asked)
        catalogue = catalogue_of(row)
        values = normal(catalogue, answers, local_day(row.site, moment))
        changes = changes_since(row, seen_version)
        if was_saved(changes, key, values, by) or open_.answered:
            if row.summary is None or open_.reply != reply.strip():
                raise KeyReused
            return row.summary
        _check_answered(row, open_, values, technician_asks=technician_asks)
        refuse_conflicts(changes, values)
        new = {name: value for name, value in values.items() if row.answers.get(name) != value}
        if new:
            write_answers(row, new, by=by, key=key, moment=moment)
        left = technician_asks and private_asked(row, open_)
        end_clarification(
            open_,
            answered=True,
            reply=_checked_reply(open_, reply),
            reason=TECHNICIAN_ASKS if left else "",
            by=by,
            moment=moment,
        )
        audit.record(
            "clarification.answered",
            actor=by,
            subject=row,
            detail={"clarification": open_.pk, "questions": sorted(new)},
        )
        return _anew(row, new, by=by, moment=moment)


def _asked(row: Consultation, pk: int) -> Clarification:
    asked = Clarification.objects.filter(consultation=row, pk=pk).first()
    if asked is None or asked.answered is False:
        raise NotAllowed("These questions were taken back.", "A technician looks at it next.")
    if asked.answered is None and row.status not in (Status.SUBMITTED, Status.ON_HOLD):
        raise NotAllowed(
            "The answers were opened again meanwhile.", "Ask in the form of the questions."
        )
    return asked


def _check_answered(
    row: Consultation, asked: Clarification, values: Mapping[str, Any], *, technician_asks: bool
) -> None:
    possible = {part.key for part in rows_of(row, asked)}
    if not possible.issuperset(values):
        raise NotAllowed("Only the questions that are asked again are answered here.")
    if private_asked(row, asked) and not (technician_asks or private_done(row, asked)):
        raise NotAllowed(
            "The private questions have no answer yet.",
            "Turn the screen to the patient, or leave them to a technician.",
        )


def _checked_reply(asked: Clarification, reply: str) -> str:
    if not asked.own_words:
        return ""
    return filled(reply, "Write what the patient said.", longest=LONGEST_REPLY)


def answer_again_in_private(
    consultation: Consultation,
    values: Mapping[str, Any],
    *,
    asked: int,
    key: uuid.UUID,
    by: User,
    finished: bool,
    now: datetime | None = None,
) -> None:
    """What the patient answered by hand of what is asked again. The page never shows it again.

    A None leaves what is there, and the same page sent twice is one save, as at the first time.
    """
    moment = moment_of(now)
    with once("answer_change_key"):
        row = locked(consultation, by=by)
        open_ = _asked(row, asked)
        if open_.answered:
            return
        given = normal(catalogue_of(row), values, local_day(row.site, moment))
        possible = {part.key for part in private_rows_of(row, open_)}
        if not possible.issuperset(given):
            raise NotAllowed("Only the questions that are asked again are answered here.")
        new = {
            name: value
            for name, value in given.items()
            if value is not None and row.private_answers.get(name) != value
        }
        if AnswerChange.objects.filter(consultation=row, key=key).exists():
            key = uuid.uuid4()  # a page sent again with other answers: none of them is lost
        write_private(row, new, by=by, key=key, moment=moment, finished=finished)
        audit.record(
            "answer.saved_in_private",
            actor=by,
            subject=row,
            detail={"count": len(new), "finished": finished},
        )
        if new:
            _anew(row, new, by=by, moment=moment)


def _anew(row: Consultation, new: Mapping[str, Any], *, by: User, moment: datetime) -> Summary:
    """A day that was named and lies behind the day of the answers makes today their day: it would
    count as one of the future."""
    day, questions = day_of(row), catalogue_of(row).questions
    later = any(
        begins > day
        for key, value in new.items()
        if questions[key].kind == "date"
        for begins in (read_day(value) or (read_span(value) or (day,))[0],)
    )
    cause = Summary.Cause.ASKED_AGAIN
    return make_summary(row, cause=cause, by=by, moment=moment, confirmed=later)


def rows_of(row: Consultation, asked: Clarification) -> tuple[AgainRow, ...]:
    """The questions for the desk: those asked again, and what they can newly open."""
    return again_rows(
        catalogue_of(row), row.all_answers, asked.questions, day_of(row), row.planned_date
    )


def private_rows_of(row: Consultation, asked: Clarification) -> tuple[PrivateRow, ...]:
    """Those for the patient's own hand."""
    every = private_rows(catalogue_of(row), row.answers, day_of(row), row.planned_date)
    return again_in_private(every, asked.questions)


def private_asked(row: Consultation, asked: Clarification) -> bool:
    return bool(private_rows_of(row, asked))


def private_done(row: Consultation, asked: Clarification) -> bool:
    """Whether the patient has been through with them since they were asked again."""
    return row.private_done_at is not None and row.private_done_at >= asked.asked_at
