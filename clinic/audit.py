"""Writes the audit trail: ids and field names, never what a patient answered."""

from __future__ import annotations

from typing import Any

from django.db import connection, models
from django.http import HttpRequest
from psycopg2.extras import Json

from clinic.models.event import Event
from clinic.models.user import User
from clinic.origin import current_address, current_purpose
from clinic.request_id import current_request_id

# Written once, as clinic/fixed_query.py: nearly every request adds a row.
ADD = """
INSERT INTO clinic_event (actor_id, site_id, action, subject_type, subject_id, detail, request_id,
    address, purpose)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s) RETURNING id, at
""".strip()


def record(
    action: str,
    *,
    actor: object,
    subject: models.Model | None = None,
    detail: dict[str, Any] | None = None,
    request: HttpRequest | None = None,
) -> Event:
    """Add one event. The subject is told by its reference where it has one, else by its key.

    `actor` is the person at work, or None for the machine (a stranger counts as nobody).
    `request` is only needed outside of a request's own thread.
    """
    return record_named(action, actor=actor, subject=name_of(subject), detail=detail)


def record_named(
    action: str,
    *,
    actor: object,
    subject: tuple[str, str] = ("", ""),
    detail: dict[str, Any] | None = None,
) -> Event:
    """As `record`, for a subject that is known by kind and id only."""
    person = actor if isinstance(actor, User) else None
    kind, identity = subject
    event = Event(
        actor=person,
        site_id=person.site_id if person else None,
        action=action,
        subject_type=kind,
        subject_id=identity,
        detail=detail or {},
        request_id=current_request_id(),
        address=current_address(),
        purpose=current_purpose(),
    )
    _add(event)
    return event


def _add(event: Event) -> None:
    values: tuple[Any, ...] = (
        *(event.actor_id, event.site_id, event.action, event.subject_type, event.subject_id),
        *(Json(event.detail), event.request_id, event.address, event.purpose),
    )
    with connection.cursor() as cursor:
        cursor.execute(ADD, values)
        event.pk, event.at = cursor.fetchone()
    event._state.adding, event._state.db = False, connection.alias


def noted(action: str, *, actor: User, subject: models.Model, detail: dict[str, Any]) -> bool:
    """Whether this person did so with this record before, as `detail` (or more) says."""
    kind, identity = name_of(subject)
    about = Event.objects.filter(subject_type=kind, subject_id=identity, action=action)
    return about.filter(actor=actor, detail__contains=detail).exists()


def name_of(subject: models.Model | None) -> tuple[str, str]:
    """(kind, id) of a record: ("consultation", "C-7K2M9Q"), ("user", "12")."""
    if subject is None:
        return ("", "")
    return (subject._meta.model_name or "", str(getattr(subject, "reference", None) or subject.pk))
