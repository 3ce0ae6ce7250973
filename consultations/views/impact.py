"""If the draft had been live: past consultations and open bookings, counted and compared."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from clinic.access import StaffRequest, access, concerns
from consultations import impact_page
from consultations.actions.impact import MANY
from consultations.forms.impact import LastForm
from consultations.impact import CHOICES, impact_of
from consultations.impact_case import shown_case
from consultations.impact_page import Between
from consultations.models import ImpactRun
from consultations.past_cases import case_of, count_of_cases
from sideeffects.desk.overview import problems_of

FOLDER = "consultations/catalogue"


@access("catalogue.check")
def impact(request: StaffRequest) -> HttpResponse:
    """The newest so many at once."""
    between = impact_page.live_and_draft()
    if between is None:
        return render(request, "sideeffects/no_edition.html")
    last = LastForm(request.GET).wanted()
    there_are = count_of_cases()
    context: dict[str, Any] = {
        "live": between.edition,
        "same": between.same,
        "last": last,
        "tabs": _choices(last),
        "problems": len(problems_of(between.draft)),
        "there_are": there_are,
        "most": min(there_are, MANY),
        "may_run": there_are > max(CHOICES) and not between.same,
        "key": uuid.uuid4(),
        "runs": impact_page.runs_lately(),
    }
    if there_are and not between.same:
        found = impact_of(between.live, between.draft, last=last)
        context |= impact_page.impact_context(found, between)
    return render(request, f"{FOLDER}/impact.html", context)


def _choices(last: int) -> list[dict[str, Any]]:
    here = reverse("consultations:impact")
    return [
        {"label": f"Last {count:,}", "url": f"{here}?last={count}", "here": count == last}
        for count in CHOICES
    ]


@access("catalogue.check", record="past case", audit="impact.case_opened")
def case(request: StaffRequest, link: str) -> HttpResponse:
    """One past case: both summaries side by side, without anything that tells whose it is."""
    pk, between = impact_page.case_behind(link), impact_page.live_and_draft()
    if pk is None or between is None:
        raise Http404
    return case_page(request, pk, between)


def case_page(
    request: StaffRequest, pk: int, between: Between, run: ImpactRun | None = None
) -> HttpResponse:
    consultation, past = impact_page.consultation_behind(pk), case_of(pk)
    if consultation is None or past is None:
        raise Http404
    concerns(request, consultation)
    context = {
        "shown": shown_case(past, between.live, between.draft),
        "live": between.edition,
        "run": run,
    }
    return render(request, f"{FOLDER}/impact_case.html", context)
