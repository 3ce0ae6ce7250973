"""Raw SQL as the web role could send it, past the application."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from consultations.models import Consultation, Review
from consultations.models.guards_booking import REFUSED_BY_GATE
from tests.consultations.world import World

INSERT = """
INSERT INTO consultations_booking
    (consultation_id, review_id, technician_id, room_id, day, starts_at, ends_at, status,
     booked_by_id, booked_at, created_key, cancelled_reason)
VALUES (%(consultation)s, %(review)s, %(technician)s, %(room)s, %(day)s, %(starts)s, %(ends)s,
        %(status)s, %(by)s, now(), %(key)s, '')
"""


def sql(statement: str, params: Any = None) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, params)


def insert(world: World, consultation: Consultation, days: int = 30, **fields: Any) -> None:
    """Book by raw SQL, under the newest review there is."""
    review = Review.objects.filter(consultation=consultation).order_by("-pk").first()
    values = {
        "consultation": consultation.pk,
        "review": review.pk if review else None,
        "technician": world.technician.pk,
        "room": world.room.pk,
        "day": world.day(days),
        "starts": world.at(days, 9),
        "ends": world.at(days, 12),
        "status": "booked",
        "by": world.desk.pk,
        "key": uuid.uuid4(),
        **fields,
    }
    sql(INSERT, values)


def refused(error: pytest.ExceptionInfo[IntegrityError]) -> str:
    """The gate's own code."""
    cause = error.value.__cause__
    assert getattr(cause, "pgcode", None) == REFUSED_BY_GATE
    return str(cause.diag.message_detail)  # type: ignore[union-attr]


def refusal(world: World, consultation: Consultation, days: int = 30, **fields: Any) -> str:
    with pytest.raises(IntegrityError) as error:
        insert(world, consultation, days, **fields)
    return refused(error)
