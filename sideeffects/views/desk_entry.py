"""One entry of the draft: read, edited with a live preview, retired, undone."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.template.loader import select_template
from django.urls import reverse

from clinic.access import StaffRequest, access, may
from clinic.errors import NotAllowed
from clinic.once import nothing
from sideeffects.actions import drafting, locks
from sideeffects.actions.publishing import readable_draft
from sideeffects.desk.addresses import edit_address
from sideeffects.desk.draft import with_entry
from sideeffects.desk.entry_page import EntryPage, entry_page, row_of
from sideeffects.desk.keys import free_key
from sideeffects.desk.kinds import KINDS
from sideeffects.desk.previews import PREVIEWS
from sideeffects.forms.editors import EDITORS
from sideeffects.forms.entry import EntryForm
from sideeffects.models import Entry
from sideeffects.risk import Catalogue, CatalogueError


@access("catalogue.edit", methods="GET POST", keeps_form=True)
def new(request: StaffRequest, part: str) -> HttpResponse:
    """A new entry, empty or begun as a copy of another (`?copy=key`, `?after=key`)."""
    draft = readable_draft()
    form = _form(part, request, draft, None, start=_copied(part, request))
    if request.method == "POST" and not form.only_rearranges and _wants(request, "save"):
        key = free_key(KINDS[part].model, form.new_key()) if form.is_valid() else ""
        plain = form.whole(key) if key else None
        if plain is not None:
            try:
                row = drafting.add_entry(
                    part, plain, by=request.user, after=form.after(), apart=form.apart()
                )
            except CatalogueError as error:
                form.refuse(error)
            else:
                messages.success(request, "Added to the draft.")
                return HttpResponseRedirect(edit_address(part, row.key))
    if form.only_rearranges:
        form.unjudged()
    status = 422 if form.is_bound and form.problems else 200
    context = {
        "kind": KINDS[part],
        "form": form,
        "fields_template": _fields(part),
        "preview": _preview(part, draft, form, None),
        "preview_template": _preview_template(part),
        "preview_url": reverse("sideeffects:desk_preview", args=[part, "new"]),
    }
    return render(request, "sideeffects/desk/new.html", context, status=status)


@access("catalogue.check", methods="GET POST", record="catalogue entry", keeps_form=True)
def entry(request: StaffRequest, part: str, key: str) -> HttpResponse:
    """Whoever gives the second look may try a change here, but not save it."""
    row = _found(part, key)
    draft = readable_draft()
    form = _form(part, request, draft, row)
    if request.method == "POST" and not form.only_rearranges and _wants(request, "save"):
        if not may(request.user, "catalogue.edit"):
            raise NotAllowed("Only a manager of the catalogue saves changes of the draft.")
        return _save(request, part, row, form, draft)
    if form.only_rearranges:
        form.unjudged()
    return _page(request, part, row, form, draft)


def _save(
    request: StaffRequest, part: str, row: Entry, form: EntryForm, draft: Catalogue
) -> HttpResponse:
    plain = form.whole(row.key) if form.is_valid() else None
    if plain is None:
        return _page(request, part, row, form, draft, status=422)
    if elsewhere := form.saved_elsewhere():
        return HttpResponseRedirect(elsewhere, preserve_request=True)
    try:
        drafting.save_entry(part, plain, seen=request.POST.get("seen", ""), by=request.user)
    except CatalogueError as error:
        form.refuse(error)
        return _page(request, part, row, form, draft, status=422)
    except drafting.ChangedMeanwhile as refusal:
        return _page(request, part, refusal.row, form, draft, status=409, refusal=refusal)
    messages.success(request, "Saved in the draft.")
    return HttpResponseRedirect(edit_address(part, row.key))


@access(
    "catalogue.check",
    methods="POST",
    record="catalogue entry",
    once=nothing("It shows what is typed and saves nothing."),
)
def preview(request: StaffRequest, part: str, key: str) -> HttpResponse:
    """The preview alone, while somebody types. The entry named "new" is one not saved yet."""
    row = None if key == "new" else _found(part, key)
    draft = readable_draft()
    form = _form(part, request, draft, row)
    context = {"preview": _preview(part, draft, form, row), "form": form, "kind": KINDS[part]}
    return render(request, _preview_template(part), context)


@access("catalogue.edit", methods="POST", record="catalogue entry")
def retire(request: StaffRequest, part: str, key: str) -> HttpResponse:
    _found(part, key)
    drafting.retire_entry(part, key, by=request.user)
    messages.success(request, "Retired in the draft: the next edition will not hold it.")
    return HttpResponseRedirect(edit_address(part, key))


@access("catalogue.edit", methods="POST", record="catalogue entry")
def bring_back(request: StaffRequest, part: str, key: str) -> HttpResponse:
    _found(part, key)
    drafting.bring_back(part, key, by=request.user)
    messages.success(request, "It is part of the draft again.")
    return HttpResponseRedirect(edit_address(part, key))


@access("catalogue.edit", methods="POST", record="catalogue entry")
def put_back(request: StaffRequest, part: str, key: str) -> HttpResponse:
    """Undo all that the draft changed about this entry."""
    _found(part, key)
    drafting.put_back(part, key, by=request.user)
    messages.success(request, "It says again what the live edition says.")
    if request.POST.get("next") == "changes":
        return HttpResponseRedirect(reverse("sideeffects:desk_changes"))
    return HttpResponseRedirect(edit_address(part, key))


@access("catalogue.edit", methods="POST", record="catalogue entry")
def undo(request: StaffRequest, part: str, key: str) -> HttpResponse:
    _found(part, key)
    change = request.POST.get("change", "")
    number = int(change) if change.isascii() and change.isdigit() and len(change) < 18 else 0
    drafting.undo_last(part, key, number, by=request.user)
    messages.success(request, "The last change is undone.")
    return HttpResponseRedirect(edit_address(part, key))


@access("catalogue.edit", methods="POST", record="catalogue entry")
def take_over(request: StaffRequest, part: str, key: str) -> HttpResponse:
    _found(part, key)
    locks.take_lock(part, key, by=request.user, over=True)
    return HttpResponseRedirect(edit_address(part, key))


@access(
    "catalogue.edit",
    methods="POST",
    record="catalogue entry",
    once=nothing("An entry that is free is free."),
)
def leave(request: StaffRequest, part: str, key: str) -> HttpResponse:
    """Done with this entry: colleagues see it as free at once."""
    _found(part, key)
    locks.leave_lock(part, key, by=request.user)
    return HttpResponseRedirect(reverse("sideeffects:desk_list", args=[part]))


def _found(part: str, key: str) -> Entry:
    row = row_of(part, key)
    if row is None:
        raise Http404
    return row


def _form(
    part: str,
    request: StaffRequest,
    draft: Catalogue,
    row: Entry | None,
    start: dict[str, Any] | None = None,
) -> EntryForm:
    if part not in EDITORS:
        raise Http404
    typed = request.POST if request.method == "POST" else None
    plain = row.plain() if row else None
    begun = EDITORS[part].begun(request.GET, plain or start, draft)
    return EDITORS[part](typed, draft=draft, plain=plain, start=begun)


def _copied(part: str, request: StaffRequest) -> dict[str, Any] | None:
    """The entry that a new one begins as a copy of."""
    row = row_of(part, request.GET.get("copy", ""))
    return row.plain() if row else None


def _wants(request: StaffRequest, what: str) -> bool:
    return request.POST.get("do", "save") == what


def _preview_template(part: str) -> str:
    known = part if part in PREVIEWS else "none"
    return f"sideeffects/desk/preview/{known}.html"


def _fields(part: str) -> str:
    """The boxes of this kind of entry; one below the other where it has no page of its own."""
    return str(
        select_template(
            [f"sideeffects/desk/fields/{part}.html", "sideeffects/desk/_fields.html"]
        ).template.name
    )


def _preview(
    part: str, draft: Catalogue, form: EntryForm, row: Entry | None
) -> dict[str, Any] | None:
    """What the entry would look like as typed; None while it cannot be read."""
    key = row.key if row else "new"
    if not form.is_bound:
        plain = row.plain() if row else None
    else:
        plain = form.whole(key) if form.is_valid() else None
    if plain is None or part not in PREVIEWS:
        return None
    try:
        return PREVIEWS[part](with_entry(draft, part, plain), key)
    except CatalogueError as error:
        form.refuse(error)
        return None


def _page(
    request: StaffRequest,
    part: str,
    row: Entry,
    form: EntryForm,
    draft: Catalogue,
    *,
    status: int = 200,
    refusal: NotAllowed | None = None,
) -> HttpResponse:
    lock = None
    if may(request.user, "catalogue.edit") and not row.retired:
        lock = locks.take_lock(part, row.key, by=request.user)
    page: EntryPage = entry_page(part, row, draft)
    seen = request.POST.get("seen", "") if form.is_bound and refusal is None else row.fingerprint
    context = {
        "kind": KINDS[part],
        "row": row,
        "form": form,
        "page": page,
        "seen": seen,
        "refusal": refusal,
        "lock": lock if lock and lock.held_by_id != request.user.pk else None,
        "may_edit": may(request.user, "catalogue.edit"),
        "fields_template": _fields(part),
        "preview": _preview(part, draft, form, None if row.retired and not form.is_bound else row),
        "preview_template": _preview_template(part),
        "preview_url": reverse("sideeffects:desk_preview", args=[part, row.key]),
    }
    return render(request, "sideeffects/desk/entry.html", context, status=status)
