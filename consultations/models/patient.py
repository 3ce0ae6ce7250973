"""A person of the clinic, and the pairs of people who are alike but not the same."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any, ClassVar

import pgtrigger
from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Func, Q
from django.db.models.functions import Lower
from django.utils import timezone

from clinic.guards import Fixed, NeverRemoved
from clinic.models import Site, User
from clinic.row_history import RowHistory
from clinic.triggers import AppendOnly, NeverEmptied
from consultations.models.guards_booking import HoldWhenBirthDateChanges
from consultations.models.guards_rights import ReferenceOnce
from consultations.models.patient_queries import (
    KNOWS_PATIENTS,
    Candidate,
    PatientMatch,
    age_on,
    candidates,
    folded,
    last_seen,
    matches,
    similar,
)
from consultations.models.reference import patient_reference
from consultations.search import read_search


class PatientQuerySet(models.QuerySet["Patient"]):
    def visible_to(self, user: User) -> PatientQuerySet:
        """The patients of one's own site, for the roles that care for them and the auditor."""
        if not user.is_active or user.role not in KNOWS_PATIENTS or user.site_id is None:
            return self.none()
        return self.filter(site_id=user.site_id)

    def find(self, text: str, today: date) -> list[PatientMatch]:
        """At most eight people for what was typed, in one statement; none for a single letter."""
        wanted = read_search(text, today)
        return matches(self, wanted, _consultations()) if wanted else []

    def alike(
        self,
        *,
        first_name: str,
        last_name: str,
        birth_date: date,
        phone: str = "",
        email: str = "",
        but_not: Collection[int] = (),
    ) -> tuple[Candidate, ...]:
        """The duplicate check: who might be this person."""
        return candidates(
            self,
            name=(first_name, last_name),
            birth_date=birth_date,
            phone=phone,
            email=email,
            but_not=but_not,
        )

    def with_similar(self) -> PatientQuerySet:
        """`similar`: "Another patient has a similar name" stands in the patient bar."""
        return self.annotate(similar=similar(Patient.objects.all()))

    def with_last_seen(self) -> PatientQuerySet:
        return self.annotate(last_seen=last_seen(_consultations()))


def _consultations() -> models.QuerySet[Any]:
    """The model comes after this one."""
    newest: Any = Patient._meta.get_field("consultations").related_model
    return models.QuerySet(newest)


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
        expression=folded(F("first_name"), F("last_name")),
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
                fastupdate=False,  # a search never has to read a list of pending entries
            ),
            models.Index(fields=["site", "birth_date"], name="patient_birth_date"),
            models.Index(fields=["site", "phone_digits"], name="patient_phone"),
            models.Index(F("site"), Lower("email"), name="patient_email"),
            models.Index(
                F("site"),
                folded(F("last_name")),
                name="patient_last_name",
            ),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                name="patient_named", condition=~Q(first_name="") & ~Q(last_name="")
            ),
        ]
        triggers: ClassVar[list[pgtrigger.Trigger]] = [
            Fixed("reference", "site_id", "created_at", "created_by_id", "created_key"),
            HoldWhenBirthDateChanges(),
            ReferenceOnce(),
            RowHistory(),
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
        return age_on(self.birth_date, day)


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
        triggers: ClassVar[list[pgtrigger.Trigger]] = [RowHistory(), AppendOnly(), NeverEmptied()]

    def __str__(self) -> str:
        return f"{self.first_id} and {self.second_id}"
