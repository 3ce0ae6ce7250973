"""Files of a record: letters we wrote, letters that came, photos. Kept encrypted, never public."""

from __future__ import annotations

from typing import ClassVar

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from clinic.models import User
from clinic.row_history import RowHistory
from clinic.triggers import AppendOnly, NeverEmptied
from consultations.models.consultation import Consultation
from consultations.models.patient_queries import site_cared_for


class DocumentQuerySet(models.QuerySet["Document"]):
    def visible_to(self, user: User) -> DocumentQuerySet:
        """The files of one's own site, for the roles that care for patients; never the bytes."""
        site = site_cared_for(user)
        found = self.none() if site is None else self.filter(consultation__site_id=site)
        return found.defer("content")


class Document(models.Model):
    """`content` is encrypted (clinic/at_rest.py); `sha256` and `size` are those of the open file.

    Nothing that was sent to us is kept as it came: pictures are drawn anew before they get here.
    """

    class Kind(models.TextChoices):
        LETTER_REQUEST = "letter_request", "Our letter to a doctor"
        LETTER = "letter", "A doctor’s letter"
        PHOTO = "photo", "Photo"

    consultation = models.ForeignKey(
        Consultation, on_delete=models.PROTECT, related_name="documents"
    )
    kind = models.CharField(max_length=16, choices=Kind.choices)
    media_type = models.CharField(max_length=40)
    label = models.CharField(max_length=120, blank=True)
    content = models.BinaryField()
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    pages = models.PositiveSmallIntegerField(default=1)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    made_at = models.DateTimeField(default=timezone.now)
    created_key = models.UUIDField(unique=True, editable=False)

    objects = DocumentQuerySet.as_manager()

    class Meta:
        ordering = ("id",)
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                name="document_of_a_kind_we_make",
                condition=Q(media_type__in=["application/pdf", "image/jpeg"]),
            ),
        ]
        triggers: ClassVar[list[pgtrigger.Trigger]] = [
            RowHistory(left_out=["content"]),
            AppendOnly(),
            NeverEmptied(),
        ]

    def __str__(self) -> str:
        return self.label or self.get_kind_display()
