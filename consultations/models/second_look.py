"""A stop is relaxed by two people, each with their own sign-in; or by one, a day later."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import ClassVar

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from clinic.guards import Fixed, NeverRemoved, SetOnce
from clinic.row_history import RowHistory
from clinic.triggers import NeverEmptied
from consultations.models.consultation import Consultation
from consultations.models.summary import Summary

ALONE_AFTER = timedelta(hours=24)


class SecondLook(models.Model):
    """A decision less strict than a stop, written down and waiting for a second signature.

    `terms`: what `decide` takes, as JSON. It is about one summary: on a newer one it is void.
    `asked_how`, `answered_how`: how each of the two signed in (R13). Only a site where one person
    works (`Site.one_person`) lets the same person sign again, 24 hours later.
    """

    class Verdict(models.TextChoices):
        AGREED = "agreed", "Agreed"
        REFUSED = "refused", "Refused"
        WITHDRAWN = "withdrawn", "Taken back"

    consultation = models.ForeignKey(
        Consultation, on_delete=models.PROTECT, related_name="second_looks"
    )
    summary = models.ForeignKey(Summary, on_delete=models.PROTECT, related_name="+", db_index=False)
    terms = models.JSONField()
    reason_code = models.CharField(max_length=16)
    reason_words = models.TextField()
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    asked_at = models.DateTimeField(default=timezone.now)
    asked_how = models.CharField(max_length=120)
    created_key = models.UUIDField(unique=True, editable=False)
    verdict = models.CharField(max_length=10, choices=Verdict.choices, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        db_index=False,
    )
    answered_at = models.DateTimeField(null=True)
    answered_how = models.CharField(max_length=120, blank=True)
    answer_words = models.TextField(blank=True)

    class Meta:
        ordering = ("id",)
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["summary"], condition=Q(verdict=""), name="second_look_open_once"
            ),
            models.CheckConstraint(
                name="second_look_explained", condition=~Q(reason_code="") & ~Q(reason_words="")
            ),
            models.CheckConstraint(
                name="second_look_answered",
                condition=Q(verdict="", answered_by__isnull=True, answered_at__isnull=True)
                | Q(
                    ~Q(verdict=""),
                    ~Q(answer_words=""),
                    Q(answered_by__isnull=False, answered_at__isnull=False),
                ),
            ),
            models.CheckConstraint(
                name="second_look_by_another_or_later",
                condition=~Q(verdict="agreed")
                | ~Q(answered_by=F("asked_by"))
                | Q(answered_at__gte=F("asked_at") + ALONE_AFTER),
            ),
        ]
        triggers: ClassVar[list[pgtrigger.Trigger]] = [
            Fixed(
                *("consultation_id", "summary_id", "terms", "reason_code", "reason_words"),
                *("asked_by_id", "asked_at", "asked_how", "created_key"),
            ),
            SetOnce("answered_at", "answered_by_id", "verdict", "answered_how", "answer_words"),
            RowHistory(),
            NeverRemoved(),
            NeverEmptied(),
        ]

    def __str__(self) -> str:
        return self.reason_words

    @property
    def alone_from(self) -> datetime:
        """When the same person may sign, where one person works."""
        return self.asked_at + ALONE_AFTER
