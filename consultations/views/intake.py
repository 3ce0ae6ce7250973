"""Starting a consultation: which treatment, and when."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from clinic.access import StaffRequest, access
from clinic.stale import Stale
from consultations.actions.intake import change_plan
from consultations.actions.intake import start as start_consultation
from consultations.ages import birthday_of_consent
from consultations.days import local_day
from consultations.forms.intake import FURTHEST, ChangePlanForm, PlanForm, StartForm
from consultations.models import Patient, Status
from consultations.views.records import (
    consultation_bar,
    consultation_of,
    patient_bar,
    patient_of,
)
from sideeffects.models import Edition
from sideeffects.risk import Catalogue


@access(
    "consultations.answer",
    record="patient",
    audit="patient.opened",
    keeps_form=True,
    methods="GET POST",
)
def start(request: StaffRequest, ref: str) -> HttpResponse:
    patient, similar = patient_of(request, ref)
    today = local_day(patient.site)
    context: dict[str, Any] = {
        **patient_bar(patient, today, similar=similar),
        "today": today,
        "back_url": reverse("consultations:patient", args=[patient.reference]),
    }
    if request.method != "POST":
        context["form"] = StartForm.empty(today)
        return render(request, "consultations/desk/start.html", context)
    form = StartForm(request.POST, today=today)
    if not form.is_valid():
        return render(
            request, "consultations/desk/start.html", {**context, "form": form}, status=422
        )
    under_age = _under_age(Edition.objects.live().catalogue, patient, form, context)
    if under_age:
        return render(request, "consultations/desk/under_age.html", under_age)
    consultation = start_consultation(patient, by=request.user, **form.cleaned_data)
    return HttpResponseRedirect(reverse("consultations:health", args=[consultation.reference]))


def _under_age(
    catalogue: Catalogue, patient: Patient, form: PlanForm, context: dict[str, Any]
) -> dict[str, Any] | None:
    """What the page for somebody too young needs. Judged on the planned day; it is no error."""
    limit = birthday_of_consent(catalogue, patient.birth_date)
    planned = form.cleaned_data["planned_date"]
    if limit is None or planned >= limit[1]:
        return None
    return {
        **context,
        "age_then": patient.age_on(planned),
        "planned": planned,
        "limit": limit[0],
        "birthday": limit[1],
        "within_reach": limit[1] <= form.today + FURTHEST,
    }


@access(
    "consultations.answer",
    record="consultation",
    audit="consultation.opened",
    keeps_form=True,
    methods="GET POST",
)
def plan(request: StaffRequest, ref: str) -> HttpResponse:
    """Another treatment or another day. Once sent, a technician looks at it again."""
    consultation = consultation_of(request, ref)
    here = reverse("consultations:consultation", args=[ref])
    today = local_day(consultation.site)
    context = {**consultation_bar(request, consultation), "back_url": here}
    form = ChangePlanForm.of(consultation, today, request.POST or None)
    context |= {"form": form, "is_draft": consultation.status == Status.DRAFT}
    if not form.is_valid():
        status = 422 if form.is_bound else 200
        return render(request, "consultations/desk/plan.html", context, status=status)
    under_age = _under_age(consultation.edition.catalogue, consultation.patient, form, context)
    if under_age:
        return render(request, "consultations/desk/under_age.html", under_age)
    wanted = {name: form.cleaned_data[name] for name in ("treatment", "planned_date", "seen")}
    try:
        change_plan(consultation, by=request.user, **wanted)
    except Stale as stale:
        form.meet(stale)
        return render(request, "consultations/desk/plan.html", context, status=409)
    return HttpResponseRedirect(here)
