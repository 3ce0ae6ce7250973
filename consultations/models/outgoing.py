"""The outbox: messages to patients, written with what they tell of and sent two minutes later."""

from __future__ import annotations

from datetime import timedelta
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

WAITS = timedelta(minutes=2)


class OutgoingMessage(models.Model):
    """`sealed`: address, subject and words, encrypted (clinic/at_rest.py).

    `claimed_at`: somebody is sending it; where `sent_at` does not follow, nobody knows whether it
    left, and a person decides. `cancelled_at`: undone, or what it tells of no longer stands.
    """

    consultation = models.ForeignKey(
        Consultation, on_delete=models.PROTECT, related_name="outgoing_messages"
    )
    review = models.OneToOneField(
        "Review", on_delete=models.PROTECT, null=True, related_name="message"
    )
    sealed = models.TextField()
    send_at = models.DateTimeField()
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    created_at = models.DateTimeField(default=timezone.now)
    created_key = models.UUIDField(unique=True, editable=False)
    claimed_at = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)
    fault = models.CharField(max_length=300, blank=True)
    sent_at = models.DateTimeField(null=True)
    cancelled_at = models.DateTimeField(null=True)
    cancelled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        db_index=False,
    )
    cancelled_why = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ("id",)
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["send_at"],
                condition=Q(sent_at__isnull=True, cancelled_at__isnull=True),
                name="outgoing_due",
            ),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                name="outgoing_sent_or_cancelled",
                condition=Q(sent_at__isnull=True) | Q(cancelled_at__isnull=True),
            ),
            models.CheckConstraint(
                name="outgoing_cancelled_why",
                condition=Q(cancelled_at__isnull=True, cancelled_by__isnull=True, cancelled_why="")
                | Q(cancelled_at__isnull=False) & ~Q(cancelled_why=""),
            ),
        ]
        triggers: ClassVar[list[pgtrigger.Trigger]] = [
            Fixed(
                *("consultation_id", "review_id", "sealed", "send_at", "created_by_id"),
                *("created_at", "created_key"),
            ),
            SetOnce("sent_at"),
            SetOnce("cancelled_at", "cancelled_by_id", "cancelled_why", name="cancelled_once"),
            RowHistory(left_out=["sealed"]),
            NeverRemoved(),
            NeverEmptied(),
        ]

    def __str__(self) -> str:
        return f"{self.consultation_id}, {self.send_at:%d %B %Y %H:%M}"
