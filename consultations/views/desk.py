"""The front desk's day: find somebody, what is to do, who comes today."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from clinic.access import StaffRequest, access, concerns
from clinic.models import User
from consultations.days import local_day
from consultations.desk_waiting import desk_waiting
from consultations.forms.patients import FindForm
from consultations.models import Booking, Consultation, Status
from consultations.models.consultation import ConsultationQuerySet
from consultations.models.consultation_queries import DeskRow
from consultations.progress import Progress, progress_of
from consultations.standing_words import StandingWords, standing_words
from consultations.views.records import site_of
from sideeffects.models import Edition

MOST_COUNTED = 99
OF_PROGRESS = ("answers", "private_answers", "private_done_at", "planned_date", "edition")


@dataclass(frozen=True, slots=True)
class ToDo:
    """One kind of work: `one` and `many` stand behind its count, `title` over its list."""

    kind: str
    one: str
    many: str
    title: str
    lead: str
    find: Callable[[User, date], ConsultationQuerySet]


def _visible(user: User) -> ConsultationQuerySet:
    return Consultation.objects.visible_to(user)


TO_DO = (
    ToDo(
        "forms",
        "form to finish",
        "forms to finish",
        "Forms to finish",
        "Started and not yet sent. Each goes on where it stopped.",
        lambda user, _: _visible(user).drafts(),
    ),
    ToDo(
        "waiting",
        "person to hear from",
        "people to hear from",
        "Waiting for something",
        "Something has to come or to be asked before a technician goes on. Each page says what.",
        lambda user, _: _visible(user).desk_waits_for(),
    ),
    ToDo(
        "ready",
        "person ready to book",
        "people ready to book",
        "People ready to book",
        "Approved, with no treatment booked, or one on hold. The soonest planned day comes first.",
        lambda user, today: _visible(user).bookable(today),
    ),
    ToDo(
        "holds-ended",
        "hold ended",
        "holds ended",
        "Holds that ended",
        "The day has come. A technician looks at each of them again.",
        lambda user, today: _visible(user).holds_ended(today),
    ),
    ToDo(
        "held-bookings",
        "booking on hold",
        "bookings on hold",
        "Bookings on hold",
        "Something changed after they were booked. They keep their time, and nobody is treated "
        "in it before a technician has decided again.",
        lambda user, today: _visible(user).with_held_booking(today),
    ),
)


@access("desk.use", audit="desk.opened")
def today(request: StaffRequest) -> HttpResponse:
    day = local_day(site_of(request.user))
    bookings = list(Booking.objects.visible_to(request.user).on_day(day))
    waiting = desk_waiting(request.user, day)
    shown = [booking.consultation.reference for booking in bookings]
    shown += [line.reference for line in waiting if line.reference not in shown]
    concerns(request, None, shown=shown)
    context = {
        "today": day,
        "find_form": FindForm(),
        "to_do": [entry for entry in (_count(part, request.user, day) for part in TO_DO) if entry],
        "waiting": waiting,
        "bookings": [
            {"booking": booking, "standing": standing_of(booking.consultation, day)}
            for booking in bookings
        ],
    }
    return render(request, "consultations/desk/today.html", context)


def _count(part: ToDo, user: User, day: date) -> dict[str, Any] | None:
    """The count as a link; nothing where there is nothing to do."""
    count = part.find(user, day)[: MOST_COUNTED + 1].count()
    if not count:
        return None
    return {
        "count": count if count <= MOST_COUNTED else f"{MOST_COUNTED}+",
        "words": part.one if count == 1 else part.many,
        "url": reverse("consultations:desk_list", args=[part.kind]),
    }


@access("desk.use", audit="desk.opened")
def to_do(request: StaffRequest, kind: str) -> HttpResponse:
    """One kind of work as a list, page by page."""
    part = next((part for part in TO_DO if part.kind == kind), None)
    if part is None:
        raise Http404
    day = local_day(site_of(request.user))
    page = part.find(request.user, day).desk_rows(after=request.GET.get("after"))
    concerns(request, None, shown=[row.reference for row in page.rows])
    here = reverse("consultations:desk_list", args=[kind])
    progress = _progress(request.user, page.rows, day)
    context = {
        "part": part,
        "rows": [
            {"row": row, "standing": standing_of(row, day), "progress": progress.get(row.id)}
            for row in page.rows
        ],
        "next_url": f"{here}?after={page.next}" if page.next else "",
        "first_url": here if request.GET.get("after") else "",
        "today": day,
    }
    return render(request, "consultations/desk/to_do.html", context)


def _progress(user: User, rows: Iterable[DeskRow], day: date) -> dict[int, Progress]:
    """How far each form is, by the consultation's id: one statement where there are drafts."""
    drafts = [row.id for row in rows if row.status == Status.DRAFT]
    if not drafts:
        return {}
    found: dict[int, Progress] = {}
    for draft in _visible(user).filter(pk__in=drafts).only(*OF_PROGRESS):
        draft.edition = Edition.objects.known(draft.edition_id)
        found[draft.pk] = progress_of(draft, day)
    return found


def standing_of(row: Any, day: date) -> StandingWords:
    """`row`: a consultation, or one of a list."""
    return standing_words(
        row.status,
        today=day,
        corrected=row.waiting_since is not None,
        decide_from=row.decide_from,
    )
