"""The technicians' home: what cannot wait, then who is to be decided, the longest wait first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from clinic.access import StaffRequest, access, concerns
from clinic.errors import NotAllowed
from clinic.models import User
from clinic.navigation import Link
from consultations.actions.tasks import finish_task
from consultations.days import local_day
from consultations.forms.steps import TaskDoneForm
from consultations.models import Consultation, Review, Task
from consultations.models.consultation_queries import Page, ReviewRow
from consultations.models.review_list import first_page_to_decide, open_tasks
from consultations.waiting_words import hold_ended, how_long, waits_for

LISTS = {
    "to_decide": ("To decide", "consultations:review_list"),
    "waiting": ("Waiting", "consultations:review_waiting"),
    "decided": ("Decided", "consultations:review_decided"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the list with its address, and its time in words."""

    row: ReviewRow
    url: str
    waited: str
    hold_ended: str
    waits_for: str


@access("consultations.review", audit="review_list.opened")
@require_safe
def to_decide(request: StaffRequest) -> HttpResponse:
    """Sent, or on hold until a day that has come: soonest planned day, then longest wait."""
    return _list(request, "to_decide")


@access("consultations.review", audit="review_list.opened")
@require_safe
def waiting(request: StaffRequest) -> HttpResponse:
    """On hold until something arrives or a later day comes."""
    return _list(request, "waiting")


@access("consultations.review", audit="review_list.opened")
@require_safe
def decided(request: StaffRequest) -> HttpResponse:
    """Approved or declined, the newest decision first."""
    return _list(request, "decided")


@access("consultations.review")
@require_safe
def next_one(request: StaffRequest) -> HttpResponse:
    """The first of the list, whatever page one is on."""
    found = first_to_decide(request.user)
    if found is None:
        return HttpResponseRedirect(reverse("consultations:review_list"))
    return HttpResponseRedirect(reverse("consultations:review", args=[found.reference]))


def first_to_decide(user: User) -> ReviewRow | None:
    today = today_of(user)
    rows = Consultation.objects.visible_to(user).to_decide(today).rows(size=1).rows
    return rows[0] if rows else None


def today_of(user: User) -> date:
    """The day it is where this person works."""
    return local_day(user.site) if user.site else timezone.localdate()


def _list(
    request: StaffRequest,
    which: str,
    wrong: tuple[int, TaskDoneForm] | None = None,
    refusal: NotAllowed | None = None,
    status: int = 200,
) -> HttpResponse:
    user, today = request.user, today_of(request.user)
    page = _page(request, which, today)
    tasks = open_tasks(user)
    shown = [row.reference for row in page.rows]
    concerns(request, None, shown=shown, tasks=[task.pk for task in tasks])
    here = reverse(LISTS[which][1])
    now = timezone.now()
    context = {
        "which": which,
        "tabs": [
            Link(label, reverse(name), here=key == which) for key, (label, name) in LISTS.items()
        ],
        "lines": _lines(page, today, now),
        "tasks": [(task, _task_form(task, wrong)) for task in tasks],
        "previous_url": f"{here}?before={page.previous}" if page.previous else "",
        "next_url": f"{here}?after={page.next}" if page.next else "",
        "today": today,
        "newest": None if page.rows else _newest_review(user),
        "refusal": refusal,
        "form": wrong[1] if wrong else None,
    }
    return render(request, "consultations/review/list.html", context, status=status)


def _page(request: StaffRequest, which: str, today: date) -> Page[ReviewRow]:
    after, before = request.GET.get("after"), request.GET.get("before")
    if which == "to_decide" and not after and not before:
        return first_page_to_decide(request.user, today)
    found = Consultation.objects.visible_to(request.user)
    match which:
        case "to_decide":
            found = found.to_decide(today)
        case "waiting":
            found = found.waiting(today)
        case _:
            found = found.decided()
    return found.rows(after=after, before=before)


def _lines(page: Page[ReviewRow], today: date, now: datetime) -> list[Line]:
    """The address is looked up once for all rows; 25 times would be a tenth of the page's cost."""
    address = reverse("consultations:review", args=["REFERENCE"])
    return [
        Line(
            row,
            url=address.replace("REFERENCE", row.reference),
            waited=how_long(row.waiting_since, now),
            hold_ended=hold_ended(row.status, row.decide_from, today),
            waits_for=waits_for(row.decide_from, today),
        )
        for row in page.rows
    ]


def _task_form(task: Task, wrong: tuple[int, TaskDoneForm] | None) -> TaskDoneForm:
    if wrong and wrong[0] == task.pk:
        return wrong[1]
    return TaskDoneForm(auto_id=f"task_{task.pk}_%s")


def _newest_review(user: User) -> Review | None:
    """Asked for only where a list is empty: "Last one saved 10:52 by Sam."."""
    if user.site is None:
        return None
    found = Review.objects.filter(consultation__site=user.site)
    return found.select_related("decided_by").order_by("-pk").first()


@access("consultations.review", record="task")
@require_POST
def task_done(request: StaffRequest, pk: int) -> HttpResponse:
    """Something that could not wait was done, and what."""
    task = get_object_or_404(Task.objects.visible_to(request.user), pk=pk)
    form = TaskDoneForm(request.POST, auto_id=f"task_{pk}_%s")
    if not form.is_valid():
        return _list(request, "to_decide", wrong=(pk, form), status=422)
    try:
        finish_task(task, note=form.cleaned_data["note"], by=request.user)
    except NotAllowed as refusal:
        return _list(request, "to_decide", refusal=refusal, status=409)
    messages.success(request, f"Done: {task.words}.")
    return HttpResponseRedirect(reverse("consultations:review_list"))
