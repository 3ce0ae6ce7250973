"""What is left of a patient who was erased, and who may not be erased for now."""

from __future__ import annotations

from typing import ClassVar

import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone

from clinic.row_history import RowHistory
from clinic.triggers import AppendOnly, NeverEmptied
from consultations.models.patient import Patient


class LegalHold(models.Model):
    """A hold was set, or lifted: the newest row of a patient says which stands.

    It is looked at under the patient's row lock (consultations/actions/erasing.py), since guards
    are asleep while somebody is erased; at all other times nobody is removed anyway.
    """

    class Kind(models.TextChoices):
        SET = "set", "Set"
        LIFTED = "lifted", "Lifted"

    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="legal_holds")
    kind = models.CharField(max_length=6, choices=Kind.choices)
    reason = models.CharField(max_length=400)
    said_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    said_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ("id",)
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(name="legal_hold_has_reason", condition=~Q(reason="")),
            models.CheckConstraint(
                name="legal_hold_kind_known", condition=Q(kind__in=["set", "lifted"])
            ),
        ]
        triggers: ClassVar[list[pgtrigger.Trigger]] = [RowHistory(), AppendOnly(), NeverEmptied()]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.reason}"


def standing_hold(patient: Patient) -> LegalHold | None:
    """The hold that stands, with whoever set it."""
    newest = LegalHold.objects.filter(patient=patient).select_related("said_by").last()
    return newest if newest is not None and newest.kind == LegalHold.Kind.SET else None


class Erasure(models.Model):
    """The stone that stands for somebody who was erased. No name and nothing of health.

    `patient_key`: the random `Patient.created_key`, by which an older backup is erased again;
    ids and references may be somebody else's there. `references`: the patient's and those of the
    consultations; events still name them, so that nobody gets one of them again (the guard
    `ReferenceOnce`). `rows`: how many went, by table.
    """

    patient_key = models.UUIDField(unique=True)
    reference = models.CharField(max_length=8, unique=True)
    references = ArrayField(models.CharField(max_length=8), default=list)
    erased_on = models.DateField()
    erased_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        db_index=False,
    )
    reason = models.CharField(max_length=400)
    before_its_time = models.BooleanField(default=False)
    rows = models.JSONField(default=dict)

    class Meta:
        ordering = ("id",)
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(name="erasure_has_reason", condition=~Q(reason="")),
        ]
        triggers: ClassVar[list[pgtrigger.Trigger]] = [RowHistory(), AppendOnly(), NeverEmptied()]

    def __str__(self) -> str:
        return self.reference
