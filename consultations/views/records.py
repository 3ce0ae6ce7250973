"""The records a page of the desk is about, by their reference, and the bar that names them."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import Http404
from django.shortcuts import get_object_or_404

from clinic.access import StaffRequest, concerns
from clinic.models import Site, User
from consultations.days import local_day
from consultations.models import Consultation, Patient
from consultations.models.consultation_by_reference import visible_consultation
from sideeffects.models import Edition


def site_of(user: User) -> Site:
    """The site one works at. A system administrator has none, and no desk either."""
    if user.site is None:
        raise Http404
    return user.site


def patient_of(request: StaffRequest, ref: str) -> tuple[Patient, bool]:
    """The patient, and whether somebody else could be taken for them."""
    found = Patient.objects.visible_to(request.user).with_similar().select_related("site")
    patient = get_object_or_404(found, reference=ref)
    concerns(request, patient)
    return patient, bool(vars(patient)["similar"])


def consultation_of(request: StaffRequest, ref: str, *, with_patient: bool = True) -> Consultation:
    """Its site is the reader's own, and its edition never changes. The patient comes along, but
    for a save, which nearly never names them."""
    consultation = visible_consultation(request.user, ref, with_patient=with_patient)
    if consultation is None:
        raise Http404
    consultation.site = site_of(request.user)
    consultation.edition = Edition.objects.known(consultation.edition_id)
    concerns(request, consultation)
    return consultation


def is_similar(request: StaffRequest, patient: Patient) -> bool:
    """Whether somebody else could be taken for this patient."""
    others = Patient.objects.visible_to(request.user).with_similar()
    return bool(vars(others.get(pk=patient.pk))["similar"])


def patient_bar(patient: Patient, today: date, *, similar: bool) -> dict[str, Any]:
    """What templates/components/_patient_bar.html needs."""
    return {"patient": patient, "age": patient.age_on(today), "similar": similar}


def consultation_bar(request: StaffRequest, consultation: Consultation) -> dict[str, Any]:
    today = local_day(consultation.site)
    similar = is_similar(request, consultation.patient)
    bar = patient_bar(consultation.patient, today, similar=similar)
    return {**bar, "consultation": consultation, "today": today}
