"""Patch tests: recorded, read and withdrawn on the review page."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse

from clinic.access import StaffRequest, access
from clinic.errors import NotAllowed
from consultations.actions.patch_tests import record_reading, record_test
from consultations.actions.patch_withdrawals import withdraw_reading, withdraw_test
from consultations.forms.patch_tests import ReadingForm, WithdrawPatchForm
from consultations.models import Consultation, PatchTestReading
from consultations.patch_test_section import patch_test_form
from consultations.review_page import Bound
from consultations.views.review import as_it_is_now, sent_consultation, show_again

ON_FILE = "The patch test is on file. It counts in every consultation of this patient."
READ = "The reading is on file."
REACTED = "The reaction is on file. Nothing can be booked for this patient any more."


def _back(consultation: Consultation) -> HttpResponse:
    page = reverse("consultations:review", args=[consultation.reference])
    return HttpResponseRedirect(f"{page}#patch-tests")


def _again(
    request: StaffRequest,
    consultation: Consultation,
    returned: tuple[str, int, Any],
    refusal: NotAllowed | None = None,
) -> HttpResponse:
    """The page with everything that was typed: to be repaired, or with why it was refused."""
    bound = Bound(forms={"patch_tests": returned})
    fresh = as_it_is_now(request, consultation)
    if refusal is not None:
        return show_again(request, fresh, bound, refusal=refusal, status=409)
    return show_again(request, fresh, bound, form=returned[2], status=422)


@access("consultations.review", record="consultation", methods="POST")
def record(request: StaffRequest, ref: str) -> HttpResponse:
    """Products with their lots, where, when and by whom."""
    consultation = sent_consultation(request, ref)
    form = patch_test_form(consultation, request.user, request.POST)
    if not form.is_valid():
        return _again(request, consultation, ("record", 0, form))
    try:
        record_test(consultation, by=request.user, **form.terms())
    except NotAllowed as refusal:
        return _again(request, consultation, ("record", 0, form), refusal)
    messages.success(request, ON_FILE)
    return _back(consultation)


@access("consultations.review", record="consultation", methods="POST")
def read(request: StaffRequest, ref: str, pk: int) -> HttpResponse:
    """Somebody looked at the spot."""
    consultation = sent_consultation(request, ref)
    test = get_object_or_404(consultation.patient.patch_tests, pk=pk)
    form = ReadingForm(request.POST, request.FILES, site=consultation.site, auto_id=f"read_{pk}_%s")
    if not form.is_valid():
        return _again(request, consultation, ("read", pk, form))
    try:
        reading = record_reading(consultation, test, by=request.user, **form.terms())
    except NotAllowed as refusal:
        return _again(request, consultation, ("read", pk, form), refusal)
    reacted = reading.result == PatchTestReading.Result.REACTION
    messages.success(request, REACTED if reacted else READ)
    return _back(consultation)


@access("consultations.review", record="consultation", methods="POST")
def withdraw(request: StaffRequest, ref: str, pk: int) -> HttpResponse:
    """The test was recorded by mistake."""
    consultation = sent_consultation(request, ref)
    test = get_object_or_404(consultation.patient.patch_tests, pk=pk)
    form = WithdrawPatchForm(request.POST, auto_id=f"patch_off_{pk}_%s")
    if not form.is_valid():
        return _again(request, consultation, ("withdraw", pk, form))
    reason = form.cleaned_data["reason"]
    try:
        withdraw_test(consultation, test, reason=reason, by=request.user)
    except NotAllowed as refusal:
        return _again(request, consultation, ("withdraw", pk, form), refusal)
    messages.success(request, "The patch test is withdrawn.")
    return _back(consultation)


@access("consultations.review", record="consultation", methods="POST")
def take_back(request: StaffRequest, ref: str, pk: int) -> HttpResponse:
    """A reading was recorded by mistake. A reaction needs somebody who did not read it."""
    consultation = sent_consultation(request, ref)
    tests = consultation.patient.patch_tests.values("pk")
    reading = get_object_or_404(PatchTestReading, pk=pk, patch_test__in=tests)
    form = WithdrawPatchForm(request.POST, auto_id=f"reading_off_{pk}_%s")
    if not form.is_valid():
        return _again(request, consultation, ("withdraw_reading", pk, form))
    reason = form.cleaned_data["reason"]
    try:
        withdraw_reading(consultation, reading, reason=reason, by=request.user)
    except NotAllowed as refusal:
        return _again(request, consultation, ("withdraw_reading", pk, form), refusal)
    messages.success(request, "The reading is withdrawn.")
    return _back(consultation)
