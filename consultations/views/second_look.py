"""Answering a second look: agree and sign, refuse, or take it back."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse

from clinic.access import StaffRequest, access
from clinic.errors import NotAllowed
from clinic.proving import proved_now, signed_how
from consultations.actions.second_looks import refuse_second, sign_second
from consultations.errors import AnswersChanged
from consultations.forms.second_look import AGREE, SecondLookForm
from consultations.review_page import Bound
from consultations.second_look_section import TOPIC
from consultations.views.review import as_it_is_now, sent_consultation, show_again


@access("consultations.review", methods="POST", record="consultation", fresh=True)
def answer(request: StaffRequest, ref: str) -> HttpResponse:
    consultation = sent_consultation(request, ref)
    form = SecondLookForm(request.POST)
    bound = Bound(forms={TOPIC: form})
    if not form.is_valid():
        return show_again(request, consultation, bound, form=form, status=422)
    given = form.cleaned_data
    said = {"words": given["words"], "by": request.user, "how": signed_how(request, request.user)}
    agrees = given["answer"] == AGREE
    try:
        (sign_second if agrees else refuse_second)(consultation, given["look"], **said)
    except AnswersChanged as refusal:
        now = as_it_is_now(request, consultation)
        return show_again(request, now, bound, refusal=refusal, status=409)
    except NotAllowed as refusal:
        return show_again(request, consultation, bound, refusal=refusal, status=409)
    proved_now(request)
    if agrees:
        return HttpResponseRedirect(reverse("consultations:review_saved", args=[ref]))
    messages.success(request, "Saved. The stop stands until it is decided anew.")
    return HttpResponseRedirect(reverse("consultations:review", args=[ref]))
