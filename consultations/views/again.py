"""The desk asks again: only the questions a technician named, and the private ones by hand."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBadRequest, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters

from clinic.access import StaffRequest, access
from clinic.errors import NotAllowed
from clinic.once import OWN
from consultations.actions.clarifications import (
    answer_again,
    answer_again_in_private,
    private_done,
    private_rows_of,
    rows_of,
)
from consultations.actions.holds import it_is_here
from consultations.actions.waiting import open_clarification
from consultations.answer_words import in_words
from consultations.errors import Conflict
from consultations.forms.again import AgainForm
from consultations.forms.answers import AnswersForm
from consultations.models import Clarification, Consultation, Status
from consultations.private_page import left_open
from consultations.questions import catalogue_of, day_of
from consultations.views.questions import SaveForm
from consultations.views.records import consultation_bar, consultation_of
from sideeffects.risk import AnswerErrors


def _overview(consultation: Consultation) -> HttpResponse:
    return HttpResponseRedirect(
        reverse("consultations:consultation", args=[consultation.reference])
    )


@access(
    "consultations.answer",
    record="consultation",
    audit="answers.opened",
    keeps_form=True,
    methods="GET POST",
    once=OWN,
)
def again(request: StaffRequest, ref: str) -> HttpResponse:
    """Nothing else of what is on file is shown, and of private questions only that there are."""
    consultation = consultation_of(request, ref)
    if request.method == "POST":
        return _save(request, consultation)
    asked = open_clarification(consultation)
    if asked is None or consultation.status not in (Status.SUBMITTED, Status.ON_HOLD):
        return _overview(consultation)
    return _page(request, consultation, asked, _form(consultation, asked))


def _form(consultation: Consultation, asked: Clarification, data: Any = None) -> AgainForm:
    private = bool(private_rows_of(consultation, asked))
    return AgainForm(
        catalogue_of(consultation),
        consultation.all_answers,
        rows_of(consultation, asked),
        data,
        first={"version": consultation.version, "asked": asked.pk},
        days=(day_of(consultation), consultation.planned_date),
        own_words=asked.own_words,
        private_open=private and not private_done(consultation, asked),
    )


def _page(
    request: StaffRequest,
    consultation: Consultation,
    asked: Clarification,
    form: AgainForm,
    *,
    refusal: NotAllowed | None = None,
    status: int = 200,
) -> HttpResponse:
    private = bool(private_rows_of(consultation, asked))
    context = {
        **consultation_bar(request, consultation),
        "asked": asked,
        "form": form,
        "refusal": refusal,
        "private": private,
        "private_done": private and private_done(consultation, asked),
    }
    return render(request, "consultations/desk/again.html", context, status=status)


def _save(request: StaffRequest, consultation: Consultation) -> HttpResponse:
    sent = request.POST.get(f"{AgainForm.prefix}-asked", "")
    number = int(sent) if sent.isdecimal() and len(sent) < 10 else 0
    asked = consultation.clarifications.filter(pk=number).first()
    if asked is None:
        messages.error(request, "Nothing is asked of this patient again.")
        return _overview(consultation)
    form = _form(consultation, asked, request.POST)
    if not form.is_valid():
        return _page(request, consultation, asked, form, status=422)
    given = form.cleaned_data
    try:
        answer_again(
            consultation,
            form.answers(),
            asked=asked.pk,
            reply=given.get("reply", ""),
            technician_asks=given.get("technician_asks", False),
            seen_version=given["version"],
            key=given["key"],
            by=request.user,
        )
    except Conflict as conflict:
        return _changed_meanwhile(request, consultation, asked, conflict)
    except AnswerErrors as wrong:
        for error in wrong.errors:
            form.add_error(error.key if error.key in form.fields else None, error.reason)
        return _page(request, consultation, asked, form, status=422)
    except NotAllowed as refusal:
        return _page(request, consultation, asked, form, refusal=refusal, status=409)
    messages.success(request, "The answers are saved. A technician looks at them next.")
    return _overview(consultation)


def _changed_meanwhile(
    request: StaffRequest, consultation: Consultation, asked: Clarification, conflict: Conflict
) -> HttpResponse:
    """Both values beside the question; the form now is about what is on file."""
    fresh = consultation_of(request, consultation.reference)
    typed = request.POST.copy()
    typed[f"{AgainForm.prefix}-version"] = str(fresh.version)
    form = _form(fresh, asked, typed)
    question = catalogue_of(fresh).questions[conflict.question]
    yours = in_words(question, conflict.yours) or "no answer"
    theirs = in_words(question, conflict.theirs) or "no answer"
    who, at = conflict.theirs_by.get_short_name(), timezone.localtime(conflict.at)
    form.add_error(
        conflict.question if conflict.question in form.fields else None,
        f"{who} changed this at {at:%H:%M} while you were here. "
        f"Yours: {yours}. {who}’s: {theirs}. Pick one",
    )
    return _page(request, fresh, asked, form, status=409)


@access(
    "consultations.answer",
    record="consultation",
    audit="private.opened",
    methods="GET POST",
    once=OWN,
)
@sensitive_post_parameters()
def again_in_private(request: StaffRequest, ref: str) -> HttpResponse:
    """Like the private page, for those that are asked again. It always begins empty."""
    consultation = consultation_of(request, ref)
    asked = open_clarification(consultation)
    rows = private_rows_of(consultation, asked) if asked else ()
    if asked is None or not rows or consultation.status == Status.DRAFT:
        return _overview(consultation)
    if request.method == "POST":
        return _save_private(request, consultation, asked)
    if private_done(consultation, asked) and "again" not in request.GET:
        return render(request, "consultations/desk/again_done.html", {"consultation": consultation})
    form = AnswersForm([row.question for row in rows], in_person=True)
    page = {
        "consultation": consultation,
        "rows": [(row, form[row.key]) for row in rows],
        "key": uuid.uuid4(),
        "version": consultation.version,
        "more": "more" in request.GET,
        "again": True,
        "action": request.path,
    }
    return render(request, "consultations/desk/private.html", page)


def _save_private(
    request: StaffRequest, consultation: Consultation, asked: Clarification
) -> HttpResponse:
    """Keep what can be read. What is left open asks once more, without saying what it is."""
    save = SaveForm(request.POST)
    if not save.is_valid():
        return HttpResponseBadRequest()
    rows = private_rows_of(consultation, asked)
    form = AnswersForm([row.question for row in rows], request.POST, in_person=True)
    readable = form.is_valid()
    values = {key: value for key, value in form.answers().items() if value is not None}
    given = {**consultation.private_answers, **values}
    finished = readable and ("leave" in request.POST or not left_open(rows, given))
    answer_again_in_private(
        consultation,
        values,
        asked=asked.pk,
        key=save.cleaned_data["key"],
        by=request.user,
        finished=finished,
    )
    return HttpResponseRedirect(request.path if finished else f"{request.path}?more=1&again=1")


@access("consultations.answer", record="consultation", methods="POST")
def here(request: StaffRequest, ref: str) -> HttpResponse:
    """Something that a technician named in words of their own has come."""
    consultation = consultation_of(request, ref)
    sent = request.POST.get("hold", "")
    number = int(sent) if sent.isdecimal() and len(sent) < 10 else 0
    it_is_here(consultation, number, by=request.user)
    messages.success(request, "Noted. A technician looks at it next.")
    return _overview(consultation)
