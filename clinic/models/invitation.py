"""A link by which somebody chooses their password: the first one, or a new one for a lost one."""

from __future__ import annotations

from datetime import timedelta
from typing import ClassVar

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from clinic.guards import Fixed, NeverRemoved, SetOnce
from clinic.models.user import User
from clinic.row_history import RowHistory
from clinic.triggers import NeverEmptied

VALID = timedelta(days=3)


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def visible_to(self, user: User) -> InvitationQuerySet:
        """All of them, for those who look after the staff."""
        return self.all() if user.is_staff else self.none()

    def unspent(self) -> InvitationQuerySet:
        """Neither used nor withdrawn; the days may have run out."""
        return self.filter(used_at__isnull=True, withdrawn_at__isnull=True)

    def open(self) -> InvitationQuerySet:
        """Those whose link works now, by the database's clock."""
        return self.unspent().filter(expires_at__gt=Now(), person__is_active=True)


class Invitation(models.Model):
    """Of the link only a hash is kept: nobody can read it out of the database and use it."""

    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="invitations")
    token_hash = models.CharField(max_length=64, unique=True)
    sent_to = models.EmailField()
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField(db_default=Now(), editable=False)
    expires_at = models.DateTimeField(db_default=Now() + VALID, editable=False)
    sent_at = models.DateTimeField(null=True)
    used_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        ordering = ("-id",)
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                name="invitation_one_for_each_person",
                fields=["person"],
                condition=Q(used_at__isnull=True, withdrawn_at__isnull=True),
            ),
            models.CheckConstraint(
                name="invitation_ends_in_time", condition=Q(expires_at__lte=F("made_at") + VALID)
            ),
            models.CheckConstraint(
                name="invitation_used_or_withdrawn",
                condition=Q(used_at__isnull=True) | Q(withdrawn_at__isnull=True),
            ),
        ]
        triggers: ClassVar[list[pgtrigger.Trigger]] = [
            Fixed("person_id", "token_hash", "sent_to", "made_by_id", "made_at", "expires_at"),
            SetOnce("sent_at"),
            SetOnce("used_at", name="used_once"),
            SetOnce("withdrawn_at", name="withdrawn_once"),
            RowHistory(secret=["token_hash"]),
            NeverRemoved(),
            NeverEmptied(),
        ]

    def __str__(self) -> str:
        return f"Link for {self.person}"
