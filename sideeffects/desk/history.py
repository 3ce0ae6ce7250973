"""Who changed an entry of the draft, from the history of its row."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from clinic.models import RowChange, User
from sideeffects.models import Entry

SHOWN = 8


@dataclass(frozen=True, slots=True)
class Changed:
    """One change of an entry: `columns` as they were before it, `names` the ones it touched."""

    pk: int
    at: datetime
    who: str
    added: bool
    names: tuple[str, ...]
    columns: dict[str, Any]


def changes_of(row: Entry) -> list[Changed]:
    """The newest changes of what the entry says, the newest first."""
    told = [column.attname for column in type(row).parts()] + ["retired"]
    found = RowChange.objects.filter(table_name=row._meta.db_table, row_id=str(row.pk)).order_by(
        "-pk"
    )[: SHOWN * 2]
    people = User.objects.in_bulk([change.actor_id for change in found if change.actor_id])
    changes = []
    for change in found:
        before = change.before or {}
        names = tuple(name for name in told if name in before)
        if names or change.operation == RowChange.Operation.INSERT:
            changes.append(
                Changed(
                    pk=change.pk,
                    at=change.at,
                    who=people[change.actor_id].display_name if change.actor_id in people else "",
                    added=change.operation == RowChange.Operation.INSERT,
                    names=names,
                    columns={name: _value(row, name, before[name]) for name in names},
                )
            )
    return changes[:SHOWN]


def last_change(row: Entry) -> Changed | None:
    """The last change that can be undone; that the entry was added is undone by retiring it."""
    newest = next(iter(changes_of(row)), None)
    return newest if newest is not None and not newest.added else None


def _value(row: Entry, column: str, stored: Any) -> Any:
    """A column's value from the history, which holds it as JSON."""
    field = next(field for field in row._meta.concrete_fields if field.attname == column)
    return stored if field.remote_field else field.to_python(stored)
