"""The catalogue as a zip of YAML files: an edition, or the draft."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render

from clinic.access import StaffRequest, access, concerns
from clinic.errors import NotAllowed
from sideeffects.actions.publishing import readable_draft
from sideeffects.desk.exporting import folder_of_draft, folder_of_edition, zipped
from sideeffects.models import Edition
from sideeffects.risk import CatalogueError


@access("catalogue.check")
def choose(request: StaffRequest) -> HttpResponse:
    editions = Edition.objects.select_related("published_by")
    return render(request, "sideeffects/desk/export.html", {"editions": editions})


@access("catalogue.check", audit="catalogue.exported")
def edition(request: StaffRequest, number: int) -> HttpResponse:
    found = get_object_or_404(Edition, number=number)
    concerns(request, found, number=number)
    return _download(f"catalogue-edition-{number}", zipped(folder_of_edition(found)))


@access("catalogue.check", audit="catalogue.exported")
def draft(request: StaffRequest) -> HttpResponse:
    try:
        files = folder_of_draft(readable_draft())
    except CatalogueError as error:
        raise NotAllowed(
            f"The draft cannot be read, so it was not exported. {error}.",
            "Repair that entry, then export it again.",
        ) from None
    concerns(request, None, draft=True)
    return _download("catalogue-draft", zipped(files))


def _download(name: str, packed: bytes) -> HttpResponse:
    return HttpResponse(
        packed,
        content_type="application/zip",
        headers={"Content-Disposition": f'attachment; filename="{name}.zip"'},
    )
