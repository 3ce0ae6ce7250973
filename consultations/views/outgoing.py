"""The message of a decision: undone before it leaves, sent again, or told by phone."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse

from clinic.access import StaffRequest, access
from clinic.errors import NotAllowed
from consultations.actions.outgoing import send_again, told
from consultations.actions.undoing import undo
from consultations.forms.outgoing import OfDecisionForm, ToldForm
from consultations.views.records import consultation_of
from consultations.views.review import sent_consultation

INCOMPLETE = NotAllowed("This form did not come whole.", "Load the page again.")


@access("consultations.review", record="consultation", methods="POST")
def undo_decision(request: StaffRequest, ref: str) -> HttpResponse:
    """The decision is taken back: its message never leaves, and the case is to be decided again."""
    consultation = sent_consultation(request, ref)
    form = OfDecisionForm(request.POST)
    if not form.is_valid():
        raise INCOMPLETE
    try:
        undo(consultation, by=request.user, **form.cleaned_data)
    except NotAllowed as refusal:
        messages.error(request, f"{refusal.message} {refusal.next_step}")
    else:
        messages.success(request, "Undone. Nothing was sent, and the decision stays in view.")
    return HttpResponseRedirect(reverse("consultations:review", args=[ref]))


@access("consultations.answer", record="consultation", methods="POST")
def message_told(request: StaffRequest, ref: str) -> HttpResponse:
    """Somebody told the patient the words of the decision."""
    consultation = consultation_of(request, ref)
    form = ToldForm(request.POST)
    if not form.is_valid():
        raise INCOMPLETE
    told(consultation, by=request.user, **form.cleaned_data)
    messages.success(request, f"Noted: {consultation.patient.full_name} was told.")
    return _overview(ref)


@access("consultations.answer", record="consultation", methods="POST")
def message_again(request: StaffRequest, ref: str) -> HttpResponse:
    """A message that could not be sent, or of which nobody knows, is tried anew."""
    consultation = consultation_of(request, ref)
    form = OfDecisionForm(request.POST)
    if not form.is_valid():
        raise INCOMPLETE
    send_again(consultation, by=request.user, **form.cleaned_data)
    messages.success(request, "The message is sent again within a minute.")
    return _overview(ref)


def _overview(ref: str) -> HttpResponse:
    return HttpResponseRedirect(reverse("consultations:consultation", args=[ref]))
