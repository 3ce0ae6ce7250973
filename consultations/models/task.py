"""Something that cannot wait for the review, on the technicians' home page at once."""

from __future__ import annotations

from typing import ClassVar

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from clinic.guards import Fixed, NeverRemoved, SetOnce
from clinic.models import User
from clinic.row_history import RowHistory
from clinic.triggers import NeverEmptied
from consultations.models.consultation import Consultation
from consultations.models.patient_queries import REVIEWERS


class TaskQuerySet(models.QuerySet["Task"]):
    def visible_to(self, user: User) -> TaskQuerySet:
        """Tasks are for technicians and the clinic lead of the same site."""
        if not user.is_active or user.role not in REVIEWERS or user.site_id is None:
            return self.none()
        return self.filter(consultation__site_id=user.site_id)

    def open(self) -> TaskQuerySet:
        """What is still to be done, the longest waiting first."""
        return self.filter(done_at__isnull=True).order_by("created_at", "id")


class Task(models.Model):
    """`finding_key` tells one urgent finding from another: the same one never makes two open tasks.

    `answer_changed_at`: the answers no longer make the finding. It stays open all the same, until
    a technician has looked at it.
    """

    consultation = models.ForeignKey(Consultation, on_delete=models.PROTECT, related_name="tasks")
    action = models.CharField(max_length=64)
    finding_key = models.CharField(max_length=64)
    words = models.CharField(max_length=400)
    created_at = models.DateTimeField(default=timezone.now)
    answer_changed_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        db_index=False,
    )
    note = models.TextField(blank=True)

    objects = TaskQuerySet.as_manager()

    class Meta:
        ordering = ("created_at", "id")
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["created_at", "id"], condition=Q(done_at__isnull=True), name="task_open"
            )
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["consultation", "finding_key"],
                condition=Q(done_at__isnull=True),
                name="task_open_once",
            ),
            models.CheckConstraint(
                name="task_done_by_somebody",
                condition=Q(done_at__isnull=True, done_by__isnull=True, note="")
                | (Q(done_at__isnull=False, done_by__isnull=False) & ~Q(note="")),
            ),
        ]
        triggers: ClassVar[list[pgtrigger.Trigger]] = [
            Fixed("consultation_id", "action", "finding_key", "words", "created_at"),
            SetOnce("done_at", "done_by_id", "note"),
            RowHistory(),
            NeverRemoved(),
            NeverEmptied(),
        ]

    def __str__(self) -> str:
        return self.words
