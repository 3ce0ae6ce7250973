"""Tasks that cannot wait for the review."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from clinic import audit
from clinic.errors import NotAllowed
from clinic.models import User
from consultations.actions.ground import check_person, filled, moment_of
from consultations.days import local_day
from consultations.models import Consultation, Task
from consultations.questions import catalogue_of
from consultations.urgent import urgent_in
from sideeffects.risk import NOT_ASSESSED, RiskSummary, assess


def look_for_urgent(consultation: Consultation, *, moment: datetime) -> None:
    """Assess the answers as they now are; called under the lock, in the same transaction."""
    risk = assess(
        catalogue_of(consultation),
        consultation.all_answers,
        consultation_date=local_day(consultation.site, moment),
        treatment_date=consultation.planned_date,
        stages=("consultation",),
    )
    keep_tasks(consultation, risk, moment=moment)


def keep_tasks(consultation: Consultation, risk: RiskSummary, *, moment: datetime) -> None:
    """One open task for each urgent finding; where the finding went away the task says so.

    A finding whose task was done makes no second one, unless its answer had changed in between.
    """
    if risk.level == NOT_ASSESSED:
        return  # nobody knows; the summary blocks and says so
    found = {urgent.key: urgent for urgent in urgent_in(risk)}
    settled: set[str] = set()
    for task in Task.objects.filter(consultation=consultation).order_by("pk"):
        still = task.finding_key in found
        if task.done_at is None or (still and task.answer_changed_at is None):
            settled.add(task.finding_key)
        if still is (task.answer_changed_at is None):
            continue
        if not still or task.done_at is None:
            task.answer_changed_at = None if still else moment
            task.save(update_fields=["answer_changed_at"])
    for key, urgent in found.items():
        if key not in settled:
            task = Task.objects.create(
                consultation=consultation,
                action=urgent.action,
                finding_key=key,
                words=urgent.words,
                created_at=moment,
            )
            audit.record("task.made", actor=None, subject=consultation, detail={"task": task.pk})


@transaction.atomic
def finish_task(task: Task, *, note: str, by: User, now: datetime | None = None) -> Task:
    """A technician did it, and writes down what was done. A second click changes nothing."""
    tasks = Task.objects.select_for_update(of=("self",)).select_related("consultation")
    row = tasks.get(pk=task.pk)
    check_person(by, site_id=row.consultation.site_id, reviewers=True)
    note = filled(note, "Write what was done.", longest=2000)
    if row.done_at is not None:
        if row.note == note:
            return row
        raise NotAllowed("A colleague has done this task already.")
    row.done_at, row.done_by, row.note = moment_of(now), by, note
    row.save(update_fields=["done_at", "done_by", "note"])
    audit.record("task.done", actor=by, subject=row.consultation, detail={"task": row.pk})
    return row
