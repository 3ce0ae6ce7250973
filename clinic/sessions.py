"""Sessions in the database, as Django keeps them, with two ends that only the server knows:
fifteen minutes after the last thing its person did, and twelve hours after signing in."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, cast

from django.conf import settings
from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone

from clinic.fixed_query import FixedQuery, Given

BEGAN, ACTIVE = "began", "active"
WRITTEN_EVERY = 30  # seconds; activity is written down this often at most, and ends so much earlier

_OPEN = FixedQuery(
    lambda: Session.objects.filter(
        session_key=Given("key"), expire_date__gt=Given("now")
    ).values_list("session_data")
)


class SessionStore(db.SessionStore):
    def load(self) -> dict[str, Any]:
        """What the session holds; an ended or unknown one holds nothing and loses its key."""
        found = _OPEN.first(key=self.session_key, now=timezone.now())
        if found is None:
            self._session_key = None
            return {}
        return self.decode(found[0])

    def cycle_key(self) -> None:
        """Signing in: a new key, and the twelve hours begin."""
        super().cycle_key()
        self._begin()

    def save(self, must_create: bool = False) -> None:
        if BEGAN not in self:
            self._begin()
        super().save(must_create)

    def stay(self) -> None:
        """Its person is there."""
        self[ACTIVE] = time.time()

    def _begin(self) -> None:
        self[BEGAN] = self[ACTIVE] = time.time()

    def get_expiry_date(self, **_kwargs: Any) -> datetime:
        now = time.time()
        idle = self.get(ACTIVE, now) + settings.SESSION_IDLE_SECONDS
        longest = self.get(BEGAN, now) + settings.SESSION_COOKIE_AGE
        return datetime.fromtimestamp(min(idle, longest), UTC)

    def seconds_left(self) -> int:
        """Until it ends if nothing more is done."""
        return max(0, int(self.get_expiry_date().timestamp() - time.time()))


def session_of(request: HttpRequest) -> SessionStore:
    """The request's session, which is one of ours (SESSION_ENGINE in settings.py)."""
    return cast(SessionStore, request.session)


class ActivityMiddleware:
    """A page that somebody opens or sends counts as being there. What a script asks for by itself
    does not: polls and autosave never keep a session alive, whatever they send along."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        long_ago = time.time() - WRITTEN_EVERY
        if (
            request.user.is_authenticated
            and _by_a_person(request)
            and request.session.get(ACTIVE, 0) < long_ago
        ):
            session_of(request).stay()
        return self.get_response(request)


def _by_a_person(request: HttpRequest) -> bool:
    """Browsers say of each request whether it is a page to show; no script can say so for one."""
    by_script = request.headers.get("HX-Request") == "true"
    return not by_script and request.headers.get("Sec-Fetch-Mode", "navigate") == "navigate"
