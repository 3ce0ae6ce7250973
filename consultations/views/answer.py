"""Saving one answer at once, for the script on the page and for the pages that ask to pick one."""

from __future__ import annotations

import json
from typing import Any

from django.http import HttpResponse, HttpResponseBadRequest, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from clinic.access import StaffRequest, access
from clinic.errors import NotAllowed
from clinic.once import OWN
from consultations.actions.answers import SavedAnswer
from consultations.actions.intake import save_answer
from consultations.actions.sections import save_answers
from consultations.errors import Conflict
from consultations.forms.answers import AnswersForm
from consultations.grid import Grid
from consultations.history import newest_change
from consultations.models import Consultation
from consultations.views.health import conflict_page, problems_of
from consultations.views.questions import (
    REREAD,
    SaveForm,
    boxes_of,
    desk_question,
    draft_of,
    grid_of,
)
from sideeffects.risk import Question


@access("consultations.answer", record="consultation", keeps_form=True, methods="POST", once=OWN)
def answer(request: StaffRequest, ref: str) -> HttpResponse:
    """Answers script with the rows that changed. It is no reading: the action logs the save."""
    try:
        consultation = draft_of(request, ref)
        save = SaveForm(request.POST)
        if not save.is_valid():
            return HttpResponseBadRequest()
        if "picking" in request.POST:
            return _picked(request, consultation, save)
        return _one(request, consultation, save)
    except NotAllowed as refusal:
        if not request.htmx:
            raise
        context = {"refusal": refusal, "reference": ref}
        return render(request, "consultations/desk/_refused.html", context, status=409)


def _one(request: StaffRequest, consultation: Consultation, save: SaveForm) -> HttpResponse:
    question = desk_question(consultation, request.POST.get("question", ""))
    form = AnswersForm([question], request.POST)
    before = grid_of(consultation)
    if not form.is_valid():
        context = {"question": question, "messages_of": problems_of(before, form)}
        return render(request, "consultations/desk/_invalid.html", context, status=422)
    try:
        saved = save_answer(
            consultation,
            question.key,
            form.answers()[question.key],
            seen_version=save.cleaned_data["version"],
            key=save.cleaned_data["key"],
            by=request.user,
        )
    except Conflict as conflict:
        consultation.refresh_from_db(fields=REREAD)
        return _conflict(request, consultation, conflict)
    if not request.htmx:
        return _back(request, consultation.reference, question)
    return _saved(request, consultation, before, question, saved)


def _saved(
    request: StaffRequest,
    consultation: Consultation,
    before: Grid,
    question: Question,
    saved: SavedAnswer,
) -> HttpResponse:
    """The rows that this save, or somebody else meanwhile, has changed."""
    row = before.row(question.key)
    was = row.words if row and row.answered and row.value != saved.value else ""
    if saved.others:
        consultation.refresh_from_db(fields=REREAD)
    else:
        answers = {**consultation.answers, question.key: saved.value}
        consultation.answers = {key: value for key, value in answers.items() if value is not None}
    after = grid_of(consultation)
    now = timezone.now()
    tops, sections = _changed_parts(before, after, {question.key, *saved.others})
    shown = [row for part in (*tops, *sections) for row in part.all()]
    context = {
        "consultation": consultation,
        "question": question,
        "grid": after,
        "tops": tops,
        "sections": sections,
        "boxes": boxes_of(shown, consultation),
        "changed": {question.key: {"was_words": was, "at": now}} if was else {},
        "version": saved.version,
        "others": saved.others,
        "saved_at": now,
        "fast_keys": request.user.fast_keys,
    }
    return render(request, "consultations/desk/_saved.html", context)


def _changed_parts(before: Grid, after: Grid, touched: set[str]) -> tuple[list[Any], list[Any]]:
    """Numbered rows to show anew, and whole sections where numbered rows came or went."""
    shown = {section.key: [row.key for row in section.rows] for section in before.sections}
    sections = [
        part for part in after.sections if [r.key for r in part.rows] != shown.get(part.key)
    ]
    anew = {part.key for part in sections}
    below = {
        top.key: [row.key for row in top.all()] for part in before.sections for top in part.rows
    }
    tops = [
        top
        for part in after.sections
        if part.key not in anew
        for top in part.rows
        if [row.key for row in top.all()] != below[top.key]
        or touched & {row.key for row in top.all()}
    ]
    return tops, sections


def _conflict(
    request: StaffRequest, consultation: Consultation, conflict: Conflict
) -> HttpResponse:
    if not request.htmx:
        return conflict_page(request, consultation, [conflict])
    grid = grid_of(consultation)
    row, top = grid.row(conflict.question), grid.top_row(conflict.question)
    context = {
        "conflict": conflict,
        "question": consultation.edition.catalogue.questions[conflict.question],
        "row": row,
        "top": top,
        "boxes": boxes_of(top.all() if top else (), consultation),
        "changed": {},
        "version": consultation.version,
        "by_me": conflict.theirs_by == request.user,
        "fast_keys": request.user.fast_keys,
    }
    return render(request, "consultations/desk/_conflict.html", context, status=409)


def _picked(request: StaffRequest, consultation: Consultation, save: SaveForm) -> HttpResponse:
    """The page with both values came back: save what was picked; ask again what was not."""
    questions = [desk_question(consultation, key) for key in request.POST.getlist("shown")]
    picks = {part.key: request.POST.get(f"pick-{part.key}") for part in questions}
    try:
        yours = {
            part.key: json.loads(request.POST.get(f"yours-{part.key}", "")) for part in questions
        }
        saved = save_answers(
            consultation,
            {key: yours[key] for key, pick in picks.items() if pick == "yours"},
            seen_version=save.cleaned_data["version"],
            key=save.cleaned_data["key"],
            by=request.user,
        )
    except ValueError:  # no JSON, or no answer to the question (AnswerErrors)
        return HttpResponseBadRequest()
    consultation.refresh_from_db(fields=REREAD)
    unpicked = [part for part in questions if picks[part.key] not in ("yours", "theirs")]
    again = [_still_open(consultation, part, yours[part.key]) for part in unpicked]
    if again or saved.conflicts:
        names = [part.key for part in unpicked]
        return conflict_page(request, consultation, [*saved.conflicts, *again], unpicked=names)
    return _back(request, consultation.reference, questions[0] if questions else None)


def _still_open(consultation: Consultation, question: Question, yours: Any) -> Conflict:
    change = newest_change(consultation, question.key)
    if change is None:
        raise NotAllowed("This answer was not changed.", "Load the page again.")
    return Conflict(
        question.key,
        yours=yours,
        theirs=consultation.answers.get(question.key),
        theirs_by=change.set_by,
        at=change.set_at,
    )


def _back(request: StaffRequest, ref: str, question: Question | None) -> HttpResponse:
    if request.POST.get("next") == "check":
        return HttpResponseRedirect(reverse("consultations:check", args=[ref]))
    place = f"#q-{question.key}" if question else ""
    return HttpResponseRedirect(reverse("consultations:health", args=[ref]) + place)
