"""Beside the draft: who edits what, what waits for a second person, what runs silently.

The draft itself is the rows of the catalogue; its history is theirs (clinic.models.RowChange).
"""

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
from sideeffects.models.edition import SHA256_OF_CANONICAL, Edition, catalogue_of_text
from sideeffects.risk import Catalogue
from sideeffects.risk.catalogue import Rule

LOCK_LASTS = timedelta(minutes=10)


class EditLock(models.Model):
    """Somebody has an entry open for editing. A word to colleagues: saving compares anyway."""

    part = models.CharField(max_length=32)
    key = models.CharField(max_length=200)
    held_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    since = models.DateTimeField(default=timezone.now)
    seen_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["part", "key"], name="edit_lock_once"),
        ]

    def __str__(self) -> str:
        return f"{self.part}: {self.key}"

    def holds_at(self, moment: datetime) -> bool:
        return self.seen_at > moment - LOCK_LASTS


class ProposalQuerySet(models.QuerySet["Proposal"]):
    def still_open(self) -> ProposalQuerySet:
        """Neither live, nor sent back, nor overtaken; without the long text."""
        waiting = self.filter(edition__isnull=True, withdrawn_at__isnull=True, stopped="")
        return waiting.defer("canonical")

    def due(self, moment: datetime) -> ProposalQuerySet:
        """Planned for a moment that has come, and looked at by whoever has to."""
        looked_at = Q(why_second=[]) | Q(approved_at__isnull=False)
        return self.still_open().filter(looked_at, publish_at__lte=moment).order_by("publish_at")


class Proposal(models.Model):
    """A frozen draft on its way to become an edition.

    `base`: the edition that was live when it was proposed. `why_second`: in words, why a second
    person must look; empty when one person may publish. `impact`: the figures as they were seen.
    `safety`: open bookings are checked again when it goes live. `publish_at`: empty for as soon
    as may be. `stopped`: why it can no longer go live.
    """

    canonical = models.TextField()
    hash = models.CharField(max_length=64)
    base = models.ForeignKey(Edition, on_delete=models.PROTECT, null=True, related_name="+")
    note = models.CharField(max_length=300)
    safety = models.BooleanField(default=False)
    why_second = models.JSONField(default=list)
    impact = models.JSONField(default=dict)
    publish_at = models.DateTimeField(null=True)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    proposed_at = models.DateTimeField(default=timezone.now)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        db_index=False,
    )
    approved_at = models.DateTimeField(null=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        db_index=False,
    )
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_reason = models.CharField(max_length=400, blank=True)
    stopped = models.CharField(max_length=400, blank=True)
    edition = models.OneToOneField(
        Edition, on_delete=models.PROTECT, null=True, related_name="proposal"
    )
    created_key = models.UUIDField(unique=True, editable=False)

    objects = ProposalQuerySet.as_manager()

    class Meta:
        ordering = ("-pk",)
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                name="proposal_hash_is_of_canonical", condition=Q(hash=SHA256_OF_CANONICAL)
            ),
            models.CheckConstraint(name="proposal_has_note", condition=~Q(note="")),
            models.CheckConstraint(
                name="proposal_second_person",
                condition=Q(approved_by__isnull=True, approved_at__isnull=True)
                | Q(approved_by__isnull=False, approved_at__isnull=False)
                & ~Q(approved_by=F("proposed_by")),
                violation_error_message="A second person looks at it, not who proposed it.",
            ),
            models.CheckConstraint(
                name="proposal_published_as_approved",
                condition=Q(edition__isnull=True) | Q(why_second=[]) | Q(approved_by__isnull=False),
            ),
            models.CheckConstraint(
                name="proposal_withdrawn_or_live",
                condition=Q(withdrawn_by__isnull=True, withdrawn_at__isnull=True)
                | Q(withdrawn_by__isnull=False, withdrawn_at__isnull=False, edition__isnull=True),
            ),
        ]
        triggers: ClassVar[list[pgtrigger.Trigger]] = [
            Fixed(
                "canonical",
                "hash",
                "base_id",
                "note",
                "safety",
                "why_second",
                "impact",
                "publish_at",
                "proposed_by_id",
                "proposed_at",
                "created_key",
            ),
            SetOnce("approved_by_id", "approved_at"),
            SetOnce("withdrawn_by_id", "withdrawn_at", "withdrawn_reason", name="withdrawn_once"),
            SetOnce("edition_id", name="edition_once"),
            RowHistory(left_out=["canonical"]),
            NeverRemoved(),
            NeverEmptied(),
        ]

    def __str__(self) -> str:
        return self.note

    @property
    def is_open(self) -> bool:
        return self.edition_id is None and self.withdrawn_at is None and not self.stopped

    @property
    def catalogue(self) -> Catalogue:
        return catalogue_of_text(self.canonical)


class Trial(models.Model):
    """A rule of the draft that runs silently over what is sent from now on: counted, never shown.

    `canonical`: the live edition with that one rule (and what it needs) put in.
    """

    rule = models.CharField(max_length=80)
    canonical = models.TextField()
    hash = models.CharField(max_length=64)
    base = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="+")
    days = models.PositiveSmallIntegerField(default=14)
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    started_at = models.DateTimeField(default=timezone.now)
    stopped_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        db_index=False,
    )
    stopped_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-pk",)
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                name="trial_hash_is_of_canonical", condition=Q(hash=SHA256_OF_CANONICAL)
            ),
            models.CheckConstraint(
                name="trial_days_sensible", condition=Q(days__gte=1, days__lte=90)
            ),
            models.CheckConstraint(
                name="trial_stopped_by_somebody",
                condition=Q(stopped_by__isnull=True, stopped_at__isnull=True)
                | Q(stopped_by__isnull=False, stopped_at__isnull=False),
            ),
        ]
        triggers: ClassVar[list[pgtrigger.Trigger]] = [
            Fixed("rule", "canonical", "hash", "base_id", "days", "started_by_id", "started_at"),
            SetOnce("stopped_by_id", "stopped_at"),
            RowHistory(left_out=["canonical"]),
            NeverRemoved(),
            NeverEmptied(),
        ]

    def __str__(self) -> str:
        return self.rule

    @property
    def ends_at(self) -> datetime:
        planned = self.started_at + timedelta(days=self.days)
        return min(planned, self.stopped_at) if self.stopped_at else planned

    @property
    def catalogue(self) -> Catalogue:
        return catalogue_of_text(self.canonical)

    @property
    def tried(self) -> Rule:
        return self.catalogue.rules[self.rule]


class ImportedFolder(models.Model):
    """A folder that somebody sent, read and waiting: a draft with a diff, never live.

    `draft_hash`: the draft it was compared with. `left_out`: files that are no part of a catalogue.
    """

    canonical = models.TextField()
    hash = models.CharField(max_length=64)
    left_out = models.JSONField(default=list)
    draft_hash = models.CharField(max_length=64)
    imported_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    imported_at = models.DateTimeField(default=timezone.now)
    used_at = models.DateTimeField(null=True)
    created_key = models.UUIDField(unique=True, editable=False)

    class Meta:
        ordering = ("-pk",)
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                name="import_hash_is_of_canonical", condition=Q(hash=SHA256_OF_CANONICAL)
            ),
        ]
        triggers: ClassVar[list[pgtrigger.Trigger]] = [
            Fixed("canonical", "hash", "left_out", "draft_hash", "imported_by_id", "imported_at"),
            SetOnce("used_at"),
            RowHistory(left_out=["canonical"]),
            NeverRemoved(),
            NeverEmptied(),
        ]

    def __str__(self) -> str:
        return f"{self.imported_at:%d %B %Y %H:%M}"

    @property
    def catalogue(self) -> Catalogue:
        return catalogue_of_text(self.canonical)
