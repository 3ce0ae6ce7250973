"""Seals on the event log and on the history of rows: each holds the hash of the one before."""

from __future__ import annotations

from typing import ClassVar

import pgtrigger
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from clinic.triggers import AppendOnly, NeverEmptied


class Kind(models.TextChoices):
    EVENT = "event", "Event"
    CHANGE = "change", "Row change"


class Seal(models.Model):
    """`digest` is the SHA-256 of the record's text, `hash` that of the previous hash and the
    digest. Numbers have no gaps. Written by the function scalpwise_seal alone."""

    Kind = Kind

    number = models.BigIntegerField(primary_key=True)
    kind = models.CharField(max_length=6, choices=Kind.choices)
    record = models.BigIntegerField()
    digest = models.BinaryField(max_length=32)
    hash = models.BinaryField(max_length=32)
    sealed_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        ordering = ("number",)
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["record", "kind"], name="seal_once"),
            models.CheckConstraint(name="seal_number_from_1", condition=Q(number__gte=1)),
            models.CheckConstraint(name="seal_kind_known", condition=Q(kind__in=Kind.values)),
        ]
        triggers: ClassVar[list[pgtrigger.Trigger]] = [AppendOnly(), NeverEmptied()]

    def __str__(self) -> str:
        return f"Seal {self.number}"


class Unsealed(models.Model):
    """The sealer's list: what was committed and has no seal yet. Triggers put rows on it."""

    kind = models.CharField(max_length=6, choices=Kind.choices)
    record = models.BigIntegerField()

    def __str__(self) -> str:
        return f"{self.kind} {self.record}"
