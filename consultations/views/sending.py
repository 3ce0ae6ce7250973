"""Reading the answers back to the patient, and sending them to be reviewed."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import HttpResponse, HttpResponseBadRequest, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from clinic.access import StaffRequest, access
from clinic.errors import NotAllowed
from clinic.forms.edit import EditForm
from clinic.forms.problems import Problem
from clinic.once import OWN, nothing
from clinic.stale import Stale, seen_of
from consultations.actions.answers import changes_since
from consultations.actions.intake import save_note
from consultations.actions.sending import send
from consultations.answer_words import how_to_answer
from consultations.changed_since import changed_since
from consultations.errors import ChangedUnseen
from consultations.grid import Grid, Row
from consultations.history import history_of
from consultations.models import Consultation, Status
from consultations.questions import catalogue_of
from consultations.views.questions import REREAD, draft_of, grid_of
from consultations.views.records import consultation_bar, consultation_of

LONGEST_NOTE = 4000


class SendForm(EditForm):
    version = forms.IntegerField(min_value=0)
    note = forms.CharField(
        label="Anything else the patient said",
        required=False,
        max_length=LONGEST_NOTE,
        widget=forms.Textarea({"rows": 3, "autocomplete": "off"}),
        error_messages={"max_length": f"Write at most {LONGEST_NOTE} signs"},
    )
    unanswered = forms.BooleanField(label="The patient cannot answer these now", required=False)


@dataclass(frozen=True, slots=True)
class ReadBack:
    """`said`: all but plain Noes, in screen order, dates that nobody knows too; `no`: those."""

    said: list[Row]
    no: list[Row]


def read_back(grid: Grid) -> ReadBack:
    rows = [row for row in grid.all() if row.answered or not row.must_be_answered]
    no = [row for row in rows if _is_plain_no(row)]
    return ReadBack(said=[row for row in rows if row not in no], no=no)


def _is_plain_no(row: Row) -> bool:
    """No, or the "No, never" that reports nothing."""
    nothing = row.value == row.question.nothing_to_report
    return row.words == "No" or (nothing and row.words.startswith("No,"))


@access("consultations.answer", record="consultation", audit="answers.opened")
def check(request: StaffRequest, ref: str) -> HttpResponse:
    consultation = consultation_of(request, ref)
    if consultation.status != Status.DRAFT:
        return HttpResponseRedirect(reverse("consultations:consultation", args=[ref]))
    form = SendForm(initial=SendForm.begun({"note": consultation.note}))
    return _check_page(request, consultation, form)


def _check_page(
    request: StaffRequest,
    consultation: Consultation,
    form: SendForm,
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    grid = grid_of(consultation)
    context = {
        **consultation_bar(request, consultation),
        "form": form,
        "grid": grid,
        "read_back": read_back(grid),
        "unanswered": unanswered(consultation, grid),
        "version": consultation.version,
        "key": uuid.uuid4(),
        "saved_at": history_of(consultation).saved_at,
        **more,
    }
    return render(request, "consultations/desk/check.html", context, status=status)


def unanswered(consultation: Consultation, grid: Grid) -> list[Problem]:
    """What has no answer yet, each line a link. Private questions are one line, until the patient
    is through with them: whatever they left open there is between them and the technician."""
    health = reverse("consultations:health", args=[consultation.reference])
    problems = [
        Problem(f"Question {row.number}: {how_to_answer(row.question)}", f"{health}#q-{row.key}")
        for row in grid.unanswered()
    ]
    if grid.private_asked and not grid.private_done:
        private = reverse("consultations:private", args=[consultation.reference])
        problems.append(Problem("Private questions: turn the screen to the patient", private))
    return problems


@access(
    "consultations.answer",
    record="consultation",
    methods="POST",
    once=nothing("The note as it is typed: the same words again change nothing."),
)
def note(request: StaffRequest, ref: str) -> HttpResponse:
    """The note as it is written. The action logs it."""
    try:
        typed, seen = request.POST.get("note", ""), request.POST.get("seen", "")
        saved = save_note(draft_of(request, ref), note=typed, by=request.user, seen=seen)
    except NotAllowed as refusal:
        context = {"refusal": refusal, "reference": ref}
        return render(request, "consultations/desk/_refused.html", context, status=409)
    return HttpResponse(status=204, headers={"X-Seen": seen_of({"note": saved.note})})


@access(
    "consultations.answer",
    record="consultation",
    audit="answers.opened",
    keeps_form=True,
    methods="GET POST",
    once=OWN,
)
def send_answers(request: StaffRequest, ref: str) -> HttpResponse:
    """The action logs the sending; where the page is shown again, the opening is logged."""
    consultation = consultation_of(request, ref, with_patient=False)
    done = HttpResponseRedirect(reverse("consultations:sent", args=[ref]))
    if request.method != "POST":
        return HttpResponseRedirect(reverse("consultations:check", args=[ref]))
    if consultation.status == Status.SUBMITTED:
        return done
    form = SendForm(request.POST)
    if "version" in form.errors:
        return HttpResponseBadRequest()
    if not form.is_valid():
        return _check_page(request, consultation, form, 422)
    seen = form.cleaned_data["version"]
    if seen == consultation.version:
        left_open = unanswered(consultation, grid_of(consultation))
        if left_open and not form.cleaned_data["unanswered"]:
            return _check_page(request, consultation, form, 422, not_confirmed=True)
    # Whatever is left open in private was left so by the patient, and the desk is not told of it.
    try:
        send(
            consultation,
            seen_version=seen,
            by=request.user,
            unanswered_confirmed=True,
            note=form.cleaned_data["note"],
            note_seen=form.cleaned_data["seen"],
        )
    except Stale as stale:
        form.meet(stale)
        return _check_page(request, consultation, form, 409)
    except ChangedUnseen:
        return _read_back_again(request, consultation, form)
    return done


def _read_back_again(
    request: StaffRequest, consultation: Consultation, form: SendForm
) -> HttpResponse:
    """The answers as they are now, and what was changed since. The note that was typed is kept."""
    consultation.refresh_from_db(fields=REREAD)
    given = form.cleaned_data
    try:
        save_note(consultation, note=given["note"], by=request.user, seen=given["seen"])
    except Stale as stale:
        form.meet(stale)
    changed = changed_since(
        changes_since(consultation, form.cleaned_data["version"]),
        grid_of(consultation),
        catalogue_of(consultation).questions,
        request.user,
    )
    return _check_page(request, consultation, form, 409, changed=changed)


@access("consultations.answer", record="consultation", audit="consultation.opened")
def sent(request: StaffRequest, ref: str) -> HttpResponse:
    consultation = consultation_of(request, ref)
    if consultation.status == Status.DRAFT:
        return HttpResponseRedirect(reverse("consultations:check", args=[ref]))
    context = {
        **consultation_bar(request, consultation),
        "phone": consultation.site.phone,
    }
    return render(request, "consultations/desk/sent.html", context)
