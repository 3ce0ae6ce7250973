"""Which entries are open for editing just now."""

from __future__ import annotations

from django.utils import timezone

from sideeffects.models import EditLock
from sideeffects.models.drafting import LOCK_LASTS


def held_now() -> list[EditLock]:
    """The locks that still hold, the newest first, with their people."""
    return list(
        EditLock.objects.filter(seen_at__gt=timezone.now() - LOCK_LASTS)
        .select_related("held_by")
        .order_by("-since")
    )
