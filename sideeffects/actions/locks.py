"""Who has an entry open for editing. A word to colleagues; saving compares anyway."""

from __future__ import annotations

from django.db.models import Q
from django.utils import timezone

from clinic.models import User
from sideeffects.models import EditLock
from sideeffects.models.drafting import LOCK_LASTS


def take_lock(part: str, key: str, *, by: User, over: bool = False) -> EditLock:
    """The lock of an entry: one's own from now on, unless somebody else holds it.

    `over`: take it even then.
    """
    moment = timezone.now()
    lock, _ = EditLock.objects.select_related("held_by").get_or_create(
        part=part, key=key, defaults={"held_by": by, "since": moment, "seen_at": moment}
    )
    free = Q() if over else Q(held_by=by) | Q(seen_at__lte=moment - LOCK_LASTS)
    mine = EditLock.objects.filter(Q(pk=lock.pk) & free)
    since = {} if lock.held_by_id == by.pk and lock.holds_at(moment) else {"since": moment}
    if mine.update(held_by=by, seen_at=moment, **since):
        lock = EditLock.objects.select_related("held_by").get(pk=lock.pk)
    return lock


def leave_lock(part: str, key: str, *, by: User) -> None:
    EditLock.objects.filter(part=part, key=key, held_by=by).delete()
