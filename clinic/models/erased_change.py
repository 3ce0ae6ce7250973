"""Changes in the history of rows that hold no values any more: their patient was erased."""

from __future__ import annotations

from typing import ClassVar

import pgtrigger
from django.db import models

from clinic.models.event import Event
from clinic.models.row_change import RowChange
from clinic.triggers import AppendOnly, NeverEmptied


class ErasedChange(models.Model):
    """`digest`: the SHA-256 of the change's text without its values. The seal keeps that of the
    text as it was. `event` is the sealed one that holds the hash of all its digests, in order
    (clinic/verifying_erased.py)."""

    change = models.OneToOneField(
        RowChange, on_delete=models.PROTECT, primary_key=True, related_name="erased"
    )
    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="+")
    digest = models.BinaryField(max_length=32)

    class Meta:
        ordering = ("change",)
        triggers: ClassVar[list[pgtrigger.Trigger]] = [AppendOnly(), NeverEmptied()]

    def __str__(self) -> str:
        return f"Row change {self.change_id}"
