"""The technician's decision. What may be decided is said here; that nothing else can be, by the
database too (models/guards_review.py)."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Sequence
from datetime import date, datetime

from django.db import transaction
from django.db.models import Value

from clinic import audit
from clinic.errors import NotAllowed
from clinic.models import User
from consultations.actions.decisions import Reason, approval, decline, hold
from consultations.actions.ground import check_step, locked, moment_of
from consultations.actions.held import confirm_held
from consultations.actions.holds import write_holds
from consultations.actions.outgoing import checked_words, write_message
from consultations.actions.reading import write_marks
from consultations.actions.review_locks import end_lock
from consultations.actions.steps import write_tick
from consultations.conditions import Condition
from consultations.days import local_day
from consultations.deciding import Case, case
from consultations.errors import AnswersChanged, KeyReused
from consultations.holds import WaitsFor, in_one_line
from consultations.models import Consultation, Patient, Review, Status, StepTick
from consultations.models.patient_queries import folded
from consultations.questions import BIRTH_DATE

Decision = Review.Decision


@transaction.atomic
def decide(
    consultation: Consultation,
    *,
    summary_hash: str,
    decision: str,
    by: User,
    key: uuid.UUID,
    note: str = "",
    conditions: Sequence[Condition | str] = (),
    accept: Collection[date] | None = None,
    hold_until: date | None = None,
    hold_for: str = "",
    holds: Sequence[WaitsFor] = (),
    reason_code: str = "",
    reason_words: str = "",
    patient_message: str = "",
    by_mail: bool = False,
    read: Collection[str] = (),
    session: str = "",
    now: datetime | None = None,
) -> Review:
    """Decide on the summary that was on the screen.

    `accept`: first days of the windows to accept; None means the days the rules allow. `read`:
    items ticked as read in the same form. Raises `AnswersChanged` when a newer summary exists or
    the answers differ from it, and `LessStrict` while a decision that is less strict than the
    rules has no reason.
    """
    moment = moment_of(now)
    row = locked(consultation, by=by, reviewers=True)
    before = Review.objects.filter(created_key=key).first()
    if before is not None:
        if (before.consultation_id, before.decision) != (row.pk, decision):
            raise KeyReused
        return before
    check_step(row, "decide")
    found = _current_case(row, summary_hash, local_day(row.site, moment))
    _check_reviewer(by, row.patient)
    write_marks(found, read, by=by, moment=moment)
    _check_all_read(found, read)
    match decision:
        case Decision.APPROVED | Decision.APPROVED_WITH_CONDITIONS:
            _check_safety(found)
            reason = Reason(reason_code, reason_words)
            terms = approval(found, decision, conditions=conditions, accept=accept, reason=reason)
        case Decision.ON_HOLD:
            what = in_one_line(found, holds, hold_for)
            terms = hold(found, until=hold_until, for_what=what)
        case Decision.DECLINED:
            terms = decline(reason_words=reason_words, patient_message=patient_message)
        case _:
            raise NotAllowed("Choose a decision.")
    review = Review.objects.create(
        consultation=row,
        summary=found.summary,
        decision=decision,
        note=note.strip(),
        decided_by=by,
        decided_at=moment,
        signed_by_session=session,
        created_key=key,
        **{"patient_message": checked_words(patient_message), **terms.fields},
    )
    why = reason_words.strip()[:400]
    for step in terms.left_out:
        write_tick(row, step, StepTick.State.WAIVED, reason=why, by=by, moment=moment)
    _settle(row, review, moment)
    write_holds(row, review, found, holds)
    write_message(row, review, by_mail=by_mail, moment=moment)
    audit.record(
        "review.decided",
        actor=by,
        subject=row,
        detail={"review": review.pk, "decision": decision, "less_strict": review.less_strict},
    )
    return review


def _current_case(row: Consultation, summary_hash: str, today: date) -> Case:
    found = case(row, today)
    if (
        found is None
        or found.summary.hash != summary_hash
        or found.summary.answers != row.all_answers
        or found.summary.treatment != row.treatment
    ):
        raise AnswersChanged
    if found.summary.answers.get(BIRTH_DATE) not in (None, row.patient.birth_date.isoformat()):
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


def _check_reviewer(by: User, patient: Patient) -> None:
    """Nobody decides about themselves; the record knows staff and patients by name only."""
    namesake = folded(Value(by.display_name))
    if Patient.objects.filter(pk=patient.pk, folded_name=namesake).exists():
        raise NotAllowed(
            "You have the same name as this patient, and nobody decides about themselves.",
            "Ask a colleague to decide.",
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
