"""Relaxing a stop: one reviewer writes the decision and why, a second one signs it or refuses.

The database knows it as well: models/guards_review.py, scalpwise_relaxed.
"""

from __future__ import annotations

import uuid
from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from django.db import transaction

from clinic import audit
from clinic.errors import NotAllowed
from clinic.models import User
from consultations.actions.ground import filled, locked, moment_of
from consultations.actions.outgoing import checked_words
from consultations.actions.review import UNSIGNED, Judged, judge, write_decision
from consultations.actions.reviewers import (
    ANSWERED,
    asked_the_questions,
    check_not_the_patient,
    who_can,
)
from consultations.days import clock_words, local_day
from consultations.decided import Decided, decided_of
from consultations.errors import KeyReused
from consultations.models import Consultation, Review, SecondLook
from consultations.models.patient_queries import REVIEWERS
from consultations.models.status import allows
from consultations.signing import Signature
from consultations.stored import risk_of

Verdict = SecondLook.Verdict
CHANGED = "The answers, letters or dates changed after it was asked for."
DECIDED = "It was decided otherwise."
GONE = "Who asked for it does not review here any more."


@transaction.atomic
def ask_second(
    consultation: Consultation,
    *,
    summary_hash: str,
    by: User,
    key: uuid.UUID,
    read: Collection[str] = (),
    signature: Signature = UNSIGNED,
    now: datetime | None = None,
    **typed: Any,
) -> SecondLook:
    """Write down a decision less strict than a stop, and wait for a second signature.

    It is judged here as `decide` judges it, and once more when it is signed.
    """
    moment, wanted = moment_of(now), Decided(**typed)
    row = locked(consultation, by=by, reviewers=True)
    before = SecondLook.objects.filter(created_key=key).first()
    if before is not None:
        if (before.consultation_id, before.asked_by_id) != (row.pk, by.pk):
            raise KeyReused
        return before
    judged = judge(row, wanted, summary_hash=summary_hash, read=read, by=by, moment=moment)
    if not judged.relaxes:
        raise NotAllowed("This decision needs no second signature.", "Load the page again.")
    if SecondLook.objects.filter(summary=judged.case.summary, verdict="").exists():
        raise NotAllowed(
            "A second look at this case is wanted already.", "Take that one back, then ask anew."
        )
    checked_words(wanted.patient_message)
    look = SecondLook.objects.create(
        consultation=row,
        summary=judged.case.summary,
        terms=_terms(wanted, judged, signature),
        reason_code=wanted.reason_code,
        reason_words=wanted.reason_words.strip(),
        asked_by=by,
        asked_at=moment,
        asked_how=signature.how,
        created_key=key,
    )
    audit.record("second_look.asked", actor=by, subject=row, detail={"second_look": look.pk})
    return look


def _terms(wanted: Decided, judged: Judged, signature: Signature) -> dict[str, Any]:
    """All that the decision will need, and what it will say, for the second to read.

    Days are kept by the last of each window: the first one moves on with the calendar.
    """
    fields = judged.terms.fields
    return {
        "typed": wanted.plain(),
        "read": list(judged.read),
        "accept": [window["until"] for window in fields.get("windows", [])],
        "session": signature.session,
        "shown": dict(signature.shown),
        "says": {
            name: value.isoformat() if isinstance(value, date) else value
            for name, value in fields.items()
        },
    }


@transaction.atomic
def sign_second(
    consultation: Consultation,
    look: int,
    *,
    words: str,
    by: User,
    how: str = "",
    now: datetime | None = None,
) -> Review:
    """Agree: the decision is written, signed by the first and named with the second."""
    moment = moment_of(now)
    row, found = _wanted(consultation, look, by)
    if found.verdict == Verdict.AGREED and found.answered_by_id == by.pk:
        return found.review
    _check_open(row, found)
    check_second(row, found, by, moment)
    _answer(found, Verdict.AGREED, words, by=by, how=how, moment=moment)
    audit.record("second_look.agreed", actor=by, subject=row, detail={"second_look": found.pk})
    terms = found.terms
    return write_decision(
        row,
        decided_of(terms["typed"], _days(row, found, moment)),
        summary_hash=found.summary.hash,
        by=found.asked_by,
        key=uuid.uuid5(found.created_key, "decision"),
        read=terms["read"],
        signature=Signature(terms["session"], found.asked_how, terms["shown"]),
        moment=moment,
        second_look=found,
    )


@transaction.atomic
def refuse_second(
    consultation: Consultation,
    look: int,
    *,
    words: str,
    by: User,
    how: str = "",
    now: datetime | None = None,
) -> SecondLook:
    """Refuse, with why: the stop stands, and the case is decided anew. Who asked takes it back."""
    row, found = _wanted(consultation, look, by)
    own = found.asked_by_id == by.pk
    verdict = Verdict.WITHDRAWN if own else Verdict.REFUSED
    if found.verdict == verdict and found.answered_by_id == by.pk:
        return found
    _check_open(row, found, void_too=True)
    if not own:
        check_not_the_patient(row.patient, by)
    _answer(found, verdict, words, by=by, how=how, moment=moment_of(now))
    what = "second_look.taken_back" if own else "second_look.refused"
    audit.record(what, actor=by, subject=row, detail={"second_look": found.pk})
    return found


def _wanted(consultation: Consultation, look: int, by: User) -> tuple[Consultation, SecondLook]:
    row = locked(consultation, by=by, reviewers=True)
    looks = row.second_looks.select_related("summary", "asked_by")
    found = looks.filter(pk=look).first()
    if found is None:
        raise NotAllowed("This second look belongs to another case.", "Load the page again.")
    return row, found


def why_void(row: Consultation, look: SecondLook) -> str:
    """Why a second look that nobody answered can be agreed no longer; nothing where it can."""
    if look.summary_id != row.summary_id:
        return CHANGED
    if not allows(row.status, "decide"):
        return DECIDED
    asker = look.asked_by
    here = asker.is_active and asker.role in REVIEWERS and asker.site_id == row.site_id
    return "" if here else GONE


def _check_open(row: Consultation, look: SecondLook, *, void_too: bool = False) -> None:
    if look.verdict:
        raise NotAllowed("This second look was answered already.", "Load the page again.")
    if not void_too and (why := why_void(row, look)):
        raise NotAllowed(why, "Decide anew.")


def check_second(row: Consultation, look: SecondLook, by: User, moment: datetime) -> None:
    """Another person than the first; where one person works, the same one a day later."""
    check_not_the_patient(row.patient, by)
    if by.pk == look.asked_by_id:
        if not row.site.one_person:
            raise NotAllowed(
                "You asked for this second look, so somebody else signs it.", who_can(row, by)
            )
        if moment < look.alone_from:
            raise NotAllowed(
                "Alone, you sign a day after the reason was written.",
                f"Sign from {clock_words(row.site, look.alone_from)} on.",
            )
    elif asked_the_questions(row, by) and not row.site.answerer_may_review:
        raise NotAllowed(ANSWERED, who_can(row, by, look.asked_by))


def _days(row: Consultation, look: SecondLook, moment: datetime) -> list[date] | None:
    """The first days, as counted now, of the windows that were written down; past ones are over."""
    kept = set(look.terms["accept"])
    if not kept:
        return None
    today = local_day(row.site, moment)
    days = [
        max(window.first, today)
        for window in risk_of(look.summary).windows
        if window.last.isoformat() in kept and window.last >= today
    ]
    if not days:
        raise NotAllowed("The days that were to be accepted have passed.", "Decide anew.")
    return days


def _answer(
    look: SecondLook, verdict: str, words: str, *, by: User, how: str, moment: datetime
) -> None:
    look.answer_words = filled(words, "Write what you looked at, or why.", longest=4000)
    look.verdict, look.answered_by, look.answered_at = verdict, by, moment
    look.answered_how = how
    look.save(
        update_fields=["verdict", "answered_by", "answered_at", "answered_how", "answer_words"]
    )
