"""The technicians' home: what cannot wait, then who is to be decided, the longest wait first."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone

from clinic import words
from clinic.access import StaffRequest, access, concerns
from clinic.errors import NotAllowed
from clinic.models import User
from consultations.actions.tasks import finish_task
from consultations.days import local_day
from consultations.forms.steps import TaskDoneForm
from consultations.just_saved import just_saved
from consultations.models import Review, Task, Treatment
from consultations.models import review_list as lists
from consultations.models.consultation_queries import ReviewRow
from consultations.models.review_list import DECIDED, HOLDS, TO_DECIDE, WAITING, Filters
from consultations.review_list_page import (
    WHEN,
    Moment,
    address_of,
    filters_of,
    lines_of,
    tabs_of,
)


class TaskLine(NamedTuple):
    """A task, where it leads, and its form once it came with something to repair."""

    task: Task
    url: str
    done_url: str
    form: TaskDoneForm | None


@access("consultations.review", audit="review_list.opened")
def to_decide(request: StaffRequest) -> HttpResponse:
    """Sent, or on hold until a day that has come: soonest planned day, then longest wait."""
    return _list(request, TO_DECIDE)


@access("consultations.review", audit="review_list.opened")
def waiting(request: StaffRequest) -> HttpResponse:
    """On hold, asked again or set aside, until something arrives or a later day comes."""
    return _list(request, WAITING)


@access("consultations.review", audit="review_list.opened")
def holds(request: StaffRequest) -> HttpResponse:
    """On hold until a day that has come or comes within a week."""
    return _list(request, HOLDS)


@access("consultations.review", audit="review_list.opened")
def decided(request: StaffRequest) -> HttpResponse:
    """Approved or declined, the newest decision first."""
    return _list(request, DECIDED)


def first_to_decide(user: User) -> ReviewRow | None:
    return lists.first_to_decide(user, today_of(user), timezone.now())


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
    at = Moment(request.user, today_of(request.user), timezone.now())
    wanted = filters_of(request.GET, which)
    page = lists.page_of_list(
        *(at.user, which, at.today, wanted),
        after=request.GET.get("after"),
        before=request.GET.get("before"),
    )
    tasks, counted = lists.open_tasks(at.user), lists.counts(at.user, at.today)
    shown = [row.reference for row in page.rows]
    concerns(request, None, shown=shown, tasks=[task.pk for task in tasks])
    context = {
        "which": which,
        "tabs": tabs_of(which, counted),
        "when": WHEN[which],
        "lines": lines_of(page, which, at),
        "tasks": _task_lines(tasks, wrong),
        "previous_url": address_of(which, wanted, before=page.previous) if page.previous else "",
        "next_url": address_of(which, wanted, after=page.next) if page.next else "",
        "all_url": address_of(which, Filters()),
        "wanted": wanted,
        "narrowed": wanted != Filters(),
        "levels": [(key, level.name) for key, level in words.LEVELS.items()],
        "treatments": Treatment.choices,
        "second_looks": counted.second_looks,
        "second_url": address_of(TO_DECIDE, Filters(second=True)),
        "today": at.today,
        "just_saved": just_saved(request),
        "newest": None if page.rows else _newest_review(at.user),
        "refusal": refusal,
        "form": wrong[1] if wrong else None,
    }
    return render(request, "consultations/review/list.html", context, status=status)


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
        return _list(request, TO_DECIDE, wrong=(pk, form), status=422)
    try:
        finish_task(task, note=form.cleaned_data["note"], by=request.user)
    except NotAllowed as refusal:
        return _list(request, TO_DECIDE, refusal=refusal, status=409)
    messages.success(request, f"Done: {task.words}.")
    return HttpResponseRedirect(reverse("consultations:review_list"))
