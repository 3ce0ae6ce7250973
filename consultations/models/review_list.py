"""What a technician's home asks each time it is opened: each query is written once a process."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, cast

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, Func, IntegerField, OuterRef, Q

from clinic.fixed_query import FixedQuery, Given
from clinic.models import Site, User
from consultations.models.consultation import SOON, Consultation, ConsultationQuerySet
from consultations.models.consultation_queries import (
    PAGE,
    REVIEW_COLUMNS,
    SOONEST_FIRST,
    Page,
    ReviewRow,
    first_page,
    page_of,
)
from consultations.models.hold import Clarification
from consultations.models.patient_queries import REVIEWERS, site_cared_for
from consultations.models.review_facts import LIST_COLUMNS, ListRow, with_facts
from consultations.models.review_work import LOCK_LASTS, ReviewLock, SetAside
from consultations.models.second_look import SecondLook
from consultations.models.status import Status
from consultations.models.task import Task

TO_DECIDE, WAITING, HOLDS, DECIDED = "to_decide", "waiting", "holds", "decided"
MOST_COUNTED = 99
MOST_TASKS = 20
_TASK_COLUMNS = (  # the rest of three wide tables stays where it is, all answers among it
    *("words", "created_at", "answer_changed_at", "consultation__reference"),
    *(f"consultation__patient__{name}" for name in ("first_name", "last_name", "birth_date")),
)


@dataclass(frozen=True, slots=True)
class Filters:
    """What a list is narrowed by. `mine`: what this person has open, put off or decided."""

    level: str = ""
    treatment: str = ""
    mine: bool = False
    ended: bool = False
    second: bool = False


@dataclass(frozen=True, slots=True)
class Counts:
    """As far as they are counted: to 99, so that no backlog slows a page."""

    to_decide: int
    waiting: int
    holds: int
    second_looks: int


def _at_site() -> ConsultationQuerySet:
    return Consultation.objects.filter(site_id=Given("site"))


_TODAY = cast(date, Given("today"))
_WEEK = cast(date, Given("week"))
_FIRST: FixedQuery[tuple[Any, ...]] = FixedQuery(
    lambda: with_facts(_at_site().to_decide(_TODAY)).values_list(*LIST_COLUMNS, *SOONEST_FIRST)[
        : PAGE + 1
    ]
)
_COUNTED = FixedQuery(
    lambda: _at_site().to_decide(_TODAY).order_by().values_list("pk")[:MOST_COUNTED]
)
_TASKS = FixedQuery(
    lambda: (
        Task.objects.filter(consultation__site_id=Given("site"))
        .open()
        .select_related("consultation__patient")
        .only(*_TASK_COLUMNS)[:MOST_TASKS]
    )
)


def _number(found: Any) -> Func:
    """How many rows, counted to 99."""
    keys = ArraySubquery(found.order_by().values("pk")[:MOST_COUNTED])
    return Func(keys, function="cardinality", output_field=IntegerField())


def _second_looks() -> Any:
    of_newest = Exists(_at_site().filter(summary=OuterRef("summary")).order_by())
    return SecondLook.objects.filter(of_newest, verdict="").exclude(asked_by=Given("person"))


def _ending() -> ConsultationQuerySet:
    return _at_site().filter(
        status=Status.ON_HOLD, decide_from__isnull=False, decide_from__lte=_WEEK
    )


_COUNTS = FixedQuery(
    lambda: Site.objects.filter(pk=Given("site")).values_list(
        _number(_at_site().to_decide(_TODAY)),
        _number(_at_site().waiting(_TODAY)),
        _number(_ending()),
        _number(_second_looks()),
    )
)


def first_page_to_decide(user: User, today: date) -> Page[ListRow]:
    """The first page of `Consultation.objects.visible_to(user).to_decide(today)`."""
    found = _FIRST.rows(site=site_cared_for(user), today=today)
    return first_page(found, ListRow, len(LIST_COLUMNS), PAGE)


def page_of_list(
    user: User, which: str, today: date, wanted: Filters, *, after: str | None, before: str | None
) -> Page[ListRow]:
    """One page of a tab, narrowed. What is decided has no facts beside it."""
    if which == TO_DECIDE and wanted == Filters() and not after and not before:
        return first_page_to_decide(user, today)
    found = _narrowed(_tab(user, which, today), which, wanted, user, today)
    if which == DECIDED:
        return page_of(found, ListRow, REVIEW_COLUMNS, after=after, before=before, size=PAGE)
    return page_of(with_facts(found), ListRow, LIST_COLUMNS, after=after, before=before, size=PAGE)


def _tab(user: User, which: str, today: date) -> ConsultationQuerySet:
    mine = Consultation.objects.visible_to(user)
    match which:
        case "to_decide":
            return mine.to_decide(today)
        case "waiting":
            return mine.waiting(today)
        case "holds":
            return mine.holds_ending(today)
        case _:
            return mine.decided()


def _narrowed(
    found: ConsultationQuerySet, which: str, wanted: Filters, user: User, today: date
) -> ConsultationQuerySet:
    if which == TO_DECIDE and wanted != Filters():
        found = found.still_open()  # as the indexes of levels and treatments say it
    if wanted.level:
        found = found.filter(points_to=wanted.level)
    if wanted.treatment:
        found = found.filter(treatment=wanted.treatment)
    if wanted.ended:
        found = found.filter(status=Status.ON_HOLD, decide_from__lte=today)
    if wanted.second:
        found = found.filter(summary__in=SecondLook.objects.filter(verdict="").values("summary"))
    return _of_person(found, which, user) if wanted.mine else found


def _of_person(found: ConsultationQuerySet, which: str, user: User) -> ConsultationQuerySet:
    decided = Q(review__decided_by=user)
    if which == DECIDED:
        return found.filter(decided)
    held = decided & Q(status=Status.ON_HOLD)
    aside = SetAside.objects.filter(consultation=OuterRef("pk"), set_by=user)
    asked = Clarification.objects.filter(consultation=OuterRef("pk"), asked_by=user)
    return found.filter(
        held | Q(review_lock__held_by=user) | Exists(aside) | Exists(asked.order_by())
    )


def count_to_decide(user: User, today: date) -> int:
    """How many wait for a decision. It stops counting at 99, so that no backlog slows a page."""
    kept: Counts | None = vars(user).get("counts_shown")
    if kept is not None:
        return kept.to_decide
    return len(_COUNTED.rows(site=site_cared_for(user), today=today))


def counts(user: User, today: date) -> Counts:
    """Of every tab, in one statement. `user` keeps them, for the menu of the same page."""
    given = {"today": today, "week": today + SOON, "person": user.pk}
    row = _COUNTS.first(site=site_cared_for(user), **given)
    found = Counts(*row) if row else Counts(0, 0, 0, 0)
    vars(user)["counts_shown"] = found
    return found


def first_to_decide(user: User, today: date, moment: datetime) -> ReviewRow | None:
    """The first that nobody else has open, without taking it."""
    found = Consultation.objects.visible_to(user).to_decide(today)
    return next(iter(free_for(found, user, moment).rows(size=1).rows), None)


def free_for(found: ConsultationQuerySet, user: User, moment: datetime) -> ConsultationQuerySet:
    """Those that nobody else has open."""
    held = ReviewLock.objects.filter(consultation=OuterRef("pk"), seen_at__gt=moment - LOCK_LASTS)
    return found.exclude(Exists(held.exclude(held_by=user)))


def open_tasks(user: User) -> list[Task]:
    """What cannot wait, the longest waiting first: the first of the tasks visible to the person."""
    reviews = user.role in REVIEWERS
    return _TASKS.rows(site=site_cared_for(user) if reviews else None)
