"""Silent trials: a rule of the draft counted for some days, and shown to no patient."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from clinic.access import StaffRequest, access, may
from clinic.errors import NotAllowed
from consultations.forms.trials import TrialForm
from consultations.impact_page import Between, live_and_draft
from consultations.trials import trial_with, trials_lately
from consultations.views.impact import FOLDER
from sideeffects.actions.trials import start_trial, stop_trial
from sideeffects.desk.trial_catalogue import rules_to_try


@access("catalogue.check")
def trials(request: StaffRequest) -> HttpResponse:
    between = live_and_draft()
    if between is None:
        return render(request, "sideeffects/no_edition.html")
    chosen = {"rule": request.GET["rule"]} if "rule" in request.GET else {}
    form = TrialForm(initial=chosen, rules=rules_to_try(between.live, between.draft))
    return _page(request, between, form)


@access("catalogue.edit", methods="POST")
def start(request: StaffRequest) -> HttpResponse:
    between = live_and_draft()
    if between is None:
        return HttpResponseRedirect(_address())
    form = TrialForm(request.POST, rules=rules_to_try(between.live, between.draft))
    if not form.is_valid():
        return _page(request, between, form, status=422)
    rule, days = form.cleaned_data["rule"], form.cleaned_data["days"]
    try:
        start_trial(rule, days=days, by=request.user)
    except NotAllowed as refusal:
        return _page(request, between, form, refusal=refusal, status=409)
    messages.success(request, "The rule is on trial. Nobody sees it but you and the clinic lead.")
    return HttpResponseRedirect(_address())


@access("catalogue.edit", methods="POST", record="trial")
def stop(request: StaffRequest, pk: int) -> HttpResponse:
    trial = trial_with(pk)
    if trial is None:
        raise Http404
    stop_trial(trial, by=request.user)
    messages.success(request, "The trial has ended. Its counts stay here for a while.")
    return HttpResponseRedirect(_address())


def _page(
    request: StaffRequest,
    between: Between,
    form: TrialForm,
    *,
    refusal: NotAllowed | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {
        "live": between.edition,
        "form": form,
        "refusal": refusal,
        "may_edit": may(request.user, "catalogue.edit"),
        "trials": trials_lately(),
    }
    return render(request, f"{FOLDER}/trials.html", context, status=status)


def _address() -> str:
    return reverse("consultations:trials")
