"""The patch test's questions are answered by the record, and by nothing beside it."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from clinic.errors import NotAllowed
from clinic.models import User
from consultations.actions.answers import write_answers
from consultations.models import Consultation
from consultations.patch_records import on_record, record_says
from consultations.patch_test import QUESTIONS


def answer_from_record(row: Consultation, *, by: User, moment: datetime) -> bool:
    """Put on file what the patient's patch tests say, under the lock. Whether that is new.

    Each summary begins with this, so that none ever says anything else than the record.
    """
    said = record_says(row)
    new = {key: value for key, value in said.items() if row.answers.get(key) != value}
    if new:
        write_answers(row, new, by=by, key=uuid.uuid4(), moment=moment)
    return bool(new)


def refuse_beside_record(row: Consultation, values: Mapping[str, Any]) -> None:
    """Where a patch test is on file, its questions have no second way to be answered."""
    if values.keys() & set(QUESTIONS) and values.keys() & on_record(row).keys():
        raise NotAllowed(
            "The patch test is on file, so its answers come from there.",
            "Record a reading, or withdraw what is wrong.",
        )
