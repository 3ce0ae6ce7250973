"""The catalogue desk: its home, its lists, what the draft changes, and the checks."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from clinic.access import StaffRequest, access, may
from sideeffects.actions import NotReady, drafting
from sideeffects.actions.publishing import readable_draft
from sideeffects.desk.attention import notes
from sideeffects.desk.checking import blocking, grouped, worth_a_look
from sideeffects.desk.kinds import KINDS
from sideeffects.desk.lists import listing
from sideeffects.desk.locks import held_now
from sideeffects.desk.overview import changes_of_draft, counts
from sideeffects.forms.desk_list import ListForm
from sideeffects.forms.editors import EDITORS
from sideeffects.models import Edition

FIRST_CHANGES = 5


@access("catalogue.check")
def home(request: StaffRequest) -> HttpResponse:
    draft = readable_draft()
    found = changes_of_draft(draft)
    numbers = counts()
    context = {
        "live": Edition.objects.newest(),
        "changes": found[:FIRST_CHANGES],
        "change_count": len(found),
        "more": len(found) - FIRST_CHANGES,
        "notes": notes(draft),
        "kinds": [(KINDS[part], numbers[part]) for part in KINDS],
        "locks": held_now(),
        "may_edit": may(request.user, "catalogue.edit"),
    }
    return render(request, "sideeffects/desk/home.html", context)


@access("catalogue.check")
def entries(request: StaffRequest, part: str) -> HttpResponse:
    draft = readable_draft()
    locks = held_now()
    form = ListForm(request.GET or None, part=part)
    shown = listing(part, draft, locks, form.wanted())
    context = {
        "kind": KINDS[part],
        "form": form,
        "shown": shown,
        "may_add": part in EDITORS,
        "others": [kind for kind in KINDS.values() if kind.part != part],
    }
    template = "_list_rows" if request.htmx else "list"
    return render(request, f"sideeffects/desk/{template}.html", context)


@access("catalogue.check")
def changes(request: StaffRequest) -> HttpResponse:
    """Everything the draft changes, each change with its undo."""
    found = changes_of_draft(readable_draft())
    context = {
        "changes": found,
        "live": Edition.objects.newest(),
        "may_edit": may(request.user, "catalogue.edit"),
    }
    return render(request, "sideeffects/desk/changes.html", context)


@access("catalogue.edit", methods="GET POST")
def discard(request: StaffRequest) -> HttpResponse:
    """The whole draft; asked once more on a page of its own."""
    if request.method == "POST":
        drafting.discard_draft(by=request.user)
        messages.success(request, "The draft is discarded: it says what the live edition says.")
        return HttpResponseRedirect(reverse("sideeffects:desk"))
    try:
        count: int | None = len(changes_of_draft(readable_draft()))
    except NotReady:  # discarding is a way out of it
        count = None
    return render(request, "sideeffects/desk/discard.html", {"count": count})


@access("catalogue.check")
def checks(request: StaffRequest) -> HttpResponse:
    draft = readable_draft()
    context = {"blocking": grouped(draft, blocking(draft)), "worth": worth_a_look(draft)}
    return render(request, "sideeffects/desk/checks.html", context)
