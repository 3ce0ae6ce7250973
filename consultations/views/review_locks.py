"""Who has a case open, the next one, and what is set aside until a day."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse

from clinic import words
from clinic.access import StaffRequest, access
from clinic.errors import NotAllowed
from consultations.actions import review_locks as locks
from consultations.actions import setting_aside
from consultations.days import local_day
from consultations.forms.setting_aside import SetAsideForm
from consultations.review_page import Bound
from consultations.review_work_section import TOPIC
from consultations.views.review import sent_consultation, show_again
from consultations.views.review_list import today_of


@access("consultations.review")
def take_next(request: StaffRequest) -> HttpResponse:
    """The first of the list that no colleague has open, whatever page one is on."""
    found = locks.take_next(request.user, today_of(request.user))
    if found is None:
        return HttpResponseRedirect(reverse("consultations:review_list"))
    return HttpResponseRedirect(reverse("consultations:review", args=[found]))


@access("consultations.review", record="consultation", methods="POST")
def take_over(request: StaffRequest, ref: str) -> HttpResponse:
    """From the colleague who has it open, or had."""
    locks.take_over(sent_consultation(request, ref), by=request.user)
    return HttpResponseRedirect(reverse("consultations:review", args=[ref]))


@access("consultations.review", record="consultation", methods="POST")
def let_go(request: StaffRequest, ref: str) -> HttpResponse:
    """Back to the list, for whoever takes it next."""
    consultation = sent_consultation(request, ref)
    locks.let_go(consultation, by=request.user)
    messages.success(request, f"Let go: {consultation.patient.full_name}.")
    return HttpResponseRedirect(reverse("consultations:review_list"))


@access("consultations.review", record="consultation", methods="POST")
def set_aside(request: StaffRequest, ref: str) -> HttpResponse:
    """With a reason and a day. What has to be repaired is repaired on the case's own page."""
    consultation = sent_consultation(request, ref)
    form = SetAsideForm(request.POST, today=local_day(consultation.site), auto_id="aside_%s")
    bound = Bound(forms={TOPIC: form})
    if not form.is_valid():
        return show_again(request, consultation, bound, form=form, status=422)
    try:
        made = setting_aside.set_aside(consultation, by=request.user, **form.cleaned_data)
    except NotAllowed as refusal:
        return show_again(request, consultation, bound, refusal=refusal, status=409)
    name = consultation.patient.full_name
    messages.success(request, f"Set aside until {words.day(made.until)}: {name}.")
    return HttpResponseRedirect(reverse("consultations:review_list"))


@access("consultations.review", record="consultation", methods="POST")
def bring_back(request: StaffRequest, ref: str) -> HttpResponse:
    """What was set aside is to be decided today."""
    consultation = sent_consultation(request, ref)
    try:
        setting_aside.bring_back(consultation, by=request.user)
    except NotAllowed as refusal:
        return show_again(request, consultation, Bound(), refusal=refusal, status=409)
    messages.success(request, f"Back on the list: {consultation.patient.full_name}.")
    return HttpResponseRedirect(reverse("consultations:review", args=[ref]))
