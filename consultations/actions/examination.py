"""The technician's examination, the patch test included."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from clinic import audit
from clinic.errors import NotAllowed
from clinic.models import User
from consultations.actions.answers import (
    changes_since,
    refuse_conflicts,
    was_saved,
    write_answers,
)
from consultations.actions.ground import locked, moment_of, once
from consultations.actions.patch_answers import refuse_beside_record
from consultations.actions.summaries import make_summary
from consultations.days import local_day
from consultations.models import Consultation, Status, Summary
from consultations.questions import EXAMINATION, catalogue_of, normal


def answer_examination(
    consultation: Consultation,
    answers: Mapping[str, Any],
    *,
    seen_version: int,
    key: uuid.UUID,
    by: User,
    now: datetime | None = None,
) -> Summary | None:
    """Save the examination and make the summary anew with it; the older reviews lapse.

    None while the answers of the desk were not sent yet. The same examination saved again on the
    same day changes nothing; on a later day it confirms the answers for that day. Raises
    `Conflict` if a colleague answered one of these questions otherwise meanwhile, `AnswerErrors`.
    """
    moment = moment_of(now)
    with once("answer_change_key"):
        row = locked(consultation, by=by, reviewers=True)
        catalogue = catalogue_of(row)
        today = local_day(row.site, moment)
        values = normal(catalogue, answers, today)
        if any(catalogue.questions[name].stage != EXAMINATION for name in values):
            raise NotAllowed("Only the questions of the examination are answered here.")
        refuse_beside_record(row, values)
        changes = changes_since(row, seen_version)
        if was_saved(changes, key, values, by):
            return row.summary
        refuse_conflicts(changes, values)
        new = {name: value for name, value in values.items() if row.answers.get(name) != value}
        if new:
            write_answers(row, new, by=by, key=key, moment=moment)
        audit.record(
            "examination.answered", actor=by, subject=row, detail={"questions": sorted(new)}
        )
        if row.status == Status.DRAFT:
            return None
        if not new and row.consultation_date == today:
            return row.summary
        return make_summary(
            row, cause=Summary.Cause.EXAMINATION, by=by, moment=moment, confirmed=True
        )
