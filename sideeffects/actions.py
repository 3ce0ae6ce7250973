"""The only code of this app that writes: load a folder, publish an edition, record an approval."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils import timezone

from clinic import audit
from clinic.errors import NotAllowed
from clinic.models import User
from sideeffects.editions import canonical_json, catalogue_of_rows, columns_of, search_entries
from sideeffects.models import Edition, EditionApproval, Entry, SearchEntry
from sideeffects.risk import Catalogue, CatalogueError, Problem, parse, problems
from sideeffects.yaml_files import read_folder

ONE_AT_A_TIME = 7_203_118  # any number, as long as nobody else's


class NotReady(NotAllowed):
    """The catalogue has gaps; ``problems`` lists them all."""

    def __init__(self, found: tuple[Problem, ...]) -> None:
        count = "1 problem" if len(found) == 1 else f"{len(found)} problems"
        super().__init__(
            f"The catalogue has {count}. The first: {found[0]}.",
            "Settle what is listed, then try again.",
        )
        self.problems = found


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


@dataclass(frozen=True, slots=True)
class Published:
    edition: Edition
    new: bool


@transaction.atomic
def load(directory: Path | str, *, by: User | None) -> Loaded:
    """Make the rows say what a folder of YAML files says: all of it, or nothing.

    Entries are added, changed, or retired where the folder no longer holds them. Raises
    ``CatalogueError`` naming file, entry and reason, and ``NotReady`` for a catalogue with gaps.
    """
    catalogue = parse(read_folder(Path(directory)))
    _one_at_a_time()
    drafts = {model: _compare(model, rows, by) for model, rows in columns_of(catalogue).items()}
    found = problems(catalogue)
    if found:
        raise NotReady(found)
    loaded = Loaded(tuple(_write(model, draft) for model, draft in drafts.items()))
    if not loaded.nothing:
        audit.record(
            "catalogue.loaded",
            actor=by,
            detail={change.part: change.counts for change in loaded.changes if not change.nothing},
        )
    return loaded


@transaction.atomic
def publish(*, by: User | None, note: str = "") -> Published:
    """Freeze the rows as the next edition, unless the live one says the same already.

    Raises ``NotReady`` while anything is wrong with the catalogue.
    """
    _one_at_a_time()
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


def _one_at_a_time() -> None:
    """Whoever loads or publishes next waits for the end of this transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [ONE_AT_A_TIME])


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
