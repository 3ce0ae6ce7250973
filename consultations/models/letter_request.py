"""Asking a doctor for a letter, and the letters that came, before a technician judged them."""

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
from consultations.models.document import Document
from consultations.models.letter import Letter


class LetterRequestQuerySet(models.QuerySet["LetterRequest"]):
    def to_come(self) -> LetterRequestQuerySet:
        """Still open, and no letter is here that a technician has yet to judge."""
        return self.filter(closed_at__isnull=True).exclude(replies__outcome="")


class LetterRequest(models.Model):
    """Our letter to a doctor about exactly one contraindication. `content`: all that it says.

    `document`: the file as it was printed, the same bytes for ever.
    """

    consultation = models.ForeignKey(
        Consultation, on_delete=models.PROTECT, related_name="letter_requests"
    )
    contraindication = models.CharField(max_length=64)
    action = models.CharField(max_length=64)
    addressed_to = models.CharField(max_length=200)
    content = models.JSONField()
    document = models.ForeignKey(
        Document, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    due = models.DateField()
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    asked_at = models.DateTimeField(default=timezone.now)
    created_key = models.UUIDField(unique=True, editable=False)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        db_index=False,
    )
    closed_at = models.DateTimeField(null=True)
    closed_how = models.CharField(max_length=300, blank=True)

    objects = LetterRequestQuerySet.as_manager()

    class Meta:
        ordering = ("id",)
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                name="letter_request_closed",
                condition=Q(closed_by__isnull=True, closed_at__isnull=True, closed_how="")
                | Q(closed_by__isnull=False, closed_at__isnull=False) & ~Q(closed_how=""),
            ),
        ]
        triggers: ClassVar[list[pgtrigger.Trigger]] = [
            Fixed(
                *("consultation_id", "contraindication", "action", "addressed_to", "content"),
                *("document_id", "due", "asked_by_id", "asked_at", "created_key"),
            ),
            SetOnce("closed_at", "closed_by_id", "closed_how"),
            RowHistory(),
            NeverRemoved(),
            NeverEmptied(),
        ]

    def __str__(self) -> str:
        return f"{self.contraindication}, {self.addressed_to}"


class LetterReceived(models.Model):
    """A letter that is here. It clears nothing before a technician accepts it: then `letter`."""

    class Says(models.TextChoices):
        SAFE = "safe", "Treatment is safe"
        SAFE_WITH_LIMITS = "safe_with_limits", "Safe with limits"
        NOT_SAFE = "not_safe", "Not safe"

    class Outcome(models.TextChoices):
        ACCEPTED = "accepted", "Accepted"
        ASK_AGAIN = "ask_again", "Ask again"
        REFUSED = "refused", "Refused"

    consultation = models.ForeignKey(
        Consultation, on_delete=models.PROTECT, related_name="letters_received"
    )
    request = models.ForeignKey(
        LetterRequest, on_delete=models.PROTECT, null=True, related_name="replies", db_index=False
    )
    contraindication = models.CharField(max_length=64)
    letter_date = models.DateField()
    author = models.CharField("who wrote it", max_length=160)
    says = models.CharField("what it says", max_length=16, choices=Says.choices)
    limits = models.TextField(blank=True)
    document = models.ForeignKey(
        Document, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    recorded_at = models.DateTimeField(default=timezone.now)
    created_key = models.UUIDField(unique=True, editable=False)
    outcome = models.CharField(max_length=12, choices=Outcome.choices, blank=True)
    judged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        db_index=False,
    )
    judged_at = models.DateTimeField(null=True)
    judged_reason = models.CharField(max_length=400, blank=True)
    letter = models.OneToOneField(
        Letter, on_delete=models.PROTECT, null=True, related_name="received"
    )

    class Meta:
        ordering = ("id",)
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                name="letter_received_judged",
                condition=Q(
                    outcome="", judged_by__isnull=True, judged_at__isnull=True, letter__isnull=True
                )
                | Q(
                    outcome="accepted",
                    judged_by__isnull=False,
                    judged_at__isnull=False,
                    letter__isnull=False,
                    says__in=["safe", "safe_with_limits"],
                )
                | Q(
                    Q(outcome__in=["ask_again", "refused"], letter__isnull=True),
                    Q(judged_by__isnull=False, judged_at__isnull=False),
                    ~Q(judged_reason=""),
                ),
            ),
            models.CheckConstraint(name="letter_received_has_author", condition=~Q(author="")),
        ]
        triggers: ClassVar[list[pgtrigger.Trigger]] = [
            Fixed(
                *("consultation_id", "request_id", "contraindication", "letter_date", "author"),
                *("says", "limits", "document_id", "recorded_by_id", "recorded_at"),
                "created_key",
            ),
            SetOnce("judged_at", "judged_by_id", "judged_reason", "outcome", "letter_id"),
            RowHistory(),
            NeverRemoved(),
            NeverEmptied(),
        ]

    def __str__(self) -> str:
        return f"{self.contraindication}, {self.letter_date.isoformat()}"
