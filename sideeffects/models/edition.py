"""An edition: the catalogue frozen at publishing. Numbered, hashed, never changed by anybody."""

from __future__ import annotations

import json
from copy import copy
from functools import cached_property, lru_cache
from typing import ClassVar

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Func, Q, Value
from django.db.models.functions import Now

from clinic.row_history import RowHistory
from clinic.triggers import AppendOnly, NeverEmptied
from sideeffects.risk import Catalogue, parse

SHA256_OF_CANONICAL = Func(
    Func(Func(F("canonical"), Value("UTF8"), function="convert_to"), function="sha256"),
    Value("hex"),
    function="encode",
    output_field=models.TextField(),
)


@lru_cache(maxsize=64)
def catalogue_with(hash: str) -> Catalogue:  # noqa: A002 - it is called so everywhere
    """The catalogue of an edition, read once in each process: an edition never changes."""
    canonical = Edition.objects.filter(hash=hash).values_list("canonical", flat=True)[:1].get()
    return parse(json.loads(canonical))


@lru_cache(maxsize=16)
def catalogue_of_text(canonical: str) -> Catalogue:
    """The catalogue that a canonical JSON says."""
    return parse(json.loads(canonical))


@lru_cache(maxsize=64)
def _edition_with(pk: int) -> Edition:
    return Edition.objects.get(pk=pk)


class EditionManager(models.Manager["Edition"]):
    def get_queryset(self) -> models.QuerySet[Edition]:
        """Without the canonical JSON, some 400 kB that hardly any page needs."""
        return super().get_queryset().defer("canonical")

    def newest(self) -> Edition | None:
        """The live edition, or nothing before the first."""
        return self.order_by("-number").first()

    def known(self, pk: int) -> Edition:
        """An edition by its key, read once in each process: an edition never changes."""
        return copy(_edition_with(pk))

    def live(self) -> Edition:
        """The edition that new consultations are asked under; ``DoesNotExist`` before the first."""
        edition = self.newest()
        if edition is None:
            raise Edition.DoesNotExist(
                "No edition is published. Run: manage.py load_catalogue DIR --publish"
            )
        return edition


class Edition(models.Model):
    number = models.PositiveIntegerField(unique=True)
    canonical = models.TextField(
        help_text="The canonical JSON; its UTF-8 bytes are what is hashed."
    )
    hash = models.CharField(max_length=64, db_index=True)
    published_at = models.DateTimeField(db_default=Now(), editable=False)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        db_index=False,
    )
    note = models.TextField(blank=True)

    objects = EditionManager()

    class Meta:
        ordering = ("-number",)
        base_manager_name = "objects"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                name="edition_hash_is_of_canonical", condition=Q(hash=SHA256_OF_CANONICAL)
            ),
            models.CheckConstraint(name="edition_number_from_1", condition=Q(number__gte=1)),
        ]
        triggers: ClassVar[list[pgtrigger.Trigger]] = [RowHistory(), AppendOnly(), NeverEmptied()]

    def __str__(self) -> str:
        return f"Edition {self.number}"

    @property
    def catalogue(self) -> Catalogue:
        return catalogue_with(self.hash)

    @cached_property
    def clinical_approval(self) -> EditionApproval | None:
        """The newest signature of a named clinical reviewer; without one the app says so."""
        return self.approvals.first()

    @property
    def clinically_approved_by(self) -> str | None:
        approval = self.clinical_approval
        return approval.name if approval else None


class EditionApproval(models.Model):
    """A clinician vouches for an edition: added beside it, since an edition never changes."""

    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="approvals")
    name = models.CharField("clinical reviewer", max_length=120)
    role = models.CharField(
        max_length=120, help_text="Profession and registration, as it should be read."
    )
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    recorded_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        ordering = ("-pk",)
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                name="approval_by_somebody", condition=~Q(name="") & ~Q(role="")
            ),
        ]
        triggers: ClassVar[list[pgtrigger.Trigger]] = [RowHistory(), AppendOnly(), NeverEmptied()]

    def __str__(self) -> str:
        return f"{self.name}, {self.role}"
