"""Agreement figures: the lead sees rules and reviewers, the manager rules alone."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from clinic.access import StaffRequest, access, may
from clinic.navigation import Link
from consultations.agreement import WINDOWS
from consultations.agreement_page import figures_page, window_of
from sideeffects.actions.publishing import readable_draft
from sideeffects.models import Edition


@access("agreement.read")
def figures(request: StaffRequest) -> HttpResponse:
    live = Edition.objects.newest()
    if live is None:
        return render(request, "sideeffects/no_edition.html")
    days = window_of(request.GET.get("days", ""))
    reviews = may(request.user, "consultations.review")
    page = figures_page(
        live.catalogue,
        readable_draft(),
        days=days,
        site=request.user.site_id if reviews else None,
        now=timezone.now(),
    )
    context = {
        "page": page,
        "windows": [Link(f"{each} days", f"?days={each}", here=each == days) for each in WINDOWS],
        "may_edit": may(request.user, "catalogue.edit"),
    }
    return render(request, "consultations/review/figures.html", context)
