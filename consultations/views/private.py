"""The private questions: the screen is turned, the patient answers by hand, nothing comes back.

Write-only. The page always begins empty, and no answer to a request depends on what was answered
in private, but for whether the patient is through with it.
"""

from __future__ import annotations

import uuid
from typing import Any

from django.http import HttpResponse, HttpResponseBadRequest, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters

from clinic.access import StaffRequest, access
from clinic.once import OWN
from consultations.actions.intake import save_private_answers
from consultations.days import local_day
from consultations.forms.answers import AnswersForm
from consultations.models import Consultation
from consultations.private_page import PrivateRow, left_open, private_rows
from consultations.questions import catalogue_of
from consultations.views.questions import SaveForm, draft_of


@access(
    "consultations.answer",
    record="consultation",
    audit="private.opened",
    methods="GET POST",
    once=OWN,
)
@sensitive_post_parameters()
def private(request: StaffRequest, ref: str) -> HttpResponse:
    consultation = draft_of(request, ref)
    if request.method == "POST":
        return _save(request, consultation)
    done = consultation.private_done_at is not None
    if done and "again" not in request.GET:
        context = {"consultation": consultation}
        return render(request, "consultations/desk/private_done.html", context)
    rows = _rows(consultation)
    form = AnswersForm([row.question for row in rows], in_person=True)
    page: dict[str, Any] = {
        "consultation": consultation,
        "rows": [(row, form[row.key]) for row in rows],
        "key": uuid.uuid4(),
        "version": consultation.version,
        "more": "more" in request.GET,
        "again": done,
        "action": request.path,
    }
    return render(request, "consultations/desk/private.html", page)


def _rows(consultation: Consultation) -> tuple[PrivateRow, ...]:
    return private_rows(
        catalogue_of(consultation),
        consultation.answers,
        local_day(consultation.site),
        consultation.planned_date,
    )


def _save(request: StaffRequest, consultation: Consultation) -> HttpResponse:
    """Keep what can be read. What is left open asks once more, without saying what it is."""
    save = SaveForm(request.POST)
    if not save.is_valid():
        return HttpResponseBadRequest()
    here = reverse("consultations:private", args=[consultation.reference])
    rows = _rows(consultation)
    form = AnswersForm([row.question for row in rows], request.POST, in_person=True)
    readable = form.is_valid()
    values = {key: value for key, value in form.answers().items() if value is not None}
    given = {**consultation.private_answers, **values}
    finished = readable and ("leave" in request.POST or not left_open(rows, given))
    save_private_answers(
        consultation, values, key=save.cleaned_data["key"], by=request.user, finished=finished
    )
    return HttpResponseRedirect(here if finished else f"{here}?more=1&again=1")
