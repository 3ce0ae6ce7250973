"""A catalogue's folder comes in: read, shown beside the draft and the live edition, then used."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from clinic.access import StaffRequest, access
from sideeffects.actions.importing import DraftChanged, keep_folder, make_draft
from sideeffects.desk.imports import DraftNow, draft_as_it_is, folders, waiting_folders
from sideeffects.desk.overview import changes_between, live_catalogue, problems_of
from sideeffects.desk.paging import pager
from sideeffects.differences import EntryChange
from sideeffects.forms.imports import ImportForm, words_of
from sideeffects.models import ImportedFolder
from sideeffects.risk import Catalogue, CatalogueError

CHANGES_A_PAGE = 40
SAME_AS = {"draft": "the draft", "live": "the live edition"}


@access("catalogue.edit", methods="GET POST")
def send(request: StaffRequest) -> HttpResponse:
    if request.method != "POST":
        return _send_page(request, ImportForm.empty())
    form = ImportForm(request.POST, request.FILES)
    if not form.is_valid():
        return _send_page(request, form, status=422)
    try:
        folder = keep_folder(
            form.catalogue,
            left_out=form.left_out,
            by=request.user,
            key=form.cleaned_data["key"],
        )
    except CatalogueError as error:
        form.add_error("folder", words_of(error))
        return _send_page(request, form, status=422)
    return HttpResponseRedirect(reverse("sideeffects:import_folder", args=[folder.pk]))


@access("catalogue.edit", record="imported folder")
def folder(request: StaffRequest, pk: int) -> HttpResponse:
    return _folder_page(request, get_object_or_404(folders(), pk=pk))


@access("catalogue.edit", methods="POST", record="imported folder")
def use(request: StaffRequest, pk: int) -> HttpResponse:
    """Never live: it becomes the draft, and publishing asks everything it always asks."""
    found = get_object_or_404(folders(), pk=pk)
    try:
        loaded = make_draft(found, seen=request.POST.get("seen", ""), by=request.user)
    except DraftChanged as refusal:
        return _folder_page(request, found, refusal=refusal, status=409)
    said = "The draft says this already." if loaded.nothing else "The folder is the draft now."
    messages.success(request, f"{said} Nothing is live before it is published.")
    return HttpResponseRedirect(reverse("sideeffects:desk_changes"))


def _send_page(request: StaffRequest, form: ImportForm, status: int = 200) -> HttpResponse:
    context = {"form": form, "waiting": waiting_folders()}
    return render(request, "sideeffects/desk/import.html", context, status=status)


def _folder_page(
    request: StaffRequest,
    found: ImportedFolder,
    refusal: DraftChanged | None = None,
    status: int = 200,
) -> HttpResponse:
    draft, live = draft_as_it_is(), live_catalogue()
    sent = found.catalogue
    beside = "live" if request.GET.get("beside") == "live" else "draft"
    changes = changes_between(live if beside == "live" else draft.catalogue, sent)
    page: Page[EntryChange] = Paginator(changes, CHANGES_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "folder": found,
        "draft": draft,
        "beside": SAME_AS[beside],
        "changes": page,
        "count": len(changes),
        "problems": problems_of(sent),
        "refusal": refusal,
        "tabs": _tabs(request.path, draft, live, sent, beside),
        **pager(page, beside=beside),
    }
    return render(request, "sideeffects/desk/import_folder.html", context, status=status)


def _tabs(
    path: str, draft: DraftNow, live: Catalogue | None, sent: Catalogue, beside: str
) -> list[dict[str, Any]]:
    path = path.removesuffix("use/")
    return [
        {
            "label": label,
            "url": f"{path}?beside={name}",
            "here": name == beside,
            "count": len(changes_between(before, sent)),
        }
        for name, label, before in (
            ("draft", "Beside the draft", draft.catalogue),
            ("live", "Beside the live edition", live),
        )
    ]
