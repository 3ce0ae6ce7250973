"""A draft replayed over very many consultations: begun, watched, stopped."""

from __future__ import annotations

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from clinic.access import StaffRequest, access
from consultations import impact_page
from consultations.actions.impact import start_run, stop_run
from consultations.forms.impact import StartForm
from consultations.models import ImpactRun
from consultations.views.impact import FOLDER, case_page


@access("catalogue.check", methods="POST")
def start(request: StaffRequest) -> HttpResponse:
    form, between = StartForm(request.POST), impact_page.live_and_draft()
    if between is None or not form.is_valid():
        return HttpResponseRedirect(reverse("consultations:impact"))
    begun = start_run(between.draft, by=request.user, key=form.cleaned_data["key"])
    return HttpResponseRedirect(_address(begun))


@access("catalogue.check", record="impact run")
def run(request: StaffRequest, pk: int) -> HttpResponse:
    """How far it is. With script the page asks again each second; without, by a link."""
    part = "_impact_run" if request.htmx else "impact_run"
    return render(request, f"{FOLDER}/{part}.html", impact_page.run_context(_found(pk)))


@access("catalogue.check", methods="POST", record="impact run")
def stop(request: StaffRequest, pk: int) -> HttpResponse:
    stopped = stop_run(_found(pk), by=request.user)
    return HttpResponseRedirect(_address(stopped))


@access("catalogue.check", record="impact run", audit="impact.case_opened")
def case(request: StaffRequest, pk: int, place: int) -> HttpResponse:
    """One of the cases that a run kept."""
    found = _found(pk)
    if place >= len(found.changed):
        raise Http404
    past = found.changed[place]["case"]
    return case_page(request, past, impact_page.between_of(found), found)


def _found(pk: int) -> ImpactRun:
    found = impact_page.run_with(pk)
    if found is None:
        raise Http404
    return found


def _address(run: ImpactRun) -> str:
    return reverse("consultations:impact_run", args=[run.pk])
