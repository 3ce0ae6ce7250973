"""One patient, one planned treatment, one set of answers, one decision."""

from __future__ import annotations

from datetime import date, timedelta
from typing import ClassVar

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from clinic.guards import Fixed, NeverRemoved
from clinic.models import Site, User
from clinic.models.user import Role
from clinic.row_history import RowHistory
from clinic.triggers import AppendOnly, NeverEmptied
from consultations.models.consultation_queries import (
    DESK_COLUMNS,
    FIRST_TO_END,
    NEWEST_DECISION_FIRST,
    NEWEST_FIRST,
    PAGE,
    PLANNED_FIRST,
    REVIEW_COLUMNS,
    SOONEST_FIRST,
    DeskRow,
    Page,
    ReviewRow,
    page_of,
)
from consultations.models.guards_booking import HoldUncovered, HoldWhenChanged
from consultations.models.guards_consultation import NamesTheReview, StatusGuard
from consultations.models.guards_rights import ReferenceOnce
from consultations.models.list_indexes import LIST_INDEXES
from consultations.models.patient import Patient
from consultations.models.patient_queries import site_cared_for
from consultations.models.reference import consultation_reference
from consultations.models.status import APPROVING, DECIDED, OPEN, Status

SOON = timedelta(days=7)


class Treatment(models.TextChoices):
    HAIRLINE_FULL_SHAVE = "hairline_full_shave", "Hairline and full shave look"
    DENSITY = "density", "Density"
    SCAR_COVER = "scar_cover", "Scar cover"
    ALOPECIA_PATCHES = "alopecia_patches", "Alopecia patches"


class ConsultationQuerySet(models.QuerySet["Consultation"]):
    def visible_to(self, user: User) -> ConsultationQuerySet:
        """The consultations of one's own site, for the roles that care for patients."""
        site = site_cared_for(user)
        return self.none() if site is None else self.filter(site_id=site)

    def to_decide(self, today: date) -> ConsultationQuerySet:
        """Sent, or on hold until a day that has come: soonest planned day, then longest wait."""
        return self.filter(decide_from__lte=today).order_by(*SOONEST_FIRST)

    def still_open(self) -> ConsultationQuerySet:
        """Sent and not decided for good."""
        return self.filter(status__in=sorted(OPEN))

    def waiting(self, today: date) -> ConsultationQuerySet:
        """On hold, asked again or set aside, until something arrives or a later day comes."""
        later = Q(decide_from__isnull=True) | Q(decide_from__gt=today)
        return self.still_open().filter(later).order_by(*SOONEST_FIRST)

    def holds_ending(self, today: date) -> ConsultationQuerySet:
        """On hold until a day that has come or comes within a week, the first of them first."""
        dated = self.filter(status=Status.ON_HOLD, decide_from__isnull=False)
        return dated.filter(decide_from__lte=today + SOON).order_by(*FIRST_TO_END)

    def holds_ended(self, today: date) -> ConsultationQuerySet:
        """On hold until a day that has come; these are to be decided too."""
        return self.filter(status=Status.ON_HOLD, decide_from__lte=today).order_by(*SOONEST_FIRST)

    def decided(self) -> ConsultationQuerySet:
        """Approved or declined, the newest decision first."""
        finished = sorted(DECIDED - {Status.ON_HOLD})
        return self.filter(status__in=finished).order_by(*NEWEST_DECISION_FIRST)

    def desk_waits_for(self) -> ConsultationQuerySet:
        """A hold is the desk's to chase, or the patient is to be asked again."""
        here = self.model.objects.filter(pk=OuterRef("pk")).order_by()
        chased = here.filter(holds__ended_at__isnull=True, holds__owner=Role.FRONT_DESK)
        asked = here.filter(clarifications__ended_at__isnull=True, clarifications__pk__gt=0)
        return self.still_open().filter(Exists(chased) | Exists(asked)).order_by(*SOONEST_FIRST)

    def drafts(self) -> ConsultationQuerySet:
        """Forms to finish at the desk."""
        return self.filter(status=Status.DRAFT).order_by(*NEWEST_FIRST)

    def bookable(self, today: date) -> ConsultationQuerySet:
        """Approved, the decision still valid, and no treatment booked yet (or its time is held).

        Steps may still be open: the booking page says which.
        """
        here = self.model.objects.filter(pk=OuterRef("pk")).order_by()
        booked = here.filter(bookings__status="booked", bookings__day__gte=today)
        return (
            self.filter(status__in=sorted(APPROVING), review__valid_until__gte=today)
            .exclude(Exists(booked))
            .order_by(*PLANNED_FIRST)
        )

    def with_held_booking(self, today: date) -> ConsultationQuerySet:
        """A booking still to come keeps its time and is held: no decision covers it any more."""
        held = self.filter(bookings__status="held", bookings__day__gte=today).values("pk")
        return self.filter(pk__in=held).order_by(*PLANNED_FIRST)

    def rows(
        self, after: str | None = None, before: str | None = None, size: int = PAGE
    ) -> Page[ReviewRow]:
        """One page for technicians: `after` a page’s `next`, or `before` its `previous`."""
        return page_of(self, ReviewRow, REVIEW_COLUMNS, after=after, before=before, size=size)

    def desk_rows(
        self, after: str | None = None, before: str | None = None, size: int = PAGE
    ) -> Page[DeskRow]:
        """One page for the desk."""
        return page_of(self, DeskRow, DESK_COLUMNS, after=after, before=before, size=size)


class Consultation(models.Model):
    """`version` counts the changes of the answers. `private_answers` never go back to the desk.

    `decide_from`: from this day on it waits for a technician; null when it waits for something
    else or for nobody. `summary` and `review` are the newest of each; triggers point them, and
    copy the summary's level to `points_to`, which lists are narrowed by.
    """

    Status = Status
    Treatment = Treatment

    reference = models.CharField(
        max_length=8, unique=True, default=consultation_reference, editable=False
    )
    patient = models.ForeignKey(
        Patient, on_delete=models.PROTECT, related_name="consultations", db_index=False
    )
    site = models.ForeignKey(
        Site, on_delete=models.PROTECT, related_name="consultations", db_index=False
    )
    edition = models.ForeignKey("sideeffects.Edition", on_delete=models.PROTECT, related_name="+")
    treatment = models.CharField(max_length=24, choices=Treatment.choices)
    planned_date = models.DateField()
    status = models.CharField(max_length=24, choices=Status.choices, default=Status.DRAFT)
    consultation_date = models.DateField(null=True)
    answers = models.JSONField(default=dict)
    private_answers = models.JSONField(default=dict)
    private_done_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=0)
    note = models.TextField("anything else the patient said", blank=True)
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    started_at = models.DateTimeField(default=timezone.now)
    created_key = models.UUIDField(unique=True, editable=False)
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        db_index=False,
    )
    sent_at = models.DateTimeField(null=True)
    waiting_since = models.DateTimeField(null=True)
    decide_from = models.DateField(null=True)
    decided_at = models.DateTimeField(null=True)
    points_to = models.CharField(max_length=12, blank=True, default="", db_default="")
    summary = models.ForeignKey(
        "Summary", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    review = models.ForeignKey(
        "Review", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )

    objects = ConsultationQuerySet.as_manager()

    class Meta:
        ordering = ("-started_at", "-id")
        indexes: ClassVar[list[models.Index]] = LIST_INDEXES
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                name="consultation_status_known", condition=Q(status__in=Status.values)
            ),
            models.CheckConstraint(
                name="consultation_treatment_known", condition=Q(treatment__in=Treatment.values)
            ),
            models.CheckConstraint(
                name="consultation_sent_by_somebody",
                condition=Q(sent_by__isnull=True, sent_at__isnull=True)
                | Q(sent_by__isnull=False, sent_at__isnull=False),
            ),
            models.CheckConstraint(
                name="consultation_sent_unless_draft",
                condition=Q(status=Status.DRAFT)
                | Q(
                    sent_at__isnull=False,
                    summary__isnull=False,
                    consultation_date__isnull=False,
                    waiting_since__isnull=False,
                ),
            ),
            models.CheckConstraint(
                name="consultation_waits_for_somebody",
                condition=Q(status=Status.SUBMITTED, decide_from__isnull=False)
                | Q(status=Status.ON_HOLD)
                | Q(~Q(status__in=[Status.SUBMITTED, Status.ON_HOLD]), Q(decide_from__isnull=True)),
            ),
            models.CheckConstraint(
                name="consultation_decided_when",
                condition=Q(status__in=sorted(DECIDED), decided_at__isnull=False)
                | ~Q(status__in=sorted(DECIDED)),
            ),
        ]
        triggers: ClassVar[list[pgtrigger.Trigger]] = [
            Fixed(
                "reference", "patient_id", "site_id", "started_by_id", "started_at", "created_key"
            ),
            StatusGuard(),
            ReferenceOnce(),
            HoldWhenChanged(),
            RowHistory(by_entry=["answers", "private_answers"]),
            NeverRemoved(),
            NeverEmptied(),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def all_answers(self) -> dict[str, object]:
        """Both columns together, as a summary keeps them. Not for the desk."""
        return {**self.answers, **self.private_answers}


class Reopening(models.Model):
    """Somebody opened a sent consultation again, and why. `review`: the decision it undoes.

    `edition`: the newer edition that a safety change brought, for kind EDITION alone.
    """

    class Kind(models.TextChoices):
        ANSWERS = "answers", "To correct the answers"
        DECISION = "decision", "To decide again"
        EDITION = "edition", "A rule changed for safety"

    consultation = models.ForeignKey(
        Consultation, on_delete=models.PROTECT, related_name="reopenings"
    )
    kind = models.CharField(max_length=8, choices=Kind.choices)
    reason = models.CharField(max_length=400)
    review = models.ForeignKey(
        "Review", on_delete=models.PROTECT, null=True, related_name="reopenings"
    )
    edition = models.ForeignKey(
        "sideeffects.Edition",
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        db_index=False,
    )
    reopened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    reopened_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ("id",)
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(name="reopening_has_reason", condition=~Q(reason="")),
            models.CheckConstraint(
                name="reopening_names_edition",
                condition=Q(kind="edition", edition__isnull=False)
                | (~Q(kind="edition") & Q(edition__isnull=True)),
            ),
        ]
        triggers: ClassVar[list[pgtrigger.Trigger]] = [
            NamesTheReview(),
            HoldUncovered(),
            RowHistory(),
            AppendOnly(),
            NeverEmptied(),
        ]

    def __str__(self) -> str:
        return f"{self.consultation_id}, {self.reopened_at:%d %B %Y}"
