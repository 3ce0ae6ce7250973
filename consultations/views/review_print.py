"""One review as a sheet of the clinic's record: everything unfolded, nothing to press."""

from __future__ import annotations

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from clinic.access import StaffRequest, access
from consultations.days import local_day
from consultations.review_page import review_page
from consultations.views.records import patient_bar
from consultations.views.review import sent_consultation


@access("consultations.review", record="consultation", audit="review.printed")
def print_review(request: StaffRequest, ref: str) -> HttpResponse:
    """To be printed by the browser; the screen shows it as it will be on paper."""
    consultation = sent_consultation(request, ref)
    today = local_day(consultation.site)
    page = review_page(consultation, request.user, today)
    if page is None:
        return HttpResponseRedirect(reverse("consultations:consultation", args=[ref]))
    context = {
        **patient_bar(consultation.patient, today, similar=False),
        "consultation": consultation,
        "page": page,
        "today": today,
        "edition": page.case.risk.edition,
        "printed": True,
    }
    return render(request, "consultations/review/print.html", context)
