"""Folders that were sent, and the draft they are shown beside."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import QuerySet

from sideeffects.editions import catalogue_of_rows
from sideeffects.models import ImportedFolder
from sideeffects.risk import Catalogue, CatalogueError, digest

LATEST = 5


@dataclass(frozen=True, slots=True)
class DraftNow:
    """The draft, or why it cannot be read. `mark` differs whenever the draft does."""

    catalogue: Catalogue | None
    mark: str
    error: str = ""


def draft_as_it_is() -> DraftNow:
    try:
        catalogue = catalogue_of_rows()
    except CatalogueError as error:
        return DraftNow(None, digest(str(error).encode()), str(error))
    return DraftNow(catalogue, catalogue.hash)


def folders() -> QuerySet[ImportedFolder]:
    """Without the text of the catalogue, which only one page needs."""
    return ImportedFolder.objects.defer("canonical").select_related("imported_by")


def waiting_folders() -> QuerySet[ImportedFolder]:
    """The newest that nobody made the draft."""
    return folders().filter(used_at=None)[:LATEST]
