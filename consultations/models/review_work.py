"""Who has a case open, what was set aside until a day, and which change undid a decision."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import ClassVar

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from clinic.row_history import RowHistory
from clinic.triggers import AppendOnly, NeverEmptied
from consultations.models.consultation import Consultation
from consultations.models.summary import Summary

LOCK_LASTS = timedelta(minutes=20)


class ReviewLock(models.Model):
    """A word to colleagues that somebody has the case open. The database checks decisions anyway.

    `since` says when this person opened it, which is where the time to decide begins.
    """

    consultation = models.OneToOneField(
        Consultation, on_delete=models.PROTECT, related_name="review_lock"
    )
    held_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    since = models.DateTimeField(default=timezone.now)
    seen_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"{self.consultation_id}"

    def holds_at(self, moment: datetime) -> bool:
        return self.seen_at > moment - LOCK_LASTS


class SetAside(models.Model):
    """A case that waits until a day because a technician said so; then it comes back by itself."""

    consultation = models.ForeignKey(
        Consultation, on_delete=models.PROTECT, related_name="set_asides"
    )
    reason = models.CharField(max_length=400)
    until = models.DateField()
    set_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    set_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ("id",)
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(name="set_aside_has_reason", condition=~Q(reason="")),
        ]
        triggers: ClassVar[list[pgtrigger.Trigger]] = [
            RowHistory(),
            AppendOnly(),
            NeverEmptied(),
        ]

    def __str__(self) -> str:
        return self.reason


class Lapse(models.Model):
    """A decision that no longer stands, and exactly what undid it.

    `cause`: as `Summary.cause`, or "reopened". `changed`: what is different, as plain data:
    {"answers": [keys], "letters": [keys], "dates": [...], "edition": [old, new], ...}.
    """

    review = models.OneToOneField("Review", on_delete=models.PROTECT, related_name="lapse")
    summary = models.ForeignKey(
        Summary, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    cause = models.CharField(max_length=24)
    changed = models.JSONField(default=dict)
    lapsed_at = models.DateTimeField(default=timezone.now)
    lapsed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False
    )

    class Meta:
        ordering = ("id",)
        triggers: ClassVar[list[pgtrigger.Trigger]] = [
            RowHistory(),
            AppendOnly(),
            NeverEmptied(),
        ]

    def __str__(self) -> str:
        return f"{self.review_id}: {self.cause}"
