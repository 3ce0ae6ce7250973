"""What a technician's home asks each time it is opened: each query is written once a process."""

from __future__ import annotations

from datetime import date
from typing import Any, cast

from clinic.fixed_query import FixedQuery, Given
from clinic.models import User
from consultations.models.consultation import Consultation, ConsultationQuerySet
from consultations.models.consultation_queries import (
    PAGE,
    REVIEW_COLUMNS,
    SOONEST_FIRST,
    Page,
    ReviewRow,
    first_page,
)
from consultations.models.patient_queries import REVIEWERS, site_cared_for
from consultations.models.task import Task

MOST_COUNTED = 99
MOST_TASKS = 20
_TASK_COLUMNS = (  # the rest of three wide tables stays where it is, all answers among it
    *("words", "created_at", "answer_changed_at", "consultation__reference"),
    *(f"consultation__patient__{name}" for name in ("first_name", "last_name", "birth_date")),
)


def _to_decide() -> ConsultationQuerySet:
    at_site = Consultation.objects.filter(site_id=Given("site"))
    return at_site.to_decide(cast(date, Given("today")))


_FIRST: FixedQuery[tuple[Any, ...]] = FixedQuery(
    lambda: _to_decide().values_list(*REVIEW_COLUMNS, *SOONEST_FIRST)[: PAGE + 1]
)
_COUNTED = FixedQuery(lambda: _to_decide().order_by().values_list("pk")[:MOST_COUNTED])
_TASKS = FixedQuery(
    lambda: (
        Task.objects.filter(consultation__site_id=Given("site"))
        .open()
        .select_related("consultation__patient")
        .only(*_TASK_COLUMNS)[:MOST_TASKS]
    )
)


def first_page_to_decide(user: User, today: date) -> Page[ReviewRow]:
    """The first page of `Consultation.objects.visible_to(user).to_decide(today)`."""
    found = _FIRST.rows(site=site_cared_for(user), today=today)
    return first_page(found, ReviewRow, len(REVIEW_COLUMNS), PAGE)


def count_to_decide(user: User, today: date) -> int:
    """How many wait for a decision. It stops counting at 99, so that no backlog slows a page."""
    return len(_COUNTED.rows(site=site_cared_for(user), today=today))


def open_tasks(user: User) -> list[Task]:
    """What cannot wait, the longest waiting first: the first of the tasks visible to the person."""
    reviews = user.role in REVIEWERS
    return _TASKS.rows(site=site_cared_for(user) if reviews else None)
