"""The health questions: the whole grid, one form for pages without script."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBadRequest, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from clinic.access import StaffRequest, access
from clinic.forms.problems import Problem, first_box
from clinic.once import OWN
from consultations.actions.sections import save_answers
from consultations.errors import Conflict
from consultations.forms.answers import AnswersForm
from consultations.grid import Grid
from consultations.history import answers_at, history_of
from consultations.models import Consultation, Status
from consultations.questions import catalogue_of
from consultations.views.questions import (
    REREAD,
    SaveForm,
    boxes_of,
    desk_question,
    draft_of,
    grid_of,
)
from consultations.views.records import consultation_bar, consultation_of

LIMIT = 200  # questions in one form; the catalogue has fewer


@access(
    "consultations.answer",
    record="consultation",
    audit="answers.opened",
    keeps_form=True,
    methods="GET POST",
    once=OWN,
)
def health(request: StaffRequest, ref: str) -> HttpResponse:
    if request.method == "POST":
        return _save_page(request, draft_of(request, ref))
    consultation = consultation_of(request, ref)
    if consultation.status != Status.DRAFT:
        return HttpResponseRedirect(reverse("consultations:consultation", args=[ref]))
    return _page(request, consultation)


def _page(
    request: StaffRequest, consultation: Consultation, sent: AnswersForm | None = None
) -> HttpResponse:
    """The grid. `sent`: a form that came with something to repair, as it was typed."""
    grid = grid_of(consultation)
    boxes = boxes_of(grid.all(), consultation, sent)
    history = history_of(consultation)
    resume = None if sent else grid.resume_at()
    context = {
        **consultation_bar(request, consultation),
        "form": sent,
        "problems": problems_of(grid, sent) if sent else [],
        "grid": grid,
        "boxes": boxes,
        "changed": history.changed,
        "saved_at": history.saved_at,
        "version": consultation.version,
        "key": uuid.uuid4(),
        "resume": resume.key if resume else "",
        "fast_keys": request.user.fast_keys,
        "ask_private": grid.private_asked and not grid.private_done,
    }
    status = 422 if sent else 200
    return render(request, "consultations/desk/health.html", context, status=status)


def problems_of(grid: Grid, form: AnswersForm) -> list[Problem]:
    """What is to repair, told by the number on the screen."""
    return [
        Problem(f"Question {row.number}: {message}", first_box(form[row.key]))
        for row in grid.all()
        if row.key in form.fields
        for message in form[row.key].errors
    ]


def _save_page(request: StaffRequest, consultation: Consultation) -> HttpResponse:
    """Without script: what was changed anywhere is saved, then the part after the one whose button
    was pressed, or the follow-ups that have opened."""
    save = SaveForm(request.POST)
    keys = request.POST.getlist("shown")[:LIMIT]
    if not save.is_valid() or not keys:
        return HttpResponseBadRequest()
    form = AnswersForm([desk_question(consultation, key) for key in keys], request.POST)
    form.is_valid()
    before = grid_of(consultation)
    version: int = save.cleaned_data["version"]
    seen = answers_at(consultation, version)
    saved = save_answers(
        consultation,
        {name: value for name, value in form.answers().items() if value != seen.get(name)},
        seen_version=version,
        key=save.cleaned_data["key"],
        by=request.user,
    )
    consultation.refresh_from_db(fields=REREAD)
    if saved.conflicts:
        return conflict_page(request, consultation, saved.conflicts)
    if form.errors:
        return _page(request, consultation, form)
    return HttpResponseRedirect(_further(request, consultation, before, keys))


def _further(
    request: StaffRequest, consultation: Consultation, before: Grid, keys: Sequence[str]
) -> str:
    """Where the person goes on: new follow-ups, else what is left open, else the next section."""
    grid = grid_of(consultation)
    page = reverse("consultations:health", args=[consultation.reference])
    known = {row.key for row in before.all()}
    opened = [row for row in grid.all() if row.key not in known and not row.answered]
    if opened:
        count = len(opened)
        messages.info(request, f"{count} more question{'s' if count > 1 else ''}.")
        return f"{page}#q-{opened[0].key}"
    pressed = request.POST.get("part", "")
    later = grid.sections[1:]
    for part, following in zip(grid.sections, later, strict=False):
        if part.key == pressed if pressed else {row.key for row in part.all()} & {*keys}:
            return f"{page}#section-{following.key}"
    return f"{page}#go-on"


def conflict_page(
    request: StaffRequest,
    consultation: Consultation,
    conflicts: Sequence[Conflict],
    *,
    unpicked: Sequence[str] = (),
) -> HttpResponse:
    """Two people answered the same question: both values, and one is to be picked."""
    catalogue, grid = catalogue_of(consultation), grid_of(consultation)
    choices: list[dict[str, Any]] = []
    for conflict in conflicts:
        row = grid.row(conflict.question)
        choices.append(
            {
                "question": catalogue.questions[conflict.question],
                "number": row.number if row else "",
                "conflict": conflict,
                "by_me": conflict.theirs_by == request.user,
                "unpicked": conflict.question in unpicked,
            }
        )
    context = {
        **consultation_bar(request, consultation),
        "choices": choices,
        "version": consultation.version,
        "key": uuid.uuid4(),
    }
    return render(request, "consultations/desk/conflict.html", context, status=409)
