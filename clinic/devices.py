"""Which accounts have signed in from a browser before, told by a signed cookie in that browser.

Wrong tries from a known browser are counted apart: who guesses elsewhere cannot lock its people
out. The cookie opens nothing.
"""

from __future__ import annotations

import secrets
from typing import Any

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponseBase
from django.utils.crypto import salted_hmac

_SALT = "clinic.devices"
_DAYS = 180
_ACCOUNTS = 30  # a shared machine at the desk; the oldest is forgotten
_NAME = f"{settings.SESSION_COOKIE_NAME}-device"


def known_as(request: HttpRequest, username: str) -> str:
    """The device's id when this account has signed in from it; empty on an unknown device."""
    device = _read(request)
    return device["id"] if _mark(username) in device["accounts"] else ""


def remember(request: HttpRequest, response: HttpResponseBase, username: str) -> None:
    """Called when somebody has signed in."""
    device = _read(request)
    mark = _mark(username)
    accounts = [each for each in device["accounts"] if each != mark][-_ACCOUNTS + 1 :]
    response.set_cookie(
        _NAME,
        signing.dumps({"id": device["id"], "accounts": [*accounts, mark]}, salt=_SALT),
        max_age=_DAYS * 24 * 60 * 60,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def _read(request: HttpRequest) -> dict[str, Any]:
    try:
        held: dict[str, Any] = signing.loads(
            request.COOKIES.get(_NAME, ""), salt=_SALT, max_age=_DAYS * 24 * 60 * 60
        )
    except signing.BadSignature:
        return {"id": secrets.token_hex(8), "accounts": []}
    return held


def _mark(username: str) -> str:
    """No name is readable in the cookie."""
    return salted_hmac(_SALT, username.strip().lower(), algorithm="sha256").hexdigest()[:16]
