"""The audit trail: who did or saw what, when. Rows are added and never changed."""

from __future__ import annotations

from typing import ClassVar

import pgtrigger
from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from clinic.models.site import Site
from clinic.sealing import WaitsForSeal
from clinic.triggers import AppendOnly, NeverEmptied

# The keys of an event's detail that hold records: those a list showed, or told apart from.
NAMING = ("shown", "tasks", "other", "told_apart_from")
REFUSED = "access.refused"


class Event(models.Model):
    """`address` is where the request came from, `purpose` what its page declares: its permission,
    else its name. An event the machine made by itself has neither."""

    at = models.DateTimeField(db_default=Now(), editable=False)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        db_index=False,
    )
    site = models.ForeignKey(
        Site, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    action = models.CharField(max_length=64)
    subject_type = models.CharField(max_length=64, blank=True)
    subject_id = models.CharField(max_length=64, blank=True)
    detail = models.JSONField(default=dict, blank=True)
    request_id = models.CharField(max_length=16, blank=True)
    address = models.GenericIPAddressField(null=True)
    purpose = models.CharField(max_length=64, blank=True, db_default="")

    class Meta:
        ordering = ("-id",)
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["subject_type", "subject_id", "at"], name="event_subject_at"),
            models.Index(fields=["actor", "at"], name="event_actor_at"),
            models.Index(fields=["at"], name="event_at"),
            # Who saw a record: without these, each look reads a whole trail of a million events.
            GinIndex(
                fields=["detail"],
                opclasses=["jsonb_path_ops"],
                condition=Q(detail__has_any_keys=list(NAMING)),
                name="event_names",
                gin_pending_list_limit=256,  # kB; each look reads the whole list of pending entries
            ),
            models.Index(fields=["site", "at"], condition=Q(action=REFUSED), name="event_refused"),
        ]
        triggers: ClassVar[list[pgtrigger.Trigger]] = [WaitsForSeal(), AppendOnly(), NeverEmptied()]

    def __str__(self) -> str:
        return f"{self.action} {self.subject_type} {self.subject_id}".strip()
