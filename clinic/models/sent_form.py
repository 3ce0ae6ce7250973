"""A form that came in: what it was answered with, should it come a second time (clinic/once.py)."""

from __future__ import annotations

from typing import ClassVar

import pgtrigger
from django.db import models
from django.db.models.functions import Now

from clinic.guards import Fixed
from clinic.models.user import User
from clinic.triggers import NeverEmptied


class SentForm(models.Model):
    """Nothing that was typed is kept: `body` is a mark of it that only this site can make."""

    key = models.UUIDField(primary_key=True)
    actor = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    address = models.CharField(max_length=400)
    body = models.CharField(max_length=64)
    at = models.DateTimeField(db_default=Now(), editable=False)
    status = models.PositiveSmallIntegerField(default=0)
    location = models.CharField(max_length=2000, blank=True, default="")

    class Meta:
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["at"], name="sent_form_at")]
        triggers: ClassVar[list[pgtrigger.Trigger]] = [
            Fixed("key", "actor_id", "address", "body", "at"),
            NeverEmptied(),
        ]

    def __str__(self) -> str:
        return f"A form for {self.address}"
