"""The history of the answers: every change, who made it and when."""

from __future__ import annotations

from typing import ClassVar

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from clinic.row_history import RowHistory
from clinic.triggers import AppendOnly, NeverEmptied
from consultations.models.consultation import Consultation


class AnswerChange(models.Model):
    """One answer as it was given. A null value means that the answer was taken back.

    `version` is that of the consultation after the change; the answers of one private page share
    it. `key` comes from the page: the same save sent twice is one change.
    """

    consultation = models.ForeignKey(
        Consultation, on_delete=models.PROTECT, related_name="changes", db_index=False
    )
    version = models.PositiveIntegerField()
    question = models.CharField(max_length=64)
    value = models.JSONField(null=True)
    private = models.BooleanField(default=False)
    private_value = models.JSONField(null=True)
    set_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    set_at = models.DateTimeField(default=timezone.now)
    key = models.UUIDField()

    class Meta:
        ordering = ("consultation", "version", "id")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["consultation", "version", "question"], name="answer_change_version"
            ),
            models.UniqueConstraint(fields=["key", "question"], name="answer_change_key"),
            models.CheckConstraint(
                name="answer_change_private_apart",
                condition=Q(private=True, value__isnull=True)
                | Q(private=False, private_value__isnull=True),
            ),
        ]
        triggers: ClassVar[list[pgtrigger.Trigger]] = [RowHistory(), AppendOnly(), NeverEmptied()]

    def __str__(self) -> str:
        return f"{self.question}, version {self.version}"
