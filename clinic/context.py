"""What every page's frame shows: theme, menu, who is signed in."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from clinic.models.user import Theme, User
from clinic.navigation import links_for
from clinic.sessions import session_of


def page(request: HttpRequest) -> dict[str, Any]:
    """`theme` system|light|dark · `navigation` list of Link · `staff` the person signed in, or None
    · `demo` whether this is the demo clinic · `one_factor` whether a password is enough here
    · `session_seconds` until the session ends when nothing is done, 0 for strangers."""
    user = getattr(request, "user", None)
    staff = user if isinstance(user, User) or getattr(user, "is_authenticated", False) else None
    return {
        "theme": staff.theme if staff else Theme.SYSTEM.value,
        "staff": staff,
        "navigation": SimpleLazyObject(lambda: links_for(staff, request.path) if staff else []),
        "demo": settings.DEMO,
        "one_factor": not settings.SECOND_FACTOR,
        "session_seconds": session_of(request).seconds_left() if staff else 0,
    }
