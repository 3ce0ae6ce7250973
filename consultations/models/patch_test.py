"""Patch tests: what was put on the skin, where and when, and each time somebody looked at it."""

from __future__ import annotations

from typing import Any, ClassVar

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
from consultations.models.guards_booking import HoldWhenPatchTestRead
from consultations.models.patient import Patient

WITHDRAWN_TOGETHER = Q(
    withdrawn_by__isnull=True, withdrawn_at__isnull=True, withdrawn_reason=""
) | (Q(withdrawn_by__isnull=False, withdrawn_at__isnull=False) & ~Q(withdrawn_reason=""))


def _by() -> models.ForeignKey[Any, Any]:
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False
    )


def _by_if_any() -> models.ForeignKey[Any, Any]:
    return models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        db_index=False,
    )


class PatchTest(models.Model):
    """It belongs to the patient: a failed one counts in every later consultation too.

    `products`: [{"kind", "name", "lot"}]. `read_after`: the hours after which it is to be read.
    `same_products`: whether these are what we plan to treat with; null is not sure.
    """

    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="patch_tests")
    consultation = models.ForeignKey(
        Consultation, on_delete=models.PROTECT, related_name="patch_tests", db_index=False
    )
    products = models.JSONField()
    place = models.CharField("where on the body", max_length=120)
    applied_at = models.DateTimeField()
    applied_by = _by()
    same_products = models.BooleanField(null=True)
    read_after = models.JSONField(default=list)
    note = models.TextField(blank=True)
    recorded_by = _by()
    recorded_at = models.DateTimeField(default=timezone.now)
    created_key = models.UUIDField(unique=True, editable=False)
    withdrawn_by = _by_if_any()
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_reason = models.CharField(max_length=400, blank=True)

    class Meta:
        ordering = ("applied_at", "id")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                name="patch_test_withdrawn_by_somebody", condition=WITHDRAWN_TOGETHER
            ),
            models.CheckConstraint(name="patch_test_has_place", condition=~Q(place="")),
            models.CheckConstraint(name="patch_test_has_products", condition=~Q(products=[])),
        ]
        triggers: ClassVar[list[pgtrigger.Trigger]] = [
            Fixed(
                *("patient_id", "consultation_id", "products", "place", "applied_at"),
                *("applied_by_id", "same_products", "read_after", "note"),
                *("recorded_by_id", "recorded_at", "created_key"),
            ),
            SetOnce("withdrawn_at", "withdrawn_by_id", "withdrawn_reason"),
            RowHistory(),
            NeverRemoved(),
            NeverEmptied(),
        ]

    def __str__(self) -> str:
        return f"{self.place}, {self.applied_at:%d %B %Y}"


class PatchTestReading(models.Model):
    """One look at a test spot. After a reaction the gate books nothing for this patient."""

    class Result(models.TextChoices):
        NO_REACTION = "no_reaction", "No reaction"
        REACTION = "reaction", "Reaction"
        UNCLEAR = "unclear", "Not sure"

    class Late(models.TextChoices):
        NO = "no", "No"
        YES = "yes", "Yes"
        NOT_SURE = "not_sure", "Not sure"

    patch_test = models.ForeignKey(PatchTest, on_delete=models.PROTECT, related_name="readings")
    read_at = models.DateTimeField()
    result = models.CharField(max_length=12, choices=Result.choices)
    late_symptoms = models.CharField(
        "itchy, red or bumpy since", max_length=8, choices=Late.choices
    )
    photo = models.ForeignKey(
        Document, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    note = models.TextField(blank=True)
    read_by = _by()
    recorded_at = models.DateTimeField(default=timezone.now)
    created_key = models.UUIDField(unique=True, editable=False)
    withdrawn_by = _by_if_any()
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_reason = models.CharField(max_length=400, blank=True)

    class Meta:
        ordering = ("read_at", "id")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                name="patch_reading_withdrawn_by_somebody", condition=WITHDRAWN_TOGETHER
            ),
        ]
        triggers: ClassVar[list[pgtrigger.Trigger]] = [
            Fixed(
                *("patch_test_id", "read_at", "result", "late_symptoms", "photo_id", "note"),
                *("read_by_id", "recorded_at", "created_key"),
            ),
            SetOnce("withdrawn_at", "withdrawn_by_id", "withdrawn_reason"),
            HoldWhenPatchTestRead(),
            RowHistory(),
            NeverRemoved(),
            NeverEmptied(),
        ]

    def __str__(self) -> str:
        return f"{self.get_result_display()}, {self.read_at:%d %B %Y}"
