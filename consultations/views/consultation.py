"""One consultation as the desk sees it: where it stands, what happens next, no level."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from clinic.access import StaffRequest, access, may
from consultations.actions.sending import reopen
from consultations.deciding import newest_review
from consultations.desk_waiting import waiting_of
from consultations.forms.intake import ReasonForm
from consultations.gate import explain_gate, upcoming_booking
from consultations.models import Consultation, Status
from consultations.models.status import APPROVING, allows
from consultations.next_steps import NextSteps, desk_steps
from consultations.outgoing import to_patient
from consultations.questions import catalogue_of
from consultations.standing import lapsed_because, rechecked_because
from consultations.standing_words import standing_words
from consultations.stored import risk_of
from consultations.views.questions import grid_of
from consultations.views.records import consultation_bar, consultation_of


@access("consultations.answer", record="consultation", audit="consultation.opened")
def overview(request: StaffRequest, ref: str) -> HttpResponse:
    consultation = consultation_of(request, ref)
    bar = consultation_bar(request, consultation)
    context = {
        **bar,
        "standing": standing_words(
            consultation.status,
            today=bar["today"],
            corrected=consultation.sent_at is not None,
            decide_from=consultation.decide_from,
        ),
        "may_reopen": allows(consultation.status, "reopen"),
        "may_review": may(request.user, "consultations.review"),
        "grid": grid_of(consultation) if consultation.status == Status.DRAFT else None,
        "waiting": waiting_of(request.user, consultation, bar["today"]),
        **_after_sending(consultation, bar["today"]),
        **_to_patient(consultation),
    }
    return render(request, "consultations/desk/consultation.html", context)


def _to_patient(consultation: Consultation) -> dict[str, Any]:
    """The message of the decision: where it stands, or what somebody has to tell the patient."""
    return {"to_patient": to_patient(consultation, timezone.now()), "told_key": uuid.uuid4()}


def _after_sending(consultation: Consultation, today: date) -> dict[str, Any]:
    """Steps for the patient, and the booking there is or may be."""
    if consultation.sent_at is None:
        return {}
    if consultation.status == Status.DRAFT or consultation.summary is None:
        return {"booking": upcoming_booking(consultation, today)}
    if consultation.status not in APPROVING:
        risk, questions = risk_of(consultation.summary), catalogue_of(consultation).questions
        booking = upcoming_booking(consultation, today)
        review = newest_review(consultation)
        because = rechecked_because(consultation, review) or lapsed_because(consultation, review)
        return {"steps": desk_steps(risk, questions), "booking": booking, "rechecked": because}
    gate = explain_gate(consultation)
    # The gate's own words are for the desk: steps that rest on a private answer are neutral there.
    waiting = dict.fromkeys(line.what for line in gate.lines if line.state == "waiting")
    steps = NextSteps(tuple(waiting), something_else=False)
    return {"steps": steps, "gate": gate, "booking": gate.booking}


@access(
    "consultations.answer",
    record="consultation",
    audit="consultation.opened",
    keeps_form=True,
    methods="GET POST",
)
def reopen_answers(request: StaffRequest, ref: str) -> HttpResponse:
    """Sent answers are opened with a reason. The old ones stay, and the decision lapses."""
    consultation = consultation_of(request, ref)
    if consultation.status == Status.DRAFT:
        return HttpResponseRedirect(reverse("consultations:health", args=[ref]))
    form = ReasonForm(request.POST or None)
    context = {**consultation_bar(request, consultation), "form": form}
    if form.is_valid():
        reopen(consultation, reason=form.cleaned_data["reason"], by=request.user)
        return HttpResponseRedirect(reverse("consultations:health", args=[ref]))
    status = 422 if form.is_bound else 200
    return render(request, "consultations/desk/reopen.html", context, status=status)
