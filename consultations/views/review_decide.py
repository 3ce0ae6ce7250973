"""Saving a decision: refused with everything kept, interrupted once, or saved."""

from __future__ import annotations

import hashlib
import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from clinic import audit
from clinic.access import StaffRequest, access
from clinic.errors import NotAllowed
from clinic.proving import proved_now, signed_how
from consultations.actions.decisions import rules_named
from consultations.actions.looks_wrong import note_wrong
from consultations.actions.review import decide
from consultations.actions.second_looks import ask_second
from consultations.days import local_day
from consultations.decision_terms import DECLINED, ON_HOLD
from consultations.errors import AnswersChanged, KeyReused, LessStrict, ScreenChanged
from consultations.forms.review import APPROVE_NEXT, LessStrictForm
from consultations.just_saved import remember
from consultations.models import Consultation, Review, SecondLook, Summary
from consultations.review_page import Bound, ReviewPage, review_page
from consultations.screen import differing, screen_of
from consultations.signing import Signature
from consultations.views.records import patient_bar
from consultations.views.review import as_it_is_now, sent_consultation, show_again
from consultations.views.review_list import first_to_decide
from consultations.windows import STOP

# What the interruption adds to a form; all the rest of it is carried along.
STAGE = "stage"
GO_BACK, GO_ON, WITH_REASON = "go_back", "go_on", "with_reason"
OF_THE_INTERRUPTION = (
    *(STAGE, "reason_code", "reason_words", "wrong_rules", "wrong_why"),
    "csrfmiddlewaretoken",
)
INTERRUPTED = "review.interrupted"


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
    screen = screen_of(page)
    changed = differing(typed.get("screen", ""), screen)
    if changed and not _saved_before(form.cleaned_data["key"]):
        return _refused(request, consultation, ScreenChanged(changed))
    reason = LessStrictForm(typed, rules=rules_named(page.case)) if stage == WITH_REASON else None
    try:
        return _decided(request, page, reason, _signature(request, screen))
    except LessStrict as refusal:
        return _interrupt(request, consultation, refusal, reason)
    except AnswersChanged as refusal:
        return _refused(request, as_it_is_now(request, consultation), refusal)
    except KeyReused as refusal:
        messages.error(request, f"{refusal.message} {refusal.next_step}")
        return HttpResponseRedirect(reverse("consultations:review", args=[ref]))
    except NotAllowed as refusal:
        return _refused(request, consultation, refusal)


def _decided(
    request: StaffRequest, page: ReviewPage, reason: LessStrictForm | None, signature: Signature
) -> HttpResponse:
    """Saved; or, where it relaxes a stop, written down for a second person to sign."""
    consultation, form = page.case.consultation, page.decision
    terms = {**form.terms(), "by": request.user, "signature": signature}
    explained = reason is not None and reason.is_valid()
    if reason is not None and explained:
        terms |= reason.reason()
    relaxes = page.case.relaxes(form.cleaned_data["decision"])
    saved = (ask_second if relaxes else decide)(consultation, **terms)
    if reason is not None and explained:
        _note_wrong(request, page.case.summary, reason, form.cleaned_data["key"])
    if isinstance(saved, SecondLook):
        return _asked(request, consultation)
    return _saved(request, consultation, saved)


def _saved_before(key: uuid.UUID) -> bool:
    """A second click on the same form: the page has changed because of the first."""
    return any(kind.objects.filter(created_key=key).exists() for kind in (Review, SecondLook))


def _signature(request: StaffRequest, screen: dict[str, Any]) -> Signature:
    return Signature(_session(request), signed_how(request, request.user), screen)


def _note_wrong(
    request: StaffRequest, summary: Summary, form: LessStrictForm, key: uuid.UUID
) -> None:
    for rule in form.cleaned_data["wrong_rules"]:
        words = form.cleaned_data["wrong_why"]
        note_wrong(summary, rule, words, by=request.user, key=uuid.uuid5(key, rule))


def _asked(request: StaffRequest, consultation: Consultation) -> HttpResponse:
    proved_now(request)
    if consultation.site.one_person:
        messages.success(request, "Written down. Sign it again here in 24 hours.")
    else:
        messages.success(request, "Written down. A colleague has to look at it and sign too.")
    page = reverse("consultations:review", args=[consultation.reference])
    return HttpResponseRedirect(f"{page}#second-look")


def _session(request: StaffRequest) -> str:
    """Names the session that signed, without being of use to anybody who reads it."""
    return hashlib.sha256((request.session.session_key or "").encode()).hexdigest()


def _refused(
    request: StaffRequest, consultation: Consultation, refusal: NotAllowed
) -> HttpResponse:
    return show_again(request, consultation, Bound(request.POST), refusal=refusal, status=409)


def _go_back(request: StaffRequest, consultation: Consultation) -> HttpResponse:
    """Back to the page with everything as it was, and what the rules point to chosen."""
    typed = request.POST.copy()
    for name in OF_THE_INTERRUPTION:
        typed.pop(name, None)
    summary = consultation.summary
    typed["decision"] = DECLINED if summary and summary.level == STOP else ON_HOLD
    typed.pop("go", None)
    return show_again(request, consultation, Bound(typed), status=200)


def _interrupt(
    request: StaffRequest,
    consultation: Consultation,
    refusal: LessStrict,
    reason: LessStrictForm | None,
) -> HttpResponse:
    """The only interruption: what is still open, back or on; then why it is safe to go on.

    What is open is shown to a person once for each summary; after that the reason is asked at once.
    """
    asked = request.POST.get(STAGE) in (GO_ON, WITH_REASON) or _interrupted(request, consultation)
    typed = request.POST if reason is not None else None
    form = LessStrictForm(typed, rules=refusal.rules) if asked else None
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
    audit.record(
        INTERRUPTED,
        actor=request.user,
        subject=consultation,
        detail={"summary": consultation.summary_id},
    )
    status = 422 if form is not None and form.is_bound else 409
    return render(request, "consultations/review/interruption.html", context, status=status)


def _interrupted(request: StaffRequest, consultation: Consultation) -> bool:
    """Whether this person was shown what is open on this version of the answers before."""
    about = {"summary": consultation.summary_id}
    return audit.noted(INTERRUPTED, actor=request.user, subject=consultation, detail=about)


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
