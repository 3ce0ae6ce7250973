"""The history of rows: what each row was before a change and after it, and who changed it."""

from __future__ import annotations

from typing import ClassVar

import pgtrigger
from django.conf import settings
from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.db.models.functions import Now

from clinic.triggers import AppendOnly, NeverEmptied


class RowChange(models.Model):
    """Written by the triggers of clinic/row_history.py alone; the web role may only read.

    `before` and `after` hold the columns that differ; of a new row all, of one that never changes
    none. `actor`, `request_id` and `purpose` are those of the request; raw SQL has none. `role`
    is PostgreSQL's: who was connected, and "as" whom it acted.
    """

    class Operation(models.TextChoices):
        INSERT = "insert", "Added"
        UPDATE = "update", "Changed"
        DELETE = "delete", "Removed"

    at = models.DateTimeField(db_default=Now(), editable=False)
    table_name = models.CharField(max_length=63)
    row_id = models.CharField(max_length=64)
    operation = models.CharField(max_length=6, choices=Operation.choices)
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)
    # Without a constraint: the word of a session must not stop a write, and nobody is deleted.
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.DO_NOTHING,
        null=True,
        related_name="+",
        db_index=False,
        db_constraint=False,
    )
    request_id = models.CharField(max_length=16, blank=True)
    purpose = models.CharField(max_length=64, blank=True)
    role = models.CharField(max_length=130)

    class Meta:
        ordering = ("-id",)
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["table_name", "row_id"], name="row_change_of_row"),
            BrinIndex(fields=["at"], name="row_change_at"),  # nearly free; rows come in order
        ]
        triggers: ClassVar[list[pgtrigger.Trigger]] = [AppendOnly(), NeverEmptied()]

    def __str__(self) -> str:
        return f"{self.operation} {self.table_name} {self.row_id}"
