"""The desk writes down that a letter is here. What it is about is not said, and nothing judged."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from clinic.access import StaffRequest, access
from clinic.errors import NotAllowed
from consultations.actions.receiving_letters import receive_letter
from consultations.forms.letters import AskedLetterForm
from consultations.letters_section import letters_to_come
from consultations.models import Consultation
from consultations.views.records import consultation_bar, consultation_of


@access("letters.receive", record="consultation", audit="letters.opened", methods="GET POST")
def letter_received(request: StaffRequest, ref: str) -> HttpResponse:
    """Which of the letters asked for it is, what stands on it, and the file if there is one."""
    consultation = consultation_of(request, ref)
    asked = letters_to_come(consultation)
    if request.method != "POST" or not asked:
        return _page(request, consultation, AskedLetterForm(asked=asked) if asked else None)
    form = AskedLetterForm(request.POST, request.FILES, asked=asked)
    if not form.is_valid():
        return _page(request, consultation, form, status=422)
    given = form.cleaned_data
    wanted = consultation.letter_requests.get(created_key=given.pop("asked"))
    wanted.consultation = consultation
    try:
        receive_letter(wanted, by=request.user, **given)
    except NotAllowed as refusal:
        return _page(request, consultation, form, refusal=refusal, status=409)
    messages.success(request, "The letter is here. A technician reads it next.")
    return HttpResponseRedirect(reverse("consultations:consultation", args=[ref]))


def _page(
    request: StaffRequest,
    consultation: Consultation,
    form: AskedLetterForm | None,
    *,
    refusal: NotAllowed | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {
        **consultation_bar(request, consultation),
        "form": form,
        "refusal": refusal,
    }
    return render(request, "consultations/letters/received.html", context, status=status)
