"""What a hold waits for, and asking the patient again."""

from __future__ import annotations

from typing import ClassVar

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from clinic.guards import Fixed, NeverRemoved, SetOnce
from clinic.models.user import Role
from clinic.row_history import RowHistory
from clinic.triggers import NeverEmptied
from consultations.models.consultation import Consultation


class Hold(models.Model):
    """One thing that a decision to hold waits for: whose turn it is, until when, what is next.

    `words`: for technicians. `next_step`: for the desk, in plain words; what rests on a private
    answer is not named there. `about`: the contraindication, or "". `questions`: of an ANSWER.
    `ended_by` is null where it ended by itself.
    """

    class Kind(models.TextChoices):
        PATCH_TEST = "patch_test", "Patch test"
        LETTER = "letter", "Doctor’s letter"
        DATE = "date", "A date"
        ANSWER = "answer", "An answer"
        EXAMINATION = "examination", "Examination"
        OTHER = "other", "Something else"

    consultation = models.ForeignKey(Consultation, on_delete=models.PROTECT, related_name="holds")
    review = models.ForeignKey("Review", on_delete=models.PROTECT, related_name="holds")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    about = models.CharField(max_length=64, blank=True)
    questions = models.JSONField(default=list)
    words = models.CharField(max_length=300)
    next_step = models.CharField(max_length=300)
    owner = models.CharField(max_length=16, choices=Role.choices)
    due = models.DateField()
    created_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        db_index=False,
    )
    ended_how = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ("due", "id")
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["due", "id"], condition=Q(ended_at__isnull=True), name="hold_open"
            ),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                name="hold_ended",
                condition=Q(ended_at__isnull=True, ended_by__isnull=True, ended_how="")
                | Q(ended_at__isnull=False) & ~Q(ended_how=""),
            ),
            models.CheckConstraint(name="hold_in_words", condition=~Q(words="") & ~Q(next_step="")),
        ]
        triggers: ClassVar[list[pgtrigger.Trigger]] = [
            Fixed(
                *("consultation_id", "review_id", "kind", "about", "questions", "words"),
                *("next_step", "owner", "due", "created_at"),
            ),
            SetOnce("ended_at", "ended_by_id", "ended_how"),
            RowHistory(),
            NeverRemoved(),
            NeverEmptied(),
        ]

    def __str__(self) -> str:
        return self.words


class Clarification(models.Model):
    """Only these questions are asked again. `own_words`: a question of the technician's own.

    Meanwhile the case waits for the patient, at most until `due` (Consultation.decide_from).
    """

    consultation = models.ForeignKey(
        Consultation, on_delete=models.PROTECT, related_name="clarifications"
    )
    questions = models.JSONField(default=list)
    own_words = models.CharField(max_length=300, blank=True)
    due = models.DateField()
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    asked_at = models.DateTimeField(default=timezone.now)
    created_key = models.UUIDField(unique=True, editable=False)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        db_index=False,
    )
    ended_at = models.DateTimeField(null=True)
    answered = models.BooleanField(null=True)
    reply = models.TextField(blank=True)
    ended_reason = models.CharField(max_length=400, blank=True)

    class Meta:
        ordering = ("id",)
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["consultation"],
                condition=Q(ended_at__isnull=True),
                name="clarification_open_once",
            ),
            models.CheckConstraint(
                name="clarification_asks_something",
                condition=~Q(questions=[]) | ~Q(own_words=""),
            ),
            models.CheckConstraint(
                name="clarification_ended",
                condition=Q(
                    ended_at__isnull=True,
                    ended_by__isnull=True,
                    answered__isnull=True,
                    reply="",
                    ended_reason="",
                )
                | Q(ended_at__isnull=False, ended_by__isnull=False, answered=True)
                | Q(ended_at__isnull=False, ended_by__isnull=False, answered=False)
                & ~Q(ended_reason=""),
            ),
        ]
        triggers: ClassVar[list[pgtrigger.Trigger]] = [
            Fixed(
                *("consultation_id", "questions", "own_words", "due", "asked_by_id", "asked_at"),
                "created_key",
            ),
            SetOnce("ended_at", "ended_by_id", "answered", "reply", "ended_reason"),
            RowHistory(),
            NeverRemoved(),
            NeverEmptied(),
        ]

    def __str__(self) -> str:
        return self.own_words or ", ".join(self.questions)
