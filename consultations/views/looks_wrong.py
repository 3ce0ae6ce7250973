"""A technician says that a rule looks wrong, from the fold of its finding."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from clinic.access import StaffRequest, access
from clinic.errors import NotAllowed
from clinic.once import OWN
from consultations.actions.looks_wrong import note_wrong
from consultations.forms.looks_wrong import LooksWrongForm
from consultations.looks_wrong import summary_shown
from consultations.models import Consultation
from consultations.review_page import Bound
from consultations.views.review import sent_consultation, show_again

NOTED = "Noted. The manager of the catalogue reads it without names."


@access("consultations.review", record="consultation", methods="POST", keeps_form=True, once=OWN)
def note(request: StaffRequest, ref: str) -> HttpResponse:
    """With script only the fold changes, so that nothing typed elsewhere on the page is lost."""
    consultation = sent_consultation(request, ref)
    form = LooksWrongForm.sent(request.POST)
    if form.is_valid():
        try:
            _note(request, consultation, form)
        except NotAllowed as refusal:
            return _again(request, consultation, form, refusal)
        if request.htmx:
            return _part(request, consultation, None, done=NOTED)
        messages.success(request, NOTED)
        return HttpResponseRedirect(reverse("consultations:review", args=[ref]))
    if form.filled_in_wrongly:
        raise NotAllowed("This form cannot be read.", "Load the page again.")
    return _again(request, consultation, form)


def _note(request: StaffRequest, consultation: Consultation, form: LooksWrongForm) -> None:
    given = form.cleaned_data
    summary = summary_shown(consultation.pk, given["summary"])
    if summary is None:
        raise NotAllowed("This form is not about this consultation.", "Load the page again.")
    note_wrong(summary, given["rule"], given["words"], by=request.user, key=given["key"])


def _again(
    request: StaffRequest,
    consultation: Consultation,
    form: LooksWrongForm,
    refusal: NotAllowed | None = None,
) -> HttpResponse:
    if request.htmx:
        return _part(request, consultation, form, refusal=refusal)
    bound, status = Bound(looks_wrong=form), 409 if refusal else 422
    shown = None if refusal else form
    return show_again(request, consultation, bound, form=shown, refusal=refusal, status=status)


def _part(
    request: StaffRequest,
    consultation: Consultation,
    form: LooksWrongForm | None,
    *,
    done: str = "",
    refusal: NotAllowed | None = None,
) -> HttpResponse:
    """The fold alone; always with 200, since htmx leaves out what has another status."""
    context = {"form": form, "consultation": consultation, "done": done, "refusal": refusal}
    return render(request, "consultations/review/_looks_wrong.html", context)
