"""The technician's decision. What may be decided is said here; that nothing else can be, by the
database too (models/guards_review.py)."""

from __future__ import annotations

import uuid
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction

from clinic import audit
from clinic.errors import NotAllowed
from clinic.models import User
from consultations.actions.decisions import Reason, Terms, approval, decline, hold
from consultations.actions.ground import check_step, locked, moment_of
from consultations.actions.held import confirm_held
from consultations.actions.holds import write_holds
from consultations.actions.letters import heed_letters
from consultations.actions.outgoing import checked_words, write_message
from consultations.actions.reading import write_marks
from consultations.actions.review_locks import end_lock
from consultations.actions.reviewers import check_reviewer
from consultations.actions.steps import write_tick
from consultations.days import local_day
from consultations.decided import Decided
from consultations.deciding import Case, born_as_answered, case
from consultations.errors import AnswersChanged, KeyReused
from consultations.holds import in_one_line
from consultations.models import (
    Consultation,
    Review,
    ReviewLock,
    SecondLook,
    Status,
    StepTick,
)
from consultations.signing import Signature, meaning_of
from sideeffects.risk import canonical, digest

Decision = Review.Decision
UNSIGNED = Signature()


def decide(
    consultation: Consultation,
    *,
    summary_hash: str,
    by: User,
    key: uuid.UUID,
    read: Collection[str] = (),
    signature: Signature = UNSIGNED,
    now: datetime | None = None,
    **typed: Any,
) -> Review:
    """Decide on the summary that was on the screen.

    `typed`: the fields of `Decided`. `read`: items ticked as read in the same form. Raises
    `AnswersChanged` when a newer summary exists or the answers differ from it, and `LessStrict`
    while a decision that is less strict than the rules has no reason.
    """
    return write_decision(
        consultation,
        Decided(**typed),
        summary_hash=summary_hash,
        by=by,
        key=key,
        read=read,
        signature=signature,
        moment=moment_of(now),
    )


@transaction.atomic
def write_decision(
    consultation: Consultation,
    wanted: Decided,
    *,
    summary_hash: str,
    by: User,
    key: uuid.UUID,
    read: Collection[str],
    signature: Signature,
    moment: datetime,
    second_look: SecondLook | None = None,
) -> Review:
    """The only code that writes a review. `second_look`: agreed, of a stop that two relax."""
    row = locked(consultation, by=by, reviewers=True)
    before = Review.objects.filter(created_key=key).first()
    if before is not None:
        if (before.consultation_id, before.decision) != (row.pk, wanted.decision):
            raise KeyReused
        return before
    judged = judge(row, wanted, summary_hash=summary_hash, read=read, by=by, moment=moment)
    if judged.relaxes and second_look is None:
        raise NotAllowed("A stop is relaxed by two people.", "Ask a colleague to sign as well.")
    _close_second_look(judged.case, by, moment)
    review = _written(row, wanted, judged, signature, second_look, by=by, key=key, moment=moment)
    why = wanted.reason_words.strip()[:400]
    for step in judged.terms.left_out:
        write_tick(row, step, StepTick.State.WAIVED, reason=why, by=by, moment=moment)
    _settle(row, review, moment)
    heed_letters(row, review)
    write_holds(row, review, judged.case, wanted.holds)
    write_message(row, review, by_mail=wanted.by_mail, moment=moment)
    audit.record(
        "review.decided",
        actor=second_look.answered_by if second_look else by,
        subject=row,
        detail={
            "review": review.pk,
            "decision": review.decision,
            "less_strict": review.less_strict,
        },
    )
    return review


def _close_second_look(found: Case, by: User, moment: datetime) -> None:
    """A second look that is still wanted ends with a decision that does without it."""
    if found.stop:
        SecondLook.objects.filter(summary=found.summary, verdict="").update(
            verdict=SecondLook.Verdict.WITHDRAWN,
            answered_by=by,
            answered_at=moment,
            answer_words="Decided otherwise.",
        )


@dataclass(frozen=True, slots=True)
class Judged:
    """A decision that may be taken. `relaxes`: it is less strict than a stop."""

    case: Case
    terms: Terms
    relaxes: bool
    answered_too: bool
    read: tuple[str, ...]


def judge(
    row: Consultation,
    wanted: Decided,
    *,
    summary_hash: str,
    read: Collection[str],
    by: User,
    moment: datetime,
) -> Judged:
    """Everything a decision has to pass, under the lock; what was ticked as read is noted."""
    check_step(row, "decide")
    found = _current_case(row, summary_hash, local_day(row.site, moment))
    answered_too = check_reviewer(row, by)
    write_marks(found, read, by=by, moment=moment)
    _check_all_read(found, read)
    return Judged(
        case=found,
        terms=_terms(found, wanted),
        relaxes=found.relaxes(wanted.decision),
        answered_too=answered_too,
        read=tuple(sorted(read)),
    )


def _terms(found: Case, wanted: Decided) -> Terms:
    reason = Reason(wanted.reason_code, wanted.reason_words)
    match wanted.decision:
        case Decision.APPROVED | Decision.APPROVED_WITH_CONDITIONS:
            _check_safety(found)
            return approval(
                found,
                wanted.decision,
                conditions=wanted.conditions,
                accept=wanted.accept,
                reason=reason,
            )
        case Decision.ON_HOLD:
            what = in_one_line(found, wanted.holds, wanted.hold_for)
            return hold(found, until=wanted.hold_until, for_what=what, reason=reason)
        case Decision.DECLINED:
            return decline(reason_words=wanted.reason_words, patient_message=wanted.patient_message)
    raise NotAllowed("Choose a decision.")


def _written(
    row: Consultation,
    wanted: Decided,
    judged: Judged,
    signature: Signature,
    second_look: SecondLook | None,
    *,
    by: User,
    key: uuid.UUID,
    moment: datetime,
) -> Review:
    shown = {**signature.shown, "ticked": list(judged.read)} if signature.shown else {}
    message = checked_words(wanted.patient_message)
    return Review.objects.create(
        consultation=row,
        summary=judged.case.summary,
        decision=wanted.decision,
        note=wanted.note.strip(),
        decided_by=by,
        decided_at=moment,
        signed_by_session=signature.session,
        signed_how=signature.how,
        meaning=meaning_of(wanted.decision),
        shown=shown,
        shown_hash=digest(canonical(shown)) if shown else "",
        opened_at=_opened_at(row, by),
        answered_too=judged.answered_too,
        second_look=second_look,
        created_key=key,
        **{"patient_message": message, **judged.terms.fields},
    )


def _opened_at(row: Consultation, by: User) -> datetime | None:
    locks = ReviewLock.objects.filter(consultation=row, held_by=by)
    return locks.values_list("since", flat=True).first()


def _current_case(row: Consultation, summary_hash: str, today: date) -> Case:
    found = case(row, today)
    if (
        found is None
        or found.summary.hash != summary_hash
        or found.summary.answers != row.all_answers
        or found.summary.treatment != row.treatment
    ):
        raise AnswersChanged
    if not born_as_answered(row, found.summary):
        raise NotAllowed(
            "The date of birth was corrected after these answers were sent.",
            "Open the answers again, with a reason, and send them.",
        )
    return found


def _check_safety(found: Case) -> None:
    """Nothing is approved on rules changed for safety since. The database holds it too."""
    if found.changed_for_safety is not None:
        raise NotAllowed(
            f"A rule changed for safety in edition {found.changed_for_safety}.",
            "Screen this patient again under the live edition, then decide.",
        )


def _check_all_read(found: Case, read: Collection[str]) -> None:
    left = [item for item in found.unread if item.item not in read]
    if left:
        raise NotAllowed(
            f"{len(left)} answers that no rule looks at are not ticked as read."
            if len(left) > 1
            else "One answer that no rule looks at is not ticked as read.",
            "Read it and tick it, then decide.",
        )


def _settle(row: Consultation, review: Review, moment: datetime) -> None:
    row.review = review
    row.status = Status(review.decision)
    row.decided_at = moment
    row.decide_from = review.hold_until
    row.save(update_fields=["status", "decided_at", "decide_from"])
    end_lock(row)
    if review.approves:
        confirm_held(row, review, moment)
