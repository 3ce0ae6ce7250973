"""One case: the page that a technician decides on, and the page after saving."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone

from clinic import audit
from clinic.access import StaffRequest, access, concerns
from clinic.errors import NotAllowed
from consultations.actions.review_locks import go_on, open_case
from consultations.days import local_day
from consultations.just_saved import just_saved
from consultations.models import Consultation
from consultations.models.consultation import ConsultationQuerySet
from consultations.outgoing import to_patient
from consultations.past_decisions import past_decisions
from consultations.questions import catalogue_of
from consultations.review_page import Bound, review_page
from consultations.screen import digests, screen_of
from consultations.views.records import is_similar, patient_bar
from consultations.views.review_list import first_to_decide


def _cases(request: StaffRequest) -> ConsultationQuerySet:
    """Consultations with what a review reads, their newest summary included."""
    found = Consultation.objects.visible_to(request.user)
    return found.select_related("patient", "site", "edition", "summary").defer("edition__canonical")


def sent_consultation(request: StaffRequest, ref: str) -> Consultation:
    consultation: Consultation = get_object_or_404(_cases(request), reference=ref)
    concerns(request, consultation, **private_shown(consultation))
    if request.method == "POST":
        go_on(consultation, by=request.user)
    return consultation


def private_shown(consultation: Consultation) -> dict[str, bool]:
    """For the audit trail: whether what was answered in private is among what is shown."""
    return {"private": True} if consultation.private_answers else {}


def as_it_is_now(request: StaffRequest, consultation: Consultation) -> Consultation:
    """Read again, after somebody else changed it while this request was on its way."""
    return _cases(request).get(pk=consultation.pk)


@access("consultations.review", record="consultation", audit="review.opened")
def review(request: StaffRequest, ref: str) -> HttpResponse:
    """Facts first, then what is not known, then the decision, with nothing preselected."""
    consultation = sent_consultation(request, ref)
    open_case(consultation, by=request.user)
    return show(request, consultation)


def show_again(
    request: StaffRequest,
    consultation: Consultation,
    bound: Bound,
    *,
    form: Any = None,
    refusal: NotAllowed | None = None,
    status: int,
) -> HttpResponse:
    """The page after a refusal, with everything that was typed. It shows answers: it is logged."""
    audit.record(
        "review.opened",
        actor=request.user,
        subject=consultation,
        detail=private_shown(consultation),
    )
    return show(request, consultation, bound, form=form, refusal=refusal, status=status)


def show(
    request: StaffRequest,
    consultation: Consultation,
    bound: Bound | None = None,
    *,
    form: Any = None,
    refusal: NotAllowed | None = None,
    status: int = 200,
) -> HttpResponse:
    today = local_day(consultation.site)
    page = review_page(consultation, request.user, today, bound)
    if page is None:
        return HttpResponseRedirect(
            reverse("consultations:consultation", args=[consultation.reference])
        )
    context = {
        **patient_bar(
            consultation.patient, today, similar=is_similar(request, consultation.patient)
        ),
        "consultation": consultation,
        "page": page,
        "today": today,
        "form": form,
        "refusal": refusal,
        "edition": page.case.risk.edition,
        "screen": digests(screen_of(page)),
        "just_saved": just_saved(request),
    }
    return render(request, "consultations/review/review.html", context, status=status)


@access("consultations.review", record="consultation", audit="review.opened")
def saved(request: StaffRequest, ref: str) -> HttpResponse:
    """What was decided, in words, and the way to the next one."""
    consultation = sent_consultation(request, ref)
    decisions = past_decisions(consultation, consultation.review_id)
    if not decisions:
        return HttpResponseRedirect(reverse("consultations:review", args=[ref]))
    today = local_day(consultation.site)
    entries = catalogue_of(consultation).contraindications
    decision = decisions[0].review
    names = dict.fromkeys(
        entries[finding[0]].name for finding in decision.accepted_findings if finding[0] in entries
    )
    context = {
        **patient_bar(consultation.patient, today, similar=False),
        "consultation": consultation,
        "decision": decision,
        "accepted": list(names),
        "next": first_to_decide(request.user),
        "sent": to_patient(consultation, timezone.now()),
    }
    return render(request, "consultations/review/saved.html", context)
