"""A row as it was at a moment, read back from the history of rows.

A name may be corrected later; a paper about a day keeps saying what was known on that day.
"""

from __future__ import annotations

from collections.abc import Iterable
from copy import copy
from datetime import datetime
from typing import TypeVar

from django.db import models

from clinic.models import RowChange

Row = TypeVar("Row", bound=models.Model)


def changes_since(moment: datetime, rows: Iterable[models.Model]) -> list[RowChange]:
    """What changed in these rows after the moment, the newest first: one statement."""
    named = models.Q()
    for row in rows:
        named |= models.Q(table_name=row._meta.db_table, row_id=str(row.pk))
    found = RowChange.objects.filter(named, at__gt=moment, operation="update")
    return list(found.order_by("-pk"))


def as_it_was(row: Row, changes: Iterable[RowChange]) -> Row:
    """A copy of the row with every change taken back; `changes`: the newest first."""
    was = copy(row)
    fields = {field.column: field for field in row._meta.local_concrete_fields}
    for change in changes:
        if (change.table_name, change.row_id) == (row._meta.db_table, str(row.pk)):
            for column, value in (change.before or {}).items():
                if column in fields:
                    setattr(was, fields[column].attname, fields[column].to_python(value))
    return was
