"""The technicians' home: what cannot wait, then who is to be decided, the longest wait first."""

from __future__ import annotations

from datetime import date, datetime
from typing import NamedTuple, TypedDict

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone

from clinic import words
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

WHEN = {"to_decide": "Waiting", "waiting": "On hold", "decided": "Decided"}
DECISIONS = {"declined": "Declined", "approved_with_conditions": "Approved with conditions"}
LISTS = {
    "to_decide": ("To decide", "consultations:review_list"),
    "waiting": ("Waiting", "consultations:review_waiting"),
    "decided": ("Decided", "consultations:review_decided"),
}


class Line(TypedDict):
    """A row of the list in words. A mapping, since templates read 25 of them: of an object each
    value costs them an exception first. Of `waited`, `waits_for` and `decision` one is said."""

    url: str
    name: str
    birth_date: date
    planned_date: date
    level: str | None
    could_be: str
    because: str | None
    waited: str
    hold_ended: str
    waits_for: str
    decision: str
    decided_at: datetime | None


class TaskLine(NamedTuple):
    """A task, where it leads, and its form once it came with something to repair."""

    task: Task
    url: str
    done_url: str
    form: TaskDoneForm | None


@access("consultations.review", audit="review_list.opened")
def to_decide(request: StaffRequest) -> HttpResponse:
    """Sent, or on hold until a day that has come: soonest planned day, then longest wait."""
    return _list(request, "to_decide")


@access("consultations.review", audit="review_list.opened")
def waiting(request: StaffRequest) -> HttpResponse:
    """On hold until something arrives or a later day comes."""
    return _list(request, "waiting")


@access("consultations.review", audit="review_list.opened")
def decided(request: StaffRequest) -> HttpResponse:
    """Approved or declined, the newest decision first."""
    return _list(request, "decided")


@access("consultations.review")
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
        "when": WHEN[which],
        "lines": _lines(page, which, today, now),
        "tasks": _task_lines(tasks, wrong),
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


def _lines(page: Page[ReviewRow], which: str, today: date, now: datetime) -> list[Line]:
    """The address is looked up once for all rows; 25 times would be a tenth of the page's cost."""
    address = reverse("consultations:review", args=["REFERENCE"])
    return [
        Line(
            url=address.replace("REFERENCE", row.reference),
            name=row.list_name,
            birth_date=row.birth_date,
            planned_date=row.planned_date,
            level=row.level,
            could_be=_could_be(row),
            because=row.because,
            waited=how_long(row.waiting_since, now) if which == "to_decide" else "",
            hold_ended=hold_ended(row.status, row.decide_from, today)
            if which == "to_decide"
            else "",
            waits_for=waits_for(row.decide_from, today) if which == "waiting" else "",
            decision=DECISIONS.get(row.status, "Approved"),
            decided_at=row.decided_at,
        )
        for row in page.rows
    ]


def _could_be(row: ReviewRow) -> str:
    """The level it may still become, in words, where that is another one."""
    if row.could_be is None or row.level in (row.could_be, "not_assessed"):
        return ""
    return words.LEVELS[row.could_be].name


def _task_lines(tasks: list[Task], wrong: tuple[int, TaskDoneForm] | None) -> list[TaskLine]:
    address = reverse("consultations:review", args=["REFERENCE"])
    return [
        TaskLine(
            task,
            url=address.replace("REFERENCE", task.consultation.reference),
            done_url=reverse("consultations:task_done", args=[task.pk]),
            form=wrong[1] if wrong and wrong[0] == task.pk else None,
        )
        for task in tasks
    ]


def _newest_review(user: User) -> Review | None:
    """Asked for only where a list is empty: "Last one saved 10:52 by Sam."."""
    if user.site is None:
        return None
    found = Review.objects.filter(consultation__site=user.site)
    return found.select_related("decided_by").order_by("-pk").first()


@access("consultations.review", record="task", methods="POST")
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
