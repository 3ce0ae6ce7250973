"""A technician asks a doctor for a letter, and judges those that came."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from clinic.access import StaffRequest, access
from clinic.errors import NotAllowed
from clinic.pdf import PdfMissing
from consultations.actions.letter_requests import ask_for_letter, close_request, letter_content
from consultations.actions.letters import accept_letter, turn_down_letter
from consultations.deciding import Case, case
from consultations.decision_terms import DECLINED, SOMETHING_ELSE
from consultations.errors import AnswersChanged
from consultations.forms.letters import AskDoctorForm, NotNeededForm, TurnDownForm
from consultations.models import Consultation, LetterReceived
from consultations.questions import catalogue_of
from consultations.review_page import Bound
from consultations.views.records import is_similar, patient_bar
from consultations.views.review import sent_consultation, show_again

TO_WHOM = "(who it goes to)"
CHANGED = NotAllowed(
    "The answers changed while you were writing.", "Read the letter again, then make it."
)


def to_letters(consultation: Consultation) -> HttpResponse:
    page = reverse("consultations:review", args=[consultation.reference])
    return HttpResponseRedirect(f"{page}#letters")


@access("consultations.review", record="consultation", audit="letter.drafted", methods="GET POST")
def ask(request: StaffRequest, ref: str) -> HttpResponse:
    """The letter as it will be, with what can be typed into it; then it is made.

    By GET only for a letter that is asked for again, which its id names.
    """
    consultation = sent_consultation(request, ref)
    found = case(consultation)
    if found is None:
        return to_letters(consultation)
    if request.method != "POST":
        return _again(request, found)
    about = request.POST.get("about") or request.POST.get("ask-about", "")
    act = request.POST.get("act")
    if act is None:
        return _letter_page(request, found, about, _fresh(found, about))
    form = AskDoctorForm(request.POST)
    if not form.is_valid() or act != "make":
        return _letter_page(request, found, about, form, status=422 if form.errors else 200)
    return _make(request, found, about, form)


def _fresh(found: Case, about: str, **typed: str) -> AskDoctorForm:
    first = {"key": uuid.uuid4(), "about": about, "summary": found.summary.hash, **typed}
    return AskDoctorForm(initial=first)


def _again(request: StaffRequest, found: Case) -> HttpResponse:
    """Filled in with whom the one before went to, and why its answer did not do."""
    wanted = request.GET.get("again", "")
    turned_down = found.consultation.letters_received.filter(
        outcome=LetterReceived.Outcome.ASK_AGAIN
    )
    before = turned_down.select_related("request").filter(
        pk=int(wanted) if wanted.isdecimal() and len(wanted) < 10 else 0
    )
    if (last := before.first()) is None:
        return to_letters(found.consultation)
    to = last.request.addressed_to if last.request else last.author
    return _letter_page(
        request,
        found,
        last.contraindication,
        _fresh(found, last.contraindication, addressed_to=to, extra=last.judged_reason),
    )


def _make(request: StaffRequest, found: Case, about: str, form: AskDoctorForm) -> HttpResponse:
    given = form.cleaned_data
    try:
        ask_for_letter(
            found.consultation,
            about=about,
            summary_hash=given["summary"],
            addressed_to=given["addressed_to"],
            extra=given["extra"],
            agreed=given["agreed"],
            by=request.user,
            key=given["key"],
        )
    except AnswersChanged:
        typed = {name: given[name] for name in ("addressed_to", "extra")}
        fresh = _fresh(found, about, **typed)
        return _letter_page(request, found, about, fresh, refusal=CHANGED, status=409)
    except PdfMissing as missing:
        refusal = NotAllowed("No letter can be made on this machine.", str(missing))
        return _letter_page(request, found, about, form, refusal=refusal, status=503)
    except NotAllowed as refusal:
        return _letter_page(request, found, about, form, refusal=refusal, status=409)
    messages.success(request, "The letter is made. Open it to print it.")
    return to_letters(found.consultation)


def _letter_page(
    request: StaffRequest,
    found: Case,
    about: str,
    form: AskDoctorForm,
    *,
    refusal: NotAllowed | None = None,
    status: int = 200,
) -> HttpResponse:
    consultation = found.consultation
    typed = {name: str(form[name].value() or "").strip() for name in ("addressed_to", "extra")}
    typed["addressed_to"] = typed["addressed_to"] or TO_WHOM
    content = letter_content(found, about, by=request.user, **typed)
    context: dict[str, Any] = {
        **patient_bar(
            consultation.patient, found.today, similar=is_similar(request, consultation.patient)
        ),
        "consultation": consultation,
        "content": content,
        "form": form,
        "refusal": refusal,
    }
    return render(request, "consultations/letters/ask.html", context, status=status)


def _received_of(consultation: Consultation, pk: int) -> LetterReceived:
    found: LetterReceived = get_object_or_404(consultation.letters_received, pk=pk)
    found.consultation = consultation
    return found


@access("consultations.review", record="consultation", methods="POST")
def accept(request: StaffRequest, ref: str, pk: int) -> HttpResponse:
    """The letter clears what it is about. One that says "not safe" leads to declining."""
    consultation = sent_consultation(request, ref)
    received = _received_of(consultation, pk)
    if received.says == LetterReceived.Says.NOT_SAFE:
        return not_safe(request, consultation, received)
    accept_letter(received, by=request.user)
    messages.success(request, "The letter is on file. The rules were read again.")
    return to_letters(consultation)


def not_safe(
    request: StaffRequest, consultation: Consultation, received: LetterReceived
) -> HttpResponse:
    """A letter that says not safe clears nothing: the form to decline is filled in with it."""
    entries = catalogue_of(consultation).contraindications
    name = entries[received.contraindication].name
    day = received.letter_date
    words = f"A letter from {received.author} of {day:%d %B %Y} about {name} says: not safe."
    suggested = {"decision": DECLINED, "because": SOMETHING_ELSE, "decline_words": words}
    refusal = NotAllowed(
        "A letter that says “not safe” clears nothing. It is kept with the record.",
        "The reason below is filled in from it. Decline, or ask for another letter.",
    )
    bound = Bound(suggested=suggested)
    return show_again(request, consultation, bound, refusal=refusal, status=409)


@access("consultations.review", record="consultation", methods="POST")
def turn_down(request: StaffRequest, ref: str, pk: int) -> HttpResponse:
    """It is refused, or asked for again: the next letter is then filled in."""
    consultation = sent_consultation(request, ref)
    received = _received_of(consultation, pk)
    form = TurnDownForm(request.POST, auto_id=f"received_{pk}_%s")
    if not form.is_valid():
        bound = Bound(forms={"letters": {("received", pk): form}})
        return show_again(request, consultation, bound, form=form, status=422)
    given = form.cleaned_data
    turn_down_letter(received, given["outcome"], reason=given["reason"], by=request.user)
    if given["outcome"] == LetterReceived.Outcome.REFUSED:
        messages.success(request, "The letter is refused. It clears nothing.")
        return to_letters(consultation)
    page = reverse("consultations:letter_ask", args=[ref])
    return HttpResponseRedirect(f"{page}?again={pk}")


@access("consultations.review", record="consultation", methods="POST")
def not_needed(request: StaffRequest, ref: str, pk: int) -> HttpResponse:
    """The letter that we asked for does not have to come any more."""
    consultation = sent_consultation(request, ref)
    asked = get_object_or_404(consultation.letter_requests, pk=pk)
    asked.consultation = consultation
    form = NotNeededForm(request.POST, auto_id=f"asked_{pk}_%s")
    if not form.is_valid():
        bound = Bound(forms={"letters": {("asked", pk): form}})
        return show_again(request, consultation, bound, form=form, status=422)
    close_request(asked, how=form.cleaned_data["reason"], by=request.user)
    messages.success(request, "The letter is not waited for any more.")
    return to_letters(consultation)
