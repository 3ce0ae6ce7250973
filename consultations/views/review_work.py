"""What a technician does on a case before deciding: examine, record letters, tick steps."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone

from clinic.access import StaffRequest, access
from clinic.errors import NotAllowed
from clinic.once import OWN
from consultations.actions.examination import answer_examination
from consultations.actions.letters import record_letter, withdraw_letter
from consultations.actions.receiving_letters import receive_in_hand
from consultations.actions.rescreening import rescreen
from consultations.actions.sending import look_again as put_up_again
from consultations.actions.steps import leave_out_step, step_done, take_back_step
from consultations.answer_words import in_words
from consultations.deciding import case
from consultations.errors import Conflict
from consultations.forms.examination import ExaminationForm
from consultations.forms.letters import LetterForm, WithdrawForm
from consultations.forms.steps import LeaveOutForm, LookAgainForm, StepDoneForm, TakeBackForm
from consultations.models import Consultation
from consultations.questions import catalogue_of
from consultations.review_page import Bound, examination_form
from consultations.review_parts import StepForm
from consultations.views.letters import not_safe
from consultations.views.review import as_it_is_now, sent_consultation, show_again
from sideeffects.risk import AnswerErrors

RULES_READ_AGAIN = "The rules were read again."


def _back(consultation: Consultation, place: str) -> HttpResponse:
    page = reverse("consultations:review", args=[consultation.reference])
    return HttpResponseRedirect(f"{page}#{place}")


@access("consultations.review", record="consultation", methods="POST", once=OWN)
def examination(request: StaffRequest, ref: str) -> HttpResponse:
    """Every question answered, saved together; the summary is made anew with them."""
    consultation = sent_consultation(request, ref)
    form = examination_form(consultation, request.POST)
    if not form.is_valid():
        return _examination_again(request, consultation, form, 422)
    try:
        answer_examination(
            consultation,
            form.answers(),
            seen_version=form.cleaned_data["version"],
            key=form.cleaned_data["key"],
            by=request.user,
        )
    except Conflict as conflict:
        return _changed_meanwhile(request, consultation, conflict)
    except AnswerErrors as wrong:
        for error in wrong.errors:
            form.add_error(error.key if error.key in form.fields else None, error.reason)
        return _examination_again(request, consultation, form, 422)
    except NotAllowed as refusal:
        bound = Bound(examination=form)
        return show_again(request, consultation, bound, refusal=refusal, status=409)
    messages.success(request, f"The examination is saved. {RULES_READ_AGAIN}")
    return _back(consultation, "decision")


def _examination_again(
    request: StaffRequest, consultation: Consultation, form: ExaminationForm, status: int
) -> HttpResponse:
    return show_again(request, consultation, Bound(examination=form), form=form, status=status)


def _changed_meanwhile(
    request: StaffRequest, consultation: Consultation, conflict: Conflict
) -> HttpResponse:
    """Both values beside the question; the form now is about what is on file."""
    fresh = as_it_is_now(request, consultation)
    typed = request.POST.copy()
    typed["exam-version"] = str(fresh.version)
    form = examination_form(fresh, typed)
    question = catalogue_of(fresh).questions[conflict.question]
    yours = in_words(question, conflict.yours) or "no answer"
    theirs = in_words(question, conflict.theirs) or "no answer"
    who = conflict.theirs_by.get_short_name()
    at = timezone.localtime(conflict.at)
    form.add_error(
        conflict.question,
        f"{who} changed this at {at:%H:%M} while you were here. "
        f"Yours: {yours}. {who}’s: {theirs}. Pick one",
    )
    return _examination_again(request, fresh, form, 409)


@access("consultations.review", record="consultation", methods="POST")
def letter(request: StaffRequest, ref: str) -> HttpResponse:
    """A letter about one thing that a letter can clear."""
    consultation = sent_consultation(request, ref)
    found = case(consultation)
    wanted = found.letters_wanted if found else ()
    form = LetterForm(request.POST, request.FILES, wanted=wanted)
    if not form.is_valid():
        return show_again(request, consultation, Bound(letter=form), form=form, status=422)
    given = form.cleaned_data
    try:
        if form.not_safe:
            received = receive_in_hand(consultation, by=request.user, **given)
            return not_safe(request, consultation, received)
        record_letter(consultation, by=request.user, **given)
    except NotAllowed as refusal:
        bound = Bound(letter=form)
        return show_again(request, consultation, bound, refusal=refusal, status=409)
    messages.success(request, f"The letter is on file. {RULES_READ_AGAIN}")
    return _back(consultation, "letters")


@access("consultations.review", record="consultation", methods="POST")
def withdraw(request: StaffRequest, ref: str, pk: int) -> HttpResponse:
    """The letter was a mistake or does not stand any more."""
    consultation = sent_consultation(request, ref)
    found = get_object_or_404(consultation.letters.select_related("consultation"), pk=pk)
    form = WithdrawForm(request.POST, auto_id=f"withdraw_{pk}_%s")
    if not form.is_valid():
        bound = Bound(withdraw=(pk, form))
        return show_again(request, consultation, bound, form=form, status=422)
    withdraw_letter(found, reason=form.cleaned_data["reason"], by=request.user)
    messages.success(request, f"The letter is withdrawn. {RULES_READ_AGAIN}")
    return _back(consultation, "letters")


STEP_FORMS: dict[str, type[StepForm]] = {
    "done": StepDoneForm,
    "leave": LeaveOutForm,
    "back": TakeBackForm,
}
STEP_ACTIONS: dict[str, Callable[..., object]] = {
    "done": step_done,
    "leave": leave_out_step,
    "back": take_back_step,
}
STEP_WORDS = {"done": "ticked", "leave": "left out", "back": "open again"}


@access("consultations.review", record="consultation", methods="POST")
def step(request: StaffRequest, ref: str) -> HttpResponse:
    """A before-booking step: done on a day, left out with a reason, or taken back."""
    consultation = sent_consultation(request, ref)
    act, key = request.POST.get("act", ""), request.POST.get("step", "")[:64]
    if act not in STEP_FORMS:
        raise NotAllowed("Choose what was done with the step.", "Load the page again.")
    shown_id = f"{act}_{key}".replace("%", "%%")  # the rest of it is a pattern
    form = STEP_FORMS[act](request.POST, auto_id=f"{shown_id}_%s")
    if not form.is_valid():
        return show_again(request, consultation, Bound(step=(key, form)), form=form, status=422)
    try:
        STEP_ACTIONS[act](consultation, key, by=request.user, **form.cleaned_data)
    except NotAllowed as refusal:
        bound = Bound(step=(key, form))
        return show_again(request, consultation, bound, refusal=refusal, status=409)
    messages.success(request, f"The step is {STEP_WORDS[act]}.")
    return _back(consultation, "steps")


@access("consultations.review", record="consultation", methods="POST")
def look_again(request: StaffRequest, ref: str) -> HttpResponse:
    """Decide again, with a reason; the old decision stays in view."""
    consultation = sent_consultation(request, ref)
    form = LookAgainForm(request.POST, auto_id="again_%s")
    if not form.is_valid():
        return show_again(request, consultation, Bound(look_again=form), form=form, status=422)
    try:
        put_up_again(consultation, reason=form.cleaned_data["reason"], by=request.user)
    except NotAllowed as refusal:
        return show_again(request, consultation, Bound(), refusal=refusal, status=409)
    return _back(consultation, "decision")


@access("consultations.review", record="consultation", methods="POST")
def screen_again(request: StaffRequest, ref: str) -> HttpResponse:
    """Under the live edition; the page said beforehand what it changes for this patient."""
    consultation = sent_consultation(request, ref)
    seen = request.POST.get("edition", "")
    number = int(seen) if seen.isdecimal() and len(seen) < 10 else 0
    try:
        summary = rescreen(consultation, seen=number, by=request.user)
    except NotAllowed as refusal:
        return show_again(request, consultation, Bound(), refusal=refusal, status=409)
    messages.success(request, f"Screened again under edition {summary.edition.number}.")
    return _back(consultation, "decision")
