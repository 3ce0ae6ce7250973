"""Finding people, adding them once, and each person's own page."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from clinic import audit
from clinic.access import StaffRequest, access, concerns
from clinic.errors import NotAllowed
from clinic.once import nothing
from clinic.stale import Stale
from consultations.actions.patients import add_patient, correct_patient
from consultations.days import local_day
from consultations.errors import Alike
from consultations.forms.intake import StartForm
from consultations.forms.patients import CorrectForm, FindForm, PatientForm
from consultations.models import Consultation, Patient, Status
from consultations.models.patient_queries import PatientMatch
from consultations.views.desk import standing_of
from consultations.views.records import patient_bar, patient_of, site_of


def _matches(request: StaffRequest, text: str) -> list[PatientMatch]:
    today = local_day(site_of(request.user))
    matches = Patient.objects.visible_to(request.user).find(text, today)
    concerns(request, None, shown=[match.reference for match in matches])
    return matches


def _today(request: StaffRequest) -> dict[str, object]:
    return {"today": local_day(site_of(request.user))}


@access(
    "patients.find",
    audit="patients.found",
    methods="GET POST",
    once=nothing("A search saves nothing."),
)
def find(request: StaffRequest) -> HttpResponse:
    """The search as a page of its own. Searches are posted: no name stands in an address."""
    form = FindForm(request.POST if request.method == "POST" else None)
    typed = form.cleaned_data["q"].strip() if form.is_bound and form.is_valid() else ""
    context = {
        "find_form": form,
        "typed": typed,
        "matches": _matches(request, typed) if typed else [],
        "searched": request.method == "POST",
        **_today(request),
    }
    return render(request, "consultations/desk/find.html", context)


@access(
    "patients.find", audit="patients.found", methods="POST", once=nothing("A search saves nothing.")
)
def find_rows(request: StaffRequest) -> HttpResponse:
    """The rows that the search box lists while one types."""
    typed = str(request.POST.get("q", ""))[:80]
    context = {"matches": _matches(request, typed), "typed": typed, **_today(request)}
    return render(request, "consultations/desk/_find_rows.html", context)


@access("patients.find", keeps_form=True, methods="GET POST")
def add(request: StaffRequest) -> HttpResponse:
    """Add a person. From the search comes a post that holds only what was typed there."""
    typed = str(request.POST.get("q", ""))[:80]
    if "key" not in request.POST:
        form = PatientForm.empty(typed, local_day(site_of(request.user)))
        return render(request, "consultations/desk/patient_add.html", {"form": form})
    form = PatientForm(request.POST)
    if not form.is_valid():
        return render(request, "consultations/desk/patient_add.html", {"form": form}, status=422)
    try:
        patient = add_patient(
            request.user,
            key=form.cleaned_data["key"],
            told_apart_from=request.POST.getlist("told_apart_from"),
            **form.details(),
        )
    except Alike as alike:
        shown = [each.match.reference for each in alike.candidates]
        audit.record("patients.compared", actor=request.user, detail={"shown": shown})
        return _same_person(request, form, alike)
    except NotAllowed as refusal:
        context = {"form": form, "refusal": refusal}
        return render(request, "consultations/desk/patient_add.html", context, status=409)
    messages.success(request, f"{patient.full_name} is added.")
    return HttpResponseRedirect(reverse("consultations:patient", args=[patient.reference]))


def _same_person(request: StaffRequest, form: PatientForm, alike: Alike) -> HttpResponse:
    """“Is this the same person?” What was typed beside what is on file; nothing is preselected."""
    context = {
        "typed": form.cleaned_data,
        "sent": [(name, request.POST.get(name, "")) for name in form.boxes()],
        "candidates": alike.candidates,
    }
    return render(request, "consultations/desk/same_person.html", {**context, **_today(request)})


@access("patients.find", record="patient", audit="patient.opened")
def patient(request: StaffRequest, ref: str) -> HttpResponse:
    """Who it is, what was started before, and the way to a new consultation."""
    found, similar = patient_of(request, ref)
    today = local_day(found.site)
    consultations = list(
        Consultation.objects.visible_to(request.user).filter(patient=found).desk_rows(size=50).rows
    )
    context = {
        **patient_bar(found, today, similar=similar),
        "consultations": [
            {"row": row, "standing": standing_of(row, today)} for row in consultations
        ],
        "draft": next((row for row in consultations if row.status == Status.DRAFT), None),
        "start_form": StartForm.empty(today),
        "today": today,
    }
    return render(request, "consultations/desk/patient.html", context)


@access(
    "patients.find", record="patient", audit="patient.opened", keeps_form=True, methods="GET POST"
)
def correct(request: StaffRequest, ref: str) -> HttpResponse:
    """Correct what was written down wrongly."""
    found, similar = patient_of(request, ref)
    form = CorrectForm(request.POST) if request.method == "POST" else CorrectForm.of(found)
    context = {**patient_bar(found, local_day(found.site), similar=similar), "form": form}
    if request.method == "POST" and form.is_valid():
        try:
            correct_patient(found, by=request.user, **form.details())
        except Stale as stale:
            form.meet(stale)
            return render(request, "consultations/desk/patient_correct.html", context, status=409)
        except NotAllowed as refusal:
            context["refusal"] = refusal
            return render(request, "consultations/desk/patient_correct.html", context, status=409)
        messages.success(request, "The record is corrected.")
        return HttpResponseRedirect(reverse("consultations:patient", args=[found.reference]))
    status = 422 if form.is_bound else 200
    return render(request, "consultations/desk/patient_correct.html", context, status=status)
