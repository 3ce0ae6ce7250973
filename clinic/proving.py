"""Proving again who one is: before a signature, an export, a change of somebody's role.

Whoever signed in or proved it within five minutes is not asked. What was being sent is carried
along and goes out afterwards (clinic/carried.py).
"""

from __future__ import annotations

import time
import zoneinfo
from datetime import datetime
from urllib.parse import urlencode

from allauth.account.authentication import get_authentication_records
from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse

from clinic.models import User
from clinic.sessions import BEGAN
from clinic.signing_in import FORM, away, by_script, page_of

SECONDS = 5 * 60
_PROVED_AT = "proved_at"
_PROOF = "proof"  # the last time somebody was asked again: when, and how they answered
FACTORS = {
    "password": "password",
    "totp": "a code of an app",
    "recovery_codes": "a recovery code",
    "webauthn": "a passkey",
}


def proved_now(request: HttpRequest, by: str = "") -> None:
    """Called when somebody has proved who they are, and at each signature, which renews it.

    `by`: the factor, where they were asked again.
    """
    request.session[_PROVED_AT] = time.time()
    if by:
        request.session[_PROOF] = [time.time(), by]


def signed_how(request: HttpRequest, user: User) -> str:
    """By which factors the person of this session signed in, and proved it again; for the record.

    "password, then a code of an app; proved again at 14:02 by password"
    """
    shown = get_authentication_records(request, user)
    names = [record.get("type") or record["method"] for record in shown]
    how = ", then ".join(FACTORS.get(name, name) for name in names) or "no factor on record"
    if _PROOF not in request.session:
        return how
    at, by = request.session[_PROOF]
    zone = zoneinfo.ZoneInfo(user.site.timezone if user.site else settings.TIME_ZONE)
    return f"{how}; proved again at {datetime.fromtimestamp(at, zone):%H:%M} by {FACTORS[by]}"


def proved_lately(request: HttpRequest) -> bool:
    session = request.session
    at: float = max(session.get(BEGAN, 0), session.get(_PROVED_AT, 0))
    return time.time() - at < SECONDS


def to_proof(request: HttpRequest) -> HttpResponseBase:
    """To the page that asks; a form that was sent comes along (the browser sends it again)."""
    if request.method in ("GET", "HEAD"):
        also, sent = {"next": request.get_full_path()}, False
    else:
        also, sent = {"next": page_of(request), FORM: request.path}, not by_script(request)
    target = f"{reverse('clinic:prove')}?{urlencode(also)}"
    return away(request, target, preserve_request=sent)
