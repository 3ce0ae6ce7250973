"""What is done to a question beside saving it: another place, another meaning."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from clinic.access import StaffRequest, access
from clinic.carried import fields_of
from clinic.errors import NotAllowed
from sideeffects.actions import questions
from sideeffects.actions.publishing import readable_draft
from sideeffects.desk.addresses import edit_address
from sideeffects.desk.draft import with_entry
from sideeffects.desk.entry_page import row_of
from sideeffects.desk.overview import changes_between
from sideeffects.desk.renewal import renewal
from sideeffects.forms.question import QuestionForm
from sideeffects.models import Entry

PART = "questions"


@access("catalogue.edit", methods="POST", record="catalogue entry")
def move(request: StaffRequest, key: str) -> HttpResponse:
    """One place up or down in its section."""
    _found(key)
    up = request.POST.get("way") == "up"
    questions.move_question(key, up=up, by=request.user, seen=request.POST.get("seen", ""))
    messages.success(request, f"Moved {'up' if up else 'down'} in the draft.")
    return HttpResponseRedirect(edit_address(PART, key))


@access("catalogue.edit", methods="POST", record="catalogue entry", keeps_form=True)
def new_meaning(request: StaffRequest, key: str) -> HttpResponse:
    """First what a new meaning brings along; confirmed, the new question is made."""
    row = _found(key)
    draft = readable_draft()
    form = QuestionForm(request.POST, draft=draft, plain=row.plain())
    plain = form.whole(key) if form.is_valid() else None
    if plain is None or not form.renews:
        raise NotAllowed("The draft changed meanwhile.", "Open the question and save it again.")
    if request.POST.get("do") == "confirm":
        seen = request.POST.get("seen", "")
        renewed = questions.new_meaning(plain, seen=seen, by=request.user)
        messages.success(request, "The new question is in the draft. The old one is retired.")
        return HttpResponseRedirect(edit_address(PART, renewed.key))
    context = {
        "row": row,
        "renewal": renewal(draft, plain),
        "changes": changes_between(draft, with_entry(draft, PART, plain)),
        "typed": [(name, value) for name, value in fields_of(request) if name != "do"],
    }
    return render(request, "sideeffects/desk/new_meaning.html", context)


def _found(key: str) -> Entry:
    row = row_of(PART, key)
    if row is None or row.retired:
        raise Http404
    return row
