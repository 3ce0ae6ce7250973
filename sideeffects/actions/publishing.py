"""Publishing: the rows frozen as the next edition, and a clinician's name beside it."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction

from clinic import audit
from clinic.models import User
from sideeffects.actions.ground import NotReady, one_at_a_time
from sideeffects.editions import canonical_json, catalogue_of_rows, search_entries
from sideeffects.models import Edition, EditionApproval, Proposal, SearchEntry
from sideeffects.risk import Catalogue, CatalogueError, Problem, problems


@dataclass(frozen=True, slots=True)
class Published:
    edition: Edition
    new: bool


@transaction.atomic
def publish(*, by: User | None, note: str = "") -> Published:
    """Freeze the rows as the next edition, unless the live one says the same already.

    For setting up a clinic from the command line; at the desk editions are proposed first
    (proposing.py). Raises ``NotReady`` while anything is wrong with the catalogue.
    """
    one_at_a_time()
    catalogue = readable_draft()
    found = problems(catalogue)
    if found:
        raise NotReady(found)
    live = Edition.objects.newest()
    if live is not None and live.hash == catalogue.hash:
        return Published(live, new=False)
    edition = freeze(catalogue, by=by, note=note)
    stop_overtaken(edition, by=by)
    return Published(edition, new=True)


def readable_draft() -> Catalogue:
    """The rows as a catalogue; raises ``NotReady`` where one of them cannot be read."""
    try:
        return catalogue_of_rows()
    except CatalogueError as error:
        raise NotReady((Problem("unreadable", error.file, error.key, error.reason),)) from None


def freeze(catalogue: Catalogue, *, by: User | None, note: str) -> Edition:
    """The next edition; called in a transaction, under the lock."""
    live = Edition.objects.newest()
    edition = Edition.objects.create(
        number=live.number + 1 if live else 1,
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
        detail={"number": edition.number, "hash": edition.hash},
    )
    edition.refresh_from_db(fields=["published_at"])
    return edition


def stop_overtaken(edition: Edition, *, by: User | None) -> None:
    """Proposals that compare with what is not live any more can never go live themselves."""
    for proposal in Proposal.objects.still_open().select_for_update(of=("self",)):
        stop(proposal, edition, by=by)


def stop(proposal: Proposal, live: Edition, *, by: User | None) -> None:
    proposal.stopped = (
        f"Edition {live.number} went live meanwhile, so this compares with what is not live any "
        "more. Propose the draft again."
    )
    proposal.save(update_fields=["stopped"])
    audit.record("proposal.stopped", actor=by, subject=proposal, detail={"live": live.number})


@transaction.atomic
def record_approval(edition: Edition, *, name: str, role: str, by: User) -> EditionApproval:
    """Note that a named clinician vouches for an edition."""
    approval = EditionApproval.objects.create(
        edition=edition, name=name.strip(), role=role.strip(), recorded_by=by
    )
    audit.record("edition.approved", actor=by, subject=edition, detail={"number": edition.number})
    return approval
