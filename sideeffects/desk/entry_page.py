"""What stands around the boxes of an entry: what uses it, who changed it, what live says."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sideeffects.desk.draft import plain_of
from sideeffects.desk.history import Changed, changes_of
from sideeffects.desk.kinds import KINDS
from sideeffects.desk.uses import Use, uses_of
from sideeffects.models import Edition, Entry
from sideeffects.risk import Catalogue
from sideeffects.risk.wording import fill


@dataclass(frozen=True, slots=True)
class EntryPage:
    """`live`: the entry as the live edition says it; None when that does not hold it."""

    title: str
    uses: tuple[Use, ...]
    history: list[Changed]
    live: dict[str, Any] | None
    differs: bool

    @property
    def can_undo(self) -> Changed | None:
        newest = next(iter(self.history), None)
        return newest if newest is not None and not newest.added else None


def row_of(part: str, key: str) -> Entry | None:
    """The row of an entry, retired ones too."""
    row: Entry | None = (
        KINDS[part].model.objects.select_related("changed_by").filter(key=key).first()
    )
    return row


def entry_page(part: str, row: Entry, draft: Catalogue) -> EntryPage:
    live = Edition.objects.newest()
    said = plain_of(live.catalogue, part, row.key) if live else None
    now = plain_of(draft, part, row.key)
    return EntryPage(
        title=fill(draft, KINDS[part].title(row.plain())),
        uses=uses_of(draft, part, row.key),
        history=changes_of(row),
        live=said,
        differs=said != now,
    )
