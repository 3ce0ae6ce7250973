"""The indexes that keep each list of consultations fast however many there are.

A list's order stands behind what it is narrowed by; `decide_from` last, so that rows whose day
has not come are left out before their row is read.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from consultations.models.status import APPROVING, DECIDED, OPEN, Status

_SOONEST = ("planned_date", "waiting_since", "id")
_NEWEST = ("-decided_at", "-id")
_OPEN = Q(status__in=sorted(OPEN))
_FINISHED = Q(status__in=sorted(DECIDED - {Status.ON_HOLD}))


def _index(name: str, *fields: str, condition: Q) -> models.Index:
    return models.Index(fields=["site", *fields], condition=condition, name=f"consultation_{name}")


LIST_INDEXES: list[models.Index] = [
    models.Index(fields=["patient", "-started_at"], name="consultation_of_patient"),
    _index("to_be_decided", *_SOONEST, "decide_from", condition=Q(decide_from__isnull=False)),
    _index("open", *_SOONEST, "decide_from", condition=_OPEN),
    _index("open_level", "points_to", *_SOONEST, "decide_from", condition=_OPEN),
    _index("open_treatment", "treatment", *_SOONEST, "decide_from", condition=_OPEN),
    _index(
        "hold_ends",
        *("decide_from", "id"),
        condition=Q(status=Status.ON_HOLD, decide_from__isnull=False),
    ),
    _index("decided", *_NEWEST, condition=_FINISHED),
    _index("decided_level", "points_to", *_NEWEST, condition=_FINISHED),
    _index("decided_treatment", "treatment", *_NEWEST, condition=_FINISHED),
    _index("draft", "-started_at", "-id", condition=Q(status=Status.DRAFT)),
    _index("bookable", "planned_date", "id", condition=Q(status__in=sorted(APPROVING))),
]
