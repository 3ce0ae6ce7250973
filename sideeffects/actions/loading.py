"""Loading a folder of YAML files into the rows: all of it, or nothing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Field
from django.utils import timezone

from clinic import audit
from clinic.models import User
from sideeffects.actions.ground import NotReady, one_at_a_time
from sideeffects.editions import columns_of
from sideeffects.models import Entry
from sideeffects.risk import Catalogue, CatalogueError, parse, problems
from sideeffects.yaml_files import read_folder


@dataclass(frozen=True, slots=True)
class Change:
    """What loading did to the entries of one part."""

    part: str
    added: int
    changed: int
    moved: int  # only their place in the catalogue is another
    retired: int
    unchanged: int

    @property
    def nothing(self) -> bool:
        return not any(self.counts.values())

    @property
    def counts(self) -> dict[str, int]:
        """What was done, by its name."""
        done = {
            "added": self.added,
            "changed": self.changed,
            "moved": self.moved,
            "retired": self.retired,
        }
        return {name: count for name, count in done.items() if count}


@dataclass(frozen=True, slots=True)
class Loaded:
    changes: tuple[Change, ...]

    @property
    def nothing(self) -> bool:
        return all(change.nothing for change in self.changes)

    @property
    def counts(self) -> dict[str, dict[str, int]]:
        """What was done to each part that is not as it was."""
        return {change.part: change.counts for change in self.changes if not change.nothing}


@transaction.atomic
def load(directory: Path | str, *, by: User | None) -> Loaded:
    """Make the rows say what a folder of YAML files says: all of it, or nothing.

    Entries are added, changed, or retired where the folder no longer holds them. Raises
    ``CatalogueError`` naming file, entry and reason, and ``NotReady`` for a catalogue with gaps.
    """
    catalogue = parse(read_folder(Path(directory)))
    one_at_a_time()
    loaded = rows_as(catalogue, by=by)
    found = problems(catalogue)
    if found:
        raise NotReady(found)
    if not loaded.nothing:
        audit.record("catalogue.loaded", actor=by, detail=loaded.counts)
    return loaded


def rows_as(catalogue: Catalogue, *, by: User | None) -> Loaded:
    """Make the rows say what a catalogue says; called in a transaction, under the lock."""
    drafts = {model: _compare(model, rows, by) for model, rows in columns_of(catalogue).items()}
    return Loaded(tuple(_write(model, draft) for model, draft in drafts.items()))


def check_rows(catalogue: Catalogue) -> None:
    """Raise ``CatalogueError`` for what no row can hold: a gap would be told later, this cannot."""
    wanted = columns_of(catalogue)
    keys: dict[Any, set[str]] = {
        model: {values["key"] for values in rows} for model, rows in wanted.items()
    }
    for model, rows in wanted.items():
        _compare(model, rows, None)
        for link in (column for column in model.parts() if column.remote_field):
            _check_links(model, rows, link, keys[link.related_model])


def _check_links(
    model: type[Entry], rows: list[dict[str, Any]], link: Field[Any, Any], known: set[str]
) -> None:
    for values in rows:
        if (named := values[link.attname]) not in known:
            raise CatalogueError(
                model.FILE, values["key"], f"'{link.name}': there is no {link.name} '{named}'"
            )


@dataclass(slots=True)
class Draft:
    """Rows of one kind that are to be written."""

    added: list[Entry] = field(default_factory=list)
    changed: list[Entry] = field(default_factory=list)
    moved: list[Entry] = field(default_factory=list)
    retired: list[Entry] = field(default_factory=list)
    unchanged: int = 0


def _compare(model: type[Entry], wanted: list[dict[str, Any]], by: User | None) -> Draft:
    existing: dict[str, Entry] = {row.key: row for row in model.objects.all()}
    touched = {"changed_at": timezone.now(), "changed_by": by}
    draft = Draft()
    for values in wanted:
        row = existing.pop(values["key"], None)
        if row is None:
            row = model(**touched)
            draft.added.append(row)
        elif row.retired or _differs(row, values, but="position"):
            _set(row, touched)
            draft.changed.append(row)
        elif _differs(row, values):
            draft.moved.append(row)
        else:
            draft.unchanged += 1
            continue
        _set(row, values | {"retired": False})
        _check(row)
    draft.retired = [row for row in existing.values() if not row.retired]
    for row in draft.retired:
        _set(row, touched | {"retired": True})
    return draft


def _differs(row: Entry, values: dict[str, Any], but: str = "") -> bool:
    return any(getattr(row, name) != values[name] for name in values if name != but)


def _set(row: Entry, values: dict[str, Any]) -> None:
    for name, value in values.items():
        setattr(row, name, value)


def _check(row: Entry) -> None:
    """What the parser lets pass and a column cannot hold: a key with a blank, a year 99999."""
    names_elsewhere = [column.name for column in row._meta.fields if column.remote_field]
    try:
        row.clean_fields(exclude=names_elsewhere)
    except ValidationError as error:
        name, reasons = next(iter(error.message_dict.items()))
        raise CatalogueError(row.FILE, row.key, f"'{name}': {reasons[0]}") from None


def _write(model: type[Entry], draft: Draft) -> Change:
    model.objects.bulk_create(draft.added)
    model.objects.bulk_update(draft.changed, _columns(model))
    model.objects.bulk_update(draft.moved, ["position"])
    model.objects.bulk_update(draft.retired, ["retired", "changed_at", "changed_by"])
    return Change(
        model.PART,
        len(draft.added),
        len(draft.changed),
        len(draft.moved),
        len(draft.retired),
        draft.unchanged,
    )


def _columns(model: type[Entry]) -> Iterable[str]:
    ours = [column.name for column in model.parts()]
    return [*ours, "position", "retired", "changed_at", "changed_by"]
