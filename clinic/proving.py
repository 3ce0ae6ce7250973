"""Proving again who one is: before a signature, an export, a change of somebody's role.

Whoever signed in or proved it within five minutes is not asked. What was being sent is carried
along and goes out afterwards (clinic/carried.py).
"""

from __future__ import annotations

import time
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse

from clinic.sessions import BEGAN
from clinic.signing_in import FORM, away, by_script, page_of

SECONDS = 5 * 60
_PROVED_AT = "proved_at"


def proved_now(request: HttpRequest) -> None:
    """Called when somebody has proved who they are, and at each signature, which renews it."""
    request.session[_PROVED_AT] = time.time()


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
