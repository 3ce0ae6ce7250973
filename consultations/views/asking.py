"""A technician asks the patient again, or takes the questions back."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse

from clinic import words
from clinic.access import StaffRequest, access
from clinic.errors import NotAllowed
from consultations.actions.clarifications import ask_again, take_back
from consultations.asking_section import TAKE_BACK, TOPIC, ask_form
from consultations.days import local_day
from consultations.deciding import case
from consultations.forms.asking import TakeQuestionsBackForm
from consultations.review_page import Bound
from consultations.views.review import sent_consultation, show_again


@access("consultations.review", record="consultation", methods="POST")
def ask(request: StaffRequest, ref: str) -> HttpResponse:
    """Only these questions; meanwhile the case waits."""
    consultation = sent_consultation(request, ref)
    found, today = case(consultation), local_day(consultation.site)
    if found is None:
        return HttpResponseRedirect(reverse("consultations:review", args=[ref]))
    form = ask_form(found, today, request.POST)
    bound = Bound(forms={TOPIC: form})
    if not form.is_valid():
        return show_again(request, consultation, bound, form=form, status=422)
    try:
        asked = ask_again(consultation, by=request.user, **form.cleaned_data)
    except NotAllowed as refusal:
        return show_again(request, consultation, bound, refusal=refusal, status=409)
    name = consultation.patient.full_name
    messages.success(request, f"{name} is asked again. It waits until {words.day(asked.due)}.")
    return HttpResponseRedirect(reverse("consultations:review", args=[ref]))


@access("consultations.review", record="consultation", methods="POST")
def take_questions_back(request: StaffRequest, ref: str) -> HttpResponse:
    """The case is back in the list at once."""
    consultation = sent_consultation(request, ref)
    form = TakeQuestionsBackForm(request.POST, auto_id="ask_back_%s")
    bound = Bound(forms={TAKE_BACK: form})
    if not form.is_valid():
        return show_again(request, consultation, bound, form=form, status=422)
    try:
        take_back(consultation, by=request.user, **form.cleaned_data)
    except NotAllowed as refusal:
        return show_again(request, consultation, bound, refusal=refusal, status=409)
    messages.success(request, "The questions are taken back.")
    return HttpResponseRedirect(reverse("consultations:review", args=[ref]))
