"""A sample patient from a past case: chosen among the newest, made without anything identifying."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from clinic.access import StaffRequest, access
from consultations.actions.past_case import make_sample
from consultations.impact_case import PRIVATE, private_makers, summary_under
from consultations.impact_page import case_behind, link_of
from consultations.past_cases import case_of, newest_cases
from sideeffects.actions.publishing import readable_draft
from sideeffects.desk.addresses import edit_address
from sideeffects.risk import Catalogue, PastCase

OFFERED = 20


@dataclass(frozen=True, slots=True)
class Offered:
    """A past case to choose: what the draft finds, and nothing about whose it is."""

    link: str
    level: str
    names: tuple[str, ...]


@access("catalogue.edit")
def past_cases(request: StaffRequest) -> HttpResponse:
    draft = readable_draft()
    offered = [_offered(case, draft) for case in newest_cases(OFFERED)]
    return render(request, "consultations/catalogue/past_cases.html", {"offered": offered})


def _offered(case: PastCase, draft: Catalogue) -> Offered:
    summary, private = summary_under(draft, case), private_makers(draft)
    names = (
        PRIVATE if {finding.rule, finding.because[0][0]} & private else finding.name
        for finding in summary.findings
    )
    return Offered(link_of(case.ref), summary.level, tuple(dict.fromkeys(names)))


@access("catalogue.edit", methods="POST", record="past case")
def make(request: StaffRequest, link: str) -> HttpResponse:
    pk = case_behind(link)
    case = case_of(pk) if pk is not None else None
    if case is None:
        raise Http404
    row, differs = make_sample(case, by=request.user)
    messages.success(request, "Made a sample patient of it. Give it a name and look it through.")
    for words in differs:
        messages.info(request, words)
    return HttpResponseRedirect(edit_address("samples", row.key))
