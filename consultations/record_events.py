"""Which events of the audit trail are about a patient, and which are one person's work.

A record is found by its references: as the subject of an event, or among those that a list showed.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import BooleanField, F, Func, Q, QuerySet

from clinic.models import Event, Site, User
from clinic.models.event import NAMING, REFUSED
from consultations.day_list import span_of
from consultations.models import Consultation, Patient, Task
from consultations.models.consultation_queries import Page, page_of
from consultations.record_words import ACTS, CHANGED, actions_of

NEWEST_FIRST = ("-at", "-id")
LINES = 50
COLUMNS = (
    *("id", "at", "actor_id", "actor__display_name", "actor__username", "actor__role"),
    *("site__name", "action", "subject_type", "subject_id", "detail"),
    *("address", "purpose", "request_id"),
)


@dataclass(frozen=True, slots=True)
class EventRow:
    id: int
    at: datetime
    actor_id: int | None
    actor_name: str | None
    actor_username: str | None
    actor_role: str | None
    site_name: str | None
    action: str
    subject_type: str
    subject_id: str
    detail: dict[str, Any]
    address: str | None
    purpose: str
    request_id: str


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the filters select; nothing given selects everything. Days are the site's own."""

    person: int | None = None
    kind: str = ""
    first: date | None = None
    last: date | None = None


@dataclass(frozen=True, slots=True)
class Names:
    """What events call a patient: the patient's reference, consultations, urgent tasks."""

    patient: str
    consultations: tuple[str, ...]
    tasks: tuple[int, ...]

    @property
    def references(self) -> tuple[str, ...]:
        return (self.patient, *self.consultations)


def names_of(patient: Patient) -> Names:
    consultations = Consultation.objects.filter(patient=patient).order_by("pk")
    tasks = Task.objects.filter(consultation__patient=patient).order_by("pk")
    return Names(
        patient.reference,
        tuple(consultations.values_list("reference", flat=True)),
        tuple(tasks.values_list("pk", flat=True)),
    )


def events_about(names: Names) -> QuerySet[Event]:
    """Every event about this patient, the newest first.

    Their keys are gathered first and for themselves: asked for 50 rows at once, PostgreSQL would
    rather read all events from the newest on until it has met 50.
    """
    found = Event.objects.filter(_as_subject(names) | _on_a_list(names)).order_by().values("pk")
    is_one = Func(
        F("pk"),
        ArraySubquery(found),
        template="(%(expressions)s))",
        arg_joiner=" = ANY(",
        output_field=BooleanField(),
    )
    return Event.objects.filter(is_one).order_by(*NEWEST_FIRST)


def _as_subject(names: Names) -> Q:
    return (
        Q(subject_type="patient", subject_id=names.patient)
        | Q(subject_type="consultation", subject_id__in=names.consultations)
        | Q(subject_type="task", subject_id__in=[str(task) for task in names.tasks])
    )


def _on_a_list(names: Names) -> Q:
    holds: list[dict[str, Any]] = [{"shown": [reference]} for reference in names.references]
    holds += [{"tasks": [task]} for task in names.tasks]
    holds += [{"other": names.patient}, {"told_apart_from": [names.patient]}]
    any_of_them = Q(*(Q(detail__contains=part) for part in holds), _connector=Q.OR)
    return Q(detail__has_any_keys=list(NAMING)) & any_of_them


def events_by(person: User, site: Site) -> QuerySet[Event]:
    """What somebody did at this site, the newest first."""
    return Event.objects.filter(actor=person, site=site).order_by(*NEWEST_FIRST)


def refusals_at(site: Site) -> QuerySet[Event]:
    """Where people of this site were told that there is no such page or record."""
    return Event.objects.filter(site=site, action=REFUSED).order_by(*NEWEST_FIRST)


def first_of(events: QuerySet[Event], count: int) -> list[EventRow]:
    return [EventRow(*row) for row in events.values_list(*COLUMNS)[:count]]


def staff_seen_by(user: User) -> QuerySet[User]:
    """The staff of one's own site, those who have left included."""
    return User.objects.filter(site=user.site_id) if user.site_id else User.objects.none()


def people_in(events: QuerySet[Event]) -> list[tuple[int, str]]:
    """Who appears in these events, by name."""
    people = events.filter(actor__isnull=False).order_by("actor__display_name", "actor_id")
    return list(people.values_list("actor_id", "actor__display_name").distinct())


def only(events: QuerySet[Event], wanted: Wanted, site: Site) -> QuerySet[Event]:
    """Those that the filters select."""
    if wanted.person is not None:
        events = events.filter(actor=wanted.person)
    if wanted.kind == CHANGED:
        others = [action for action, act in ACTS.items() if act.kind != CHANGED]
        events = events.exclude(action__in=others)
    elif wanted.kind:
        events = events.filter(action__in=actions_of(wanted.kind))
    if wanted.first is not None:
        events = events.filter(at__gte=span_of(site, wanted.first)[0])
    if wanted.last is not None:
        events = events.filter(at__lt=span_of(site, wanted.last)[1])
    return events


def page_of_events(
    events: QuerySet[Event], *, after: str | None, before: str | None
) -> Page[EventRow]:
    return page_of(events, EventRow, COLUMNS, after=after, before=before, size=LINES)
