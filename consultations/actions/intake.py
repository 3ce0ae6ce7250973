"""Intake at the desk: starting a consultation, its plan, and its answers as they are given."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction

from clinic import audit
from clinic.errors import NotAllowed
from clinic.models import User
from clinic.stale import refuse_stale
from consultations.actions.answers import (
    SavedAnswer,
    changes_since,
    refuse_conflicts,
    was_saved,
    write_answers,
)
from consultations.actions.ground import check_person, check_step, locked, moment_of, once
from consultations.actions.patients import answer_birth_date
from consultations.actions.summaries import make_summary
from consultations.actions.tasks import look_for_urgent
from consultations.days import local_day
from consultations.errors import KeyReused
from consultations.models import AnswerChange, Consultation, Patient, Status, Summary, Treatment
from consultations.questions import BIRTH_DATE, CONSULTATION, catalogue_of, normal
from consultations.urgent import urgent_questions
from sideeffects.models import Edition
from sideeffects.risk import Catalogue

FURTHEST_PLAN = timedelta(days=365)


@transaction.atomic
def start(
    patient: Patient,
    *,
    treatment: str,
    planned_date: date,
    by: User,
    key: uuid.UUID,
    now: datetime | None = None,
) -> Consultation:
    """Start a consultation under the live edition. The patient's record answers the birth date."""
    check_person(by, site_id=patient.site_id)
    moment = moment_of(now)
    people = Patient.objects.select_for_update(no_key=True, of=("self",))
    person = people.select_related("site").get(pk=patient.pk)
    before = Consultation.objects.filter(created_key=key).first()
    if before is not None:
        if (before.patient_id, before.treatment) != (person.pk, treatment):
            raise KeyReused
        return before
    plan = {"treatment": treatment, "planned_date": planned_date}
    _check_plan(plan, local_day(person.site, moment))
    consultation = Consultation.objects.create(
        patient=person,
        site=person.site,
        edition=Edition.objects.live(),
        treatment=treatment,
        planned_date=planned_date,
        started_by=by,
        started_at=moment,
        created_key=key,
    )
    answer_birth_date(consultation, person, by=by, moment=moment, key=key)
    audit.record("consultation.started", actor=by, subject=consultation)
    return consultation


def _check_plan(plan: Mapping[str, Any], today: date) -> None:
    if plan["treatment"] not in Treatment.values:
        raise NotAllowed("Choose one of the treatments.")
    if plan["planned_date"] < today:
        raise NotAllowed("The planned day has passed.", "Choose a day from today on.")
    if plan["planned_date"] > today + FURTHEST_PLAN:
        raise NotAllowed("The planned day is over a year away.", "Choose a day within a year.")


@transaction.atomic
def change_plan(
    consultation: Consultation,
    *,
    by: User,
    treatment: str | None = None,
    planned_date: date | None = None,
    seen: str = "",
    now: datetime | None = None,
) -> Consultation:
    """Plan another treatment or day. Once sent, a new summary is made and the review lapses.

    `seen`: the plan as the form showed it.
    """
    moment = moment_of(now)
    row = locked(consultation, by=by)
    wanted = {
        "treatment": treatment or row.treatment,
        "planned_date": planned_date or row.planned_date,
    }
    changed = [name for name, value in wanted.items() if getattr(row, name) != value]
    if not changed:
        return row
    refuse_stale(seen, {name: getattr(row, name) for name in wanted}, wanted)
    _check_plan(wanted, local_day(row.site, moment))
    for name in changed:
        setattr(row, name, wanted[name])
    row.save(update_fields=changed)
    if row.status != Status.DRAFT:
        make_summary(row, cause=Summary.Cause.PLAN, by=by, moment=moment)
    audit.record("consultation.plan_changed", actor=by, subject=row, detail={"fields": changed})
    return row


def save_answer(
    consultation: Consultation,
    question: str,
    value: Any,
    *,
    seen_version: int,
    key: uuid.UUID,
    by: User,
    now: datetime | None = None,
) -> SavedAnswer:
    """Save one answer of the desk page at once; None takes it back, and history keeps it.

    Raises `Conflict` only if this very answer was changed to something else after `seen_version`,
    `AnswerErrors` for a value that is no answer, and `KeyReused` for a key used for another save.
    """
    moment = moment_of(now)
    with once("answer_change_key"):
        row = locked(consultation, by=by)
        check_step(row, "answer")
        catalogue = catalogue_of(row)
        values = normal(catalogue, {question: value}, local_day(row.site, moment))
        check_for_desk(catalogue, question)
        stored = values[question]
        changes = changes_since(row, seen_version)
        others = tuple(dict.fromkeys(c.question for c in changes if c.question != question))
        if was_saved(changes, key, values, by) or row.answers.get(question) == stored:
            return SavedAnswer(row.version, row.answers.get(question), others)
        refuse_conflicts(changes, values)
        write_answers(row, values, by=by, key=key, moment=moment)
        if question in urgent_questions(catalogue):
            look_for_urgent(row, moment=moment)
        audit.record("answer.saved", actor=by, subject=row, detail={"question": question})
        return SavedAnswer(row.version, stored, others)


def check_for_desk(catalogue: Catalogue, key: str) -> None:
    question = catalogue.questions[key]
    if question.private:
        raise NotAllowed(
            "The patient answers this question by hand.", "Turn the screen to the patient."
        )
    if question.stage != CONSULTATION:
        raise NotAllowed("This question is asked at the examination.")
    if key == BIRTH_DATE:
        raise NotAllowed(
            "The date of birth comes from the patient's record.", "Correct it in the record."
        )


def save_private_answers(
    consultation: Consultation,
    values: Mapping[str, Any],
    *,
    key: uuid.UUID,
    by: User,
    finished: bool = True,
    now: datetime | None = None,
) -> SavedAnswer:
    """Save what the patient answered by hand. The page never shows it again.

    A None leaves what is there: the page always begins empty, so a blank says nothing. The same
    page sent twice is one save. A refusal would tell the desk whether the answers are the same.
    `finished`: the patient is through with the page ("Answered in private").
    """
    moment = moment_of(now)
    with once("answer_change_key"):
        row = locked(consultation, by=by)
        check_step(row, "answer")
        catalogue = catalogue_of(row)
        given = normal(catalogue, values, local_day(row.site, moment))
        if any(not catalogue.questions[name].private for name in given):
            raise NotAllowed("Only private questions are answered on this page.")
        new = {
            name: value
            for name, value in given.items()
            if value is not None and row.private_answers.get(name) != value
        }
        if AnswerChange.objects.filter(consultation=row, key=key).exists():
            if not new:
                return SavedAnswer(row.version, None)
            key = uuid.uuid4()  # a page sent again with other answers: none of them is lost
        write_private(row, new, by=by, key=key, moment=moment, finished=finished)
        if urgent_questions(catalogue) & new.keys():
            look_for_urgent(row, moment=moment)
        audit.record(
            "answer.saved_in_private",
            actor=by,
            subject=row,
            detail={"count": len(new), "finished": finished},
        )
        return SavedAnswer(row.version, None)


def write_private(
    row: Consultation,
    new: Mapping[str, Any],
    *,
    by: User,
    key: uuid.UUID,
    moment: datetime,
    finished: bool,
) -> None:
    if finished:
        row.private_done_at = moment
    if new:
        row.private_answers = {**row.private_answers, **new}
        row.version += 1
    row.save(update_fields=["private_answers", "version", "private_done_at"])
    AnswerChange.objects.bulk_create(
        AnswerChange(
            consultation=row,
            version=row.version,
            question=name,
            private=True,
            private_value=value,
            set_by=by,
            set_at=moment,
            key=key,
        )
        for name, value in new.items()
    )


@transaction.atomic
def save_note(consultation: Consultation, *, note: str, by: User, seen: str = "") -> Consultation:
    """Anything else the patient said. It goes to the reviewer, and no rule reads it. `seen`: the
    note as the page showed it, or as this page saved it last."""
    row = locked(consultation, by=by)
    check_step(row, "answer")
    if len(note) > 4000:
        raise NotAllowed("Write at most 4000 signs.")
    if row.note != note.strip():
        refuse_stale(seen, {"note": row.note}, {"note": note.strip()})
        row.note = note.strip()
        row.save(update_fields=["note"])
        audit.record("consultation.note_saved", actor=by, subject=row)
    return row
