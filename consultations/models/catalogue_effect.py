"""What a draft would do to past cases, and rules that look wrong."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import ClassVar

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from clinic.guards import Fixed, NeverRemoved, SetOnce
from clinic.row_history import RowHistory
from clinic.triggers import NeverEmptied
from consultations.models.summary import Summary
from sideeffects.models import Edition
from sideeffects.models.edition import SHA256_OF_CANONICAL, catalogue_of_text
from sideeffects.risk import Catalogue

SILENT_FOR = timedelta(minutes=2)


class ImpactRun(models.Model):
    """A draft replayed over past consultations in the background, some at a time.

    `wanted`: the newest so many. `done` of `total` are replayed; `figures` and `changed` (cases
    without names) are those of the part that is done. `beat_at`: the last sign of life.
    """

    live = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="+")
    canonical = models.TextField()
    hash = models.CharField(max_length=64)
    wanted = models.PositiveIntegerField()
    total = models.PositiveIntegerField(null=True)
    done = models.PositiveIntegerField(default=0)
    below = models.BigIntegerField(null=True)
    figures = models.JSONField(default=dict)
    changed = models.JSONField(default=list)
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    started_at = models.DateTimeField(default=timezone.now)
    beat_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    fault = models.CharField(max_length=400, blank=True)
    created_key = models.UUIDField(unique=True, editable=False)

    class Meta:
        ordering = ("-pk",)
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                name="impact_hash_is_of_canonical", condition=Q(hash=SHA256_OF_CANONICAL)
            ),
        ]
        triggers: ClassVar[list[pgtrigger.Trigger]] = [
            Fixed("live_id", "canonical", "hash", "wanted", "started_by_id", "started_at"),
            RowHistory(left_out=["canonical", "figures", "changed", "done", "below", "beat_at"]),
            NeverRemoved(),
            NeverEmptied(),
        ]

    def __str__(self) -> str:
        return f"{self.done} of {self.wanted}"

    @property
    def catalogue(self) -> Catalogue:
        return catalogue_of_text(self.canonical)

    def is_silent(self, moment: datetime) -> bool:
        """Whether whoever worked on it seems to have stopped half way."""
        last = self.beat_at or self.started_at
        return self.finished_at is None and not self.fault and last < moment - SILENT_FOR


class LooksWrong(models.Model):
    """A technician says that a rule looks wrong. The manager reads it without anybody's name."""

    rule = models.CharField(max_length=80)
    summary = models.ForeignKey(Summary, on_delete=models.PROTECT, related_name="+", db_index=False)
    words = models.CharField(max_length=600)
    noted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    noted_at = models.DateTimeField(default=timezone.now)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        db_index=False,
    )
    settled_at = models.DateTimeField(null=True)
    settled_how = models.CharField(max_length=300, blank=True)
    created_key = models.UUIDField(unique=True, editable=False)

    class Meta:
        ordering = ("-pk",)
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["rule", "-id"], name="looks_wrong_of_rule"),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(name="looks_wrong_in_words", condition=~Q(words="")),
            models.CheckConstraint(
                name="looks_wrong_settled",
                condition=Q(settled_by__isnull=True, settled_at__isnull=True, settled_how="")
                | Q(settled_by__isnull=False, settled_at__isnull=False) & ~Q(settled_how=""),
            ),
        ]
        triggers: ClassVar[list[pgtrigger.Trigger]] = [
            Fixed("rule", "summary_id", "words", "noted_by_id", "noted_at", "created_key"),
            SetOnce("settled_by_id", "settled_at", "settled_how"),
            RowHistory(),
            NeverRemoved(),
            NeverEmptied(),
        ]

    def __str__(self) -> str:
        return self.rule
