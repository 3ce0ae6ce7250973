"""A person of the clinic, and the pairs of people who are alike but not the same."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Func, Q, Value
from django.db.models.functions import Lower
from django.utils import timezone

from clinic.models import Site
from clinic.triggers import AppendOnly, NeverEmptied
from consultations.models.guards import Fixed, NeverRemoved
from consultations.models.guards_booking import HoldWhenBirthDateChanges
from consultations.models.patient_queries import PatientQuerySet
from consultations.models.reference import patient_reference


class Patient(models.Model):
    reference = models.CharField(
        max_length=8, unique=True, default=patient_reference, editable=False
    )
    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="patients")
    first_name = models.CharField(max_length=80)
    last_name = models.CharField(max_length=80)
    birth_date = models.DateField()
    phone = models.CharField("mobile phone", max_length=32, blank=True)
    email = models.EmailField(blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    created_key = models.UUIDField(unique=True, editable=False)

    # " tunde adeyemi": without accents, a blank before every word, so that "% ade%" finds words.
    folded_name = models.GeneratedField(
        expression=Func(F("first_name"), F("last_name"), function="public.scalpwise_name"),
        output_field=models.TextField(),
        db_persist=True,
    )
    phone_digits = models.GeneratedField(
        expression=Func(F("phone"), function="public.scalpwise_phone"),
        output_field=models.TextField(),
        db_persist=True,
    )

    objects = PatientQuerySet.as_manager()

    class Meta:
        ordering = ("last_name", "first_name", "id")
        indexes: ClassVar[list[models.Index]] = [
            GinIndex(
                fields=["folded_name", "phone_digits"],
                opclasses=["gin_trgm_ops", "gin_trgm_ops"],
                name="patient_search",
            ),
            models.Index(fields=["site", "birth_date"], name="patient_birth_date"),
            models.Index(fields=["site", "phone_digits"], name="patient_phone"),
            models.Index(F("site"), Lower("email"), name="patient_email"),
            models.Index(
                F("site"),
                Func(F("last_name"), Value(""), function="public.scalpwise_name"),
                name="patient_last_name",
            ),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                name="patient_named", condition=~Q(first_name="") & ~Q(last_name="")
            ),
        ]
        triggers: ClassVar[list[object]] = [
            Fixed("reference", "site_id", "created_at", "created_by_id", "created_key"),
            HoldWhenBirthDateChanges(),
            NeverRemoved(),
            NeverEmptied(),
        ]

    def __str__(self) -> str:
        return self.full_name

    @property
    def full_name(self) -> str:
        """As the person says it: Tunde Adeyemi."""
        return f"{self.first_name} {self.last_name}"

    @property
    def list_name(self) -> str:
        """As lists show it: ADEYEMI, Tunde."""
        return f"{self.last_name.upper()}, {self.first_name}"

    def age_on(self, day: date) -> int:
        """Whole years. Somebody born on 29 February has the birthday on 1 March otherwise."""
        had_birthday = (day.month, day.day) >= (self.birth_date.month, self.birth_date.day)
        return day.year - self.birth_date.year - (not had_birthday)


class PatientPair(models.Model):
    """Two people who look alike and were told apart by somebody, so that nobody asks again."""

    first = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="+")
    second = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="+")
    told_apart_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    told_apart_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["first", "second"], name="pair_told_apart_once"),
            models.CheckConstraint(name="pair_in_order", condition=Q(first__lt=F("second"))),
        ]
        triggers: ClassVar[list[object]] = [AppendOnly(), NeverEmptied()]

    def __str__(self) -> str:
        return f"{self.first_id} and {self.second_id}"
