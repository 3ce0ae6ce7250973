"""Saving a decision: refused with everything kept, interrupted once, or saved."""

from __future__ import annotations

import hashlib
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from clinic import audit
from clinic.access import StaffRequest, access
from clinic.errors import NotAllowed
from clinic.proving import proved_now
from consultations.actions.review import decide
from consultations.days import local_day
from consultations.decision_terms import ON_HOLD
from consultations.errors import AnswersChanged, KeyReused, LessStrict
from consultations.forms.review import APPROVE_NEXT, LessStrictForm
from consultations.just_saved import remember
from consultations.models import Consultation, Review
from consultations.review_page import Bound, review_page
from consultations.views.records import patient_bar
from consultations.views.review import as_it_is_now, sent_consultation, show_again
from consultations.views.review_list import first_to_decide

# What the interruption adds to a form; all the rest of it is carried along.
STAGE = "stage"
GO_BACK, GO_ON, WITH_REASON = "go_back", "go_on", "with_reason"
OF_THE_INTERRUPTION = (STAGE, "reason_code", "reason_words", "csrfmiddlewaretoken")


@access("consultations.review", methods="POST", record="consultation", fresh=True)
def decide_case(request: StaffRequest, ref: str) -> HttpResponse:
    consultation = sent_consultation(request, ref)
    typed, stage = request.POST, request.POST.get(STAGE, "")
    if stage == GO_BACK:
        return _go_back(request, consultation)
    page = review_page(consultation, request.user, local_day(consultation.site), Bound(typed))
    if page is None:
        return HttpResponseRedirect(reverse("consultations:review", args=[ref]))
    form = page.decision
    if not form.is_bound:
        return _refused(request, consultation, AnswersChanged())
    if not form.is_valid():
        return show_again(request, consultation, Bound(typed), form=form, status=422)
    reason = LessStrictForm(typed) if stage == WITH_REASON else None
    why = reason.cleaned_data if reason is not None and reason.is_valid() else {}
    try:
        review = decide(
            consultation, by=request.user, session=_session(request), **{**form.terms(), **why}
        )
    except LessStrict as refusal:
        return _interrupt(request, consultation, refusal, reason)
    except AnswersChanged as refusal:
        return _refused(request, as_it_is_now(request, consultation), refusal)
    except KeyReused as refusal:
        messages.error(request, f"{refusal.message} {refusal.next_step}")
        return HttpResponseRedirect(reverse("consultations:review", args=[ref]))
    except NotAllowed as refusal:
        return _refused(request, consultation, refusal)
    return _saved(request, consultation, review)


def _session(request: StaffRequest) -> str:
    """Names the session that signed, without being of use to anybody who reads it."""
    return hashlib.sha256((request.session.session_key or "").encode()).hexdigest()


def _refused(
    request: StaffRequest, consultation: Consultation, refusal: NotAllowed
) -> HttpResponse:
    return show_again(request, consultation, Bound(request.POST), refusal=refusal, status=409)


def _go_back(request: StaffRequest, consultation: Consultation) -> HttpResponse:
    """Back to the page with everything as it was, and Hold chosen: that is what was asked for."""
    typed = request.POST.copy()
    for name in OF_THE_INTERRUPTION:
        typed.pop(name, None)
    typed["decision"] = ON_HOLD
    typed.pop("go", None)
    return show_again(request, consultation, Bound(typed), status=200)


def _interrupt(
    request: StaffRequest,
    consultation: Consultation,
    refusal: LessStrict,
    reason: LessStrictForm | None,
) -> HttpResponse:
    """The only interruption: what is still open, back or on; then why it is safe to go on."""
    asked = request.POST.get(STAGE) in (GO_ON, WITH_REASON)
    form = (reason or LessStrictForm()) if asked else None
    context: dict[str, Any] = {
        **patient_bar(consultation.patient, local_day(consultation.site), similar=False),
        "consultation": consultation,
        "less_strict": refusal,
        "kept": [
            (name, value)
            for name, values in request.POST.lists()
            if name not in OF_THE_INTERRUPTION
            for value in values
        ],
        "form": form,
    }
    audit.record("review.interrupted", actor=request.user, subject=consultation)
    status = 422 if form is not None and form.is_bound else 409
    return render(request, "consultations/review/interruption.html", context, status=status)


def _saved(request: StaffRequest, consultation: Consultation, review: Review) -> HttpResponse:
    proved_now(request)  # a working technician is not asked again
    if request.POST.get("go") != APPROVE_NEXT:
        return HttpResponseRedirect(
            reverse("consultations:review_saved", args=[consultation.reference])
        )
    remember(request, review)
    found = first_to_decide(request.user)
    if found is None:
        return HttpResponseRedirect(reverse("consultations:review_list"))
    return HttpResponseRedirect(reverse("consultations:review", args=[found.reference]))
