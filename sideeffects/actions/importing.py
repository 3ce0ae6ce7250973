"""A folder that was sent becomes the draft: first kept and compared, then used. Never live."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone

from clinic import audit
from clinic.errors import NotAllowed
from clinic.models import User
from sideeffects.actions.ground import one_at_a_time
from sideeffects.actions.loading import Loaded, check_rows, rows_as
from sideeffects.desk.imports import draft_as_it_is
from sideeffects.editions import canonical_json
from sideeffects.models import ImportedFolder
from sideeffects.risk import Catalogue


class DraftChanged(NotAllowed):
    """The draft is another than the one that the folder was shown beside."""

    def __init__(self) -> None:
        super().__init__(
            "The draft was changed since you opened this page.",
            "Look at what differs now, then decide again.",
        )


@transaction.atomic
def keep_folder(
    catalogue: Catalogue, *, left_out: Sequence[str], by: User, key: uuid.UUID
) -> ImportedFolder:
    """Keep a folder that was read, to be looked at. Changes nothing else.

    Raises ``CatalogueError`` for what no row could hold.
    """
    before = ImportedFolder.objects.filter(created_key=key).first()
    if before is not None:
        return before
    check_rows(catalogue)
    folder = ImportedFolder.objects.create(
        canonical=canonical_json(catalogue),
        hash=catalogue.hash,
        left_out=list(left_out),
        draft_hash=draft_as_it_is().mark,
        imported_by=by,
        created_key=key,
    )
    audit.record("catalogue.folder_sent", actor=by, subject=folder, detail={"hash": folder.hash})
    return folder


@transaction.atomic
def make_draft(folder: ImportedFolder, *, seen: str, by: User) -> Loaded:
    """Make the draft say what the folder says. `seen`: the mark of the draft it was shown beside.

    Raises `DraftChanged`, and `NotAllowed` for a folder that was used.
    """
    one_at_a_time()
    row = ImportedFolder.objects.select_for_update(of=("self",)).get(pk=folder.pk)
    if row.used_at is not None:
        raise NotAllowed("This folder was made the draft already.", "Send it again to use it anew.")
    if draft_as_it_is().mark != seen:
        raise DraftChanged
    loaded = rows_as(row.catalogue, by=by)
    row.used_at = timezone.now()
    row.save(update_fields=["used_at"])
    audit.record("catalogue.folder_used", actor=by, subject=row, detail=loaded.counts)
    return loaded
