"""Publishing: the rows frozen as the next edition, and a clinician's name beside it."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction

from clinic import audit
from clinic.models import User
from sideeffects.actions.ground import NotReady, one_at_a_time
from sideeffects.editions import canonical_json, catalogue_of_rows, search_entries
from sideeffects.models import Edition, EditionApproval, SearchEntry
from sideeffects.risk import Catalogue, CatalogueError, Problem, problems


@dataclass(frozen=True, slots=True)
class Published:
    edition: Edition
    new: bool


@transaction.atomic
def publish(*, by: User | None, note: str = "") -> Published:
    """Freeze the rows as the next edition, unless the live one says the same already.

    Raises ``NotReady`` while anything is wrong with the catalogue.
    """
    one_at_a_time()
    try:
        catalogue = catalogue_of_rows()
    except CatalogueError as error:
        raise NotReady((Problem("unreadable", error.file, error.key, error.reason),)) from None
    found = problems(catalogue)
    if found:
        raise NotReady(found)
    live = Edition.objects.newest()
    if live is not None and live.hash == catalogue.hash:
        return Published(live, new=False)
    return Published(_freeze(catalogue, live.number + 1 if live else 1, by, note), new=True)


def _freeze(catalogue: Catalogue, number: int, by: User | None, note: str) -> Edition:
    edition = Edition.objects.create(
        number=number,
        canonical=canonical_json(catalogue),
        hash=catalogue.hash,
        published_by=by,
        note=note,
    )
    SearchEntry.objects.bulk_create(search_entries(edition, catalogue))
    audit.record(
        "edition.published",
        actor=by,
        subject=edition,
        detail={"number": number, "hash": edition.hash},
    )
    edition.refresh_from_db(fields=["published_at"])
    return edition


@transaction.atomic
def record_approval(edition: Edition, *, name: str, role: str, by: User) -> EditionApproval:
    """Note that a named clinician vouches for an edition."""
    approval = EditionApproval.objects.create(
        edition=edition, name=name.strip(), role=role.strip(), recorded_by=by
    )
    audit.record("edition.approved", actor=by, subject=edition, detail={"number": edition.number})
    return approval
