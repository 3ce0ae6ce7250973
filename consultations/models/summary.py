"""The risk summary as it was made: its inputs, its exact bytes and their hash. Never changed."""

from __future__ import annotations

import json
from typing import Any, ClassVar

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Func, Q, Value
from django.utils import timezone

from clinic.row_history import RowHistory
from clinic.triggers import AppendOnly, NeverEmptied
from consultations.models.consultation import Consultation, Treatment
from consultations.models.guards_booking import HoldUnlessFirst
from consultations.models.guards_consultation import SummaryGuard, SummaryIsNewest

LEVELS = ("clear", "care", "hold", "stop", "not_assessed")


class Summary(models.Model):
    """`answers` are the snapshot the rules read, private ones included; `letters` likewise.

    `canonical` is the summary as canonical JSON, and `hash` its SHA-256, which the database
    checks. `because` is the short text of the review list.
    """

    class Cause(models.TextChoices):
        SENT = "sent", "Sent"
        SENT_AGAIN = "sent_again", "Sent again after a correction"
        EXAMINATION = "examination", "Examination answered"
        LETTER = "letter", "Letter recorded"
        LETTER_WITHDRAWN = "letter_withdrawn", "Letter withdrawn"
        PATCH_TEST = "patch_test", "Patch test recorded or read"
        ASKED_AGAIN = "asked_again", "Asked again"
        PLAN = "plan", "Plan changed"
        EDITION = "edition", "Screened again under a newer edition"

    consultation = models.ForeignKey(
        Consultation, on_delete=models.PROTECT, related_name="summaries", db_index=False
    )
    number = models.PositiveIntegerField()
    cause = models.CharField(max_length=16, choices=Cause.choices)
    edition = models.ForeignKey("sideeffects.Edition", on_delete=models.PROTECT, related_name="+")
    engine_version = models.CharField(max_length=32)
    treatment = models.CharField(max_length=24, choices=Treatment.choices)
    consultation_date = models.DateField()
    treatment_date = models.DateField()
    stages = models.JSONField()
    answers = models.JSONField()
    letters = models.JSONField(default=dict)
    canonical = models.TextField()
    hash = models.CharField(max_length=64)
    level = models.CharField(max_length=12)
    could_be = models.CharField(max_length=12)
    earliest_date = models.DateField(null=True)
    open_ended = models.BooleanField(null=True)
    provisional = models.BooleanField(null=True)
    because = models.CharField(max_length=200)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ("consultation", "-number")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["consultation", "number"], name="summary_number"),
            models.CheckConstraint(
                name="summary_hash_of_canonical",
                condition=Q(
                    hash=Func(
                        Func(
                            Func(F("canonical"), Value("UTF8"), function="convert_to"),
                            function="sha256",
                        ),
                        Value("hex"),
                        function="encode",
                        output_field=models.CharField(),
                    )
                ),
            ),
            models.CheckConstraint(name="summary_level_known", condition=Q(level__in=LEVELS)),
            models.CheckConstraint(name="summary_could_be_known", condition=Q(could_be__in=LEVELS)),
        ]
        triggers: ClassVar[list[pgtrigger.Trigger]] = [
            SummaryGuard(),
            SummaryIsNewest(),
            HoldUnlessFirst(),
            RowHistory(),
            AppendOnly(),
            NeverEmptied(),
        ]

    def __str__(self) -> str:
        return f"Summary {self.number}"

    @property
    def plain(self) -> dict[str, Any]:
        """The summary as plain data, from its own bytes (see RiskSummary.plain)."""
        value: dict[str, Any] = json.loads(self.canonical)
        return value


class ReadMark(models.Model):
    """A person read something that no rule looked at. `item` names it together with its value."""

    consultation = models.ForeignKey(
        Consultation, on_delete=models.PROTECT, related_name="read_marks", db_index=False
    )
    summary = models.ForeignKey(Summary, on_delete=models.PROTECT, related_name="+", db_index=False)
    item = models.CharField(max_length=64)
    read_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    read_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["consultation", "item"], name="read_once"),
        ]
        triggers: ClassVar[list[pgtrigger.Trigger]] = [RowHistory(), AppendOnly(), NeverEmptied()]

    def __str__(self) -> str:
        return self.item
