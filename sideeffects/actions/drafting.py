"""Changing the draft, entry by entry. Nothing of it reaches a patient until it is published."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F, Max
from django.utils import timezone

from clinic import audit
from clinic.errors import NotAllowed
from clinic.models import User
from sideeffects.actions.brought_along import brought_along
from sideeffects.actions.ground import one_at_a_time
from sideeffects.actions.loading import Loaded, rows_as
from sideeffects.desk.history import last_change
from sideeffects.desk.kinds import KINDS, kind_of
from sideeffects.desk.uses import uses_of
from sideeffects.editions import catalogue_of_rows, columns_of
from sideeffects.models import Edition, Entry
from sideeffects.risk import CatalogueError
from sideeffects.risk.reading import Row

Plain = dict[str, Any]


class ChangedMeanwhile(NotAllowed):
    """Somebody else saved this entry since it was opened. `row` is what it says now."""

    def __init__(self, row: Entry) -> None:
        who = row.changed_by.display_name if row.changed_by else "Somebody"
        super().__init__(
            f"{who} changed this since you opened it.",
            "Compare below what is saved with what you typed, then save again.",
        )
        self.row = row


@transaction.atomic
def save_entry(part: str, plain: Plain, *, seen: str, by: User) -> Entry:
    """Write an entry of the draft as its file would write it.

    `seen`: the fingerprint of the entry as it was opened. Raises `CatalogueError` with the field's
    name, and `ChangedMeanwhile`; then nothing is saved.
    """
    one_at_a_time()
    model = KINDS[part].model
    row = _existing(model, plain[model.KEY])
    if row.fingerprint != seen:
        raise ChangedMeanwhile(row)
    changed = _set(row, plain)
    if changed:
        _keep(row, by, "catalogue.row_changed", {"fields": changed})
    return row


@transaction.atomic
def add_entry(
    part: str, plain: Plain, *, by: User, after: str | None = None, apart: Plain | None = None
) -> Entry:
    """A new entry of the draft, at the end of its part or right after another one.

    `apart`: the columns that no edition holds.
    """
    one_at_a_time()
    model = KINDS[part].model
    if model.objects.filter(key=plain[model.KEY]).exists():
        raise CatalogueError(model.FILE, plain[model.KEY], f"'{model.KEY}' is taken already")
    row = model(**(apart or {}))
    _set(row, plain)
    row.position = _place(model, after)
    _keep(row, by, "catalogue.row_added", {})
    return row


def _existing(model: type[Entry], key: str) -> Entry:
    row: Entry | None = (
        model.objects.select_for_update(of=("self",))
        .select_related("changed_by")
        .filter(key=key)
        .first()
    )
    if row is None:
        raise NotAllowed(f"There is no {kind_of(model).one} of that name.")
    return row


def _set(row: Entry, plain: Plain) -> list[str]:
    """Set the columns; the names of those that differ. The parser has the last word."""
    model = type(row)
    read = Row(model.FILE, plain[model.KEY], plain)
    model.READ(read)
    read.done()
    before = row.plain() if row.pk else {}
    for name, value in model.columns(plain).items():
        setattr(row, name, value)
    names_elsewhere = [column.name for column in row._meta.fields if column.remote_field]
    try:
        row.clean_fields(exclude=names_elsewhere)
    except ValidationError as error:
        name, reasons = next(iter(error.message_dict.items()))
        raise CatalogueError(model.FILE, row.key, f"'{name}': {reasons[0]}") from None
    after = row.plain()
    return sorted(name for name in {*before, *after} if before.get(name) != after.get(name))


def _place(model: type[Entry], after: str | None) -> int:
    """The place of a new entry; those behind it move on by one."""
    neighbour = after and model.objects.filter(key=after).first()
    if not neighbour:
        last = model.objects.aggregate(last=Max("position"))["last"]
        return 0 if last is None else last + 1
    place = int(neighbour.position) + 1
    model.objects.filter(position__gte=place).update(position=F("position") + 1)
    return place


def _keep(row: Entry, by: User, event: str, detail: dict[str, Any]) -> None:
    row.changed_at, row.changed_by = timezone.now(), by
    row.save()
    audit.record_named(
        event, actor=by, subject=(row._meta.model_name or "", row.key[:64]), detail=detail
    )
    for other, field in brought_along(row):
        _keep(other, by, "catalogue.row_changed", {"fields": [field]})


@transaction.atomic
def retire_entry(part: str, key: str, *, by: User) -> Entry:
    """Leave an entry out of the next edition. Raises `NotAllowed` while another one names it."""
    one_at_a_time()
    kind = KINDS[part]
    row = _existing(kind.model, key)
    if row.retired:
        return row
    if uses := uses_of(catalogue_of_rows(), part, key):
        count = "1 other entry names" if len(uses) == 1 else f"{len(uses)} other entries name"
        raise NotAllowed(
            f"This cannot be retired: {count} it.", "Change or retire what is listed first."
        )
    row.retired = True
    _keep(row, by, "catalogue.row_retired", {})
    return row


@transaction.atomic
def bring_back(part: str, key: str, *, by: User) -> Entry:
    one_at_a_time()
    row = _existing(KINDS[part].model, key)
    if row.retired:
        row.retired = False
        _keep(row, by, "catalogue.row_brought_back", {})
    return row


@transaction.atomic
def put_back(part: str, key: str, *, by: User) -> Entry:
    """Undo everything the draft changed about one entry: it says again what the live edition says.

    An entry that is not in the live edition is retired.
    """
    one_at_a_time()
    model = KINDS[part].model
    row = _existing(model, key)
    live = {values["key"]: values for values in columns_of(Edition.objects.live().catalogue)[model]}
    if key in live:
        for name, value in live[key].items():
            setattr(row, name, value)
    row.retired = key not in live
    _keep(row, by, "catalogue.row_put_back", {})
    return row


@transaction.atomic
def undo_last(part: str, key: str, change: int, *, by: User) -> Entry:
    """Take the last change of an entry back; done twice, it is there again.

    `change`: the change as it was shown. Raises `NotAllowed` where a newer one has been made.
    """
    one_at_a_time()
    row = _existing(KINDS[part].model, key)
    last = last_change(row)
    if last is None or last.pk != change:
        raise NotAllowed("This entry was changed once more meanwhile.", "Look at what it says now.")
    for column, value in last.columns.items():
        setattr(row, column, value)
    _keep(row, by, "catalogue.row_undone", {})
    return row


@transaction.atomic
def discard_draft(*, by: User) -> Loaded:
    """Put every entry back as the live edition says it."""
    one_at_a_time()
    loaded = rows_as(Edition.objects.live().catalogue, by=by)
    audit.record("catalogue.draft_discarded", actor=by)
    return loaded
