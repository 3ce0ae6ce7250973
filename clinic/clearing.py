"""What has ended by itself leaves the database: sessions, and what was kept for a while."""

from __future__ import annotations

from django.utils import timezone

from clinic.models import CacheEntry
from clinic.sessions import SessionStore

SECONDS_BETWEEN = 600


def clear_ended() -> None:
    """Nobody reads these rows again; two processes may do it at once."""
    SessionStore.clear_expired()
    CacheEntry.objects.filter(expires__lt=timezone.now()).delete()
