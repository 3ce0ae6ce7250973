"""A doctor's letter on file: which contraindication it clears, from when, with which limits."""

from __future__ import annotations

from typing import ClassVar

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from clinic.guards import Fixed, NeverRemoved, SetOnce
from clinic.row_history import RowHistory
from clinic.triggers import NeverEmptied
from consultations.models.consultation import Consultation
from consultations.models.guards_booking import HoldUncovered


class Letter(models.Model):
    class Says(models.TextChoices):
        SAFE = "safe", "Treatment is safe"
        SAFE_WITH_LIMITS = "safe_with_limits", "Safe with limits"

    consultation = models.ForeignKey(Consultation, on_delete=models.PROTECT, related_name="letters")
    contraindication = models.CharField(max_length=64)
    letter_date = models.DateField()
    author = models.CharField("who wrote it", max_length=160)
    says = models.CharField("what it says", max_length=16, choices=Says.choices)
    limits = models.TextField(blank=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    recorded_at = models.DateTimeField(default=timezone.now)
    created_key = models.UUIDField(unique=True, editable=False)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        db_index=False,
    )
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_reason = models.CharField(max_length=400, blank=True)

    class Meta:
        ordering = ("letter_date", "id")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                name="letter_withdrawn_by_somebody",
                condition=Q(
                    withdrawn_by__isnull=True, withdrawn_at__isnull=True, withdrawn_reason=""
                )
                | (
                    Q(withdrawn_by__isnull=False, withdrawn_at__isnull=False)
                    & ~Q(withdrawn_reason="")
                ),
            ),
            models.CheckConstraint(
                name="letter_limits_written",
                condition=Q(says="safe") | (Q(says="safe_with_limits") & ~Q(limits="")),
            ),
            models.CheckConstraint(name="letter_has_author", condition=~Q(author="")),
        ]
        triggers: ClassVar[list[pgtrigger.Trigger]] = [
            Fixed(
                *("consultation_id", "contraindication", "letter_date", "author", "says"),
                *("limits", "recorded_by_id", "recorded_at", "created_key"),
            ),
            SetOnce("withdrawn_at", "withdrawn_by_id", "withdrawn_reason"),
            HoldUncovered(),
            RowHistory(),
            NeverRemoved(),
            NeverEmptied(),
        ]

    def __str__(self) -> str:
        return f"{self.contraindication}, {self.letter_date.isoformat()}"
