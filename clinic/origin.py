"""Where a change or a look comes from: who asks, from which address, for which purpose.

The event log reads it (clinic/audit.py). PostgreSQL is told it with each statement that writes,
so that the history of rows (clinic/row_history.py) names the person, too.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable
from contextvars import ContextVar
from typing import Any

from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponseBase

from clinic.request_id import current_request_id

_answered: ContextVar[HttpRequest | None] = ContextVar("answered", default=None)

WRITES = ("INSERT", "UPDATE", "DELETE", "WITH", "MERGE")
NOT_IN_A_PURPOSE = re.compile(r"[^\w.:/-]")


class OriginMiddleware:
    """After the one that knows the person. Everything inside knows where it comes from."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        token = _answered.set(request)
        try:
            with connection.execute_wrapper(tell_database):
                return self.get_response(request)
        finally:
            _answered.reset(token)


def current_address() -> str | None:
    """The address that the request being answered came from; None outside of one."""
    request = _answered.get()
    return None if request is None else client_address(request)


def current_purpose() -> str:
    """What the page declares: its permission, else its name. Empty outside of a request."""
    request = _answered.get()
    match = request.resolver_match if request is not None else None
    if match is None:
        return ""
    declared = getattr(match.func, "declared", None)
    return str(getattr(declared, "permission", None) or match.view_name)[:64]


def client_address(request: HttpRequest) -> str | None:
    """The last address of X-Forwarded-For where our own proxy wrote it, else the connection's.

    Earlier entries are the visitor's own words. Without a proxy the whole line is.
    """
    told = request.META.get("REMOTE_ADDR", "")
    if settings.SECURE_PROXY_SSL_HEADER:  # set only behind our own proxy (BEHIND_TLS_PROXY)
        told = request.META.get("HTTP_X_FORWARDED_FOR", "").rpartition(",")[2] or told
    try:
        address = ipaddress.ip_address(told.strip())
    except ValueError:
        return None
    return str(getattr(address, "ipv4_mapped", None) or address)


def tell_database(
    execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: dict[str, Any]
) -> Any:
    """Goes ahead of each statement that writes, in the same message, for this transaction only.

    Not once a transaction: what is set inside a savepoint is forgotten with it.
    """
    if isinstance(sql, str) and sql.startswith(WRITES):
        sql = f"SET LOCAL scalpwise.context = '{_in_words()}'; {sql}"
    return execute(sql, params, many, context)


def _in_words() -> str:
    """ "12|4F0A99B1|consultations.answer", as scalpwise_keep_row reads it."""
    person = getattr(_answered.get(), "user", None)
    purpose = NOT_IN_A_PURPOSE.sub("", current_purpose())
    return f"{getattr(person, 'pk', None) or ''}|{current_request_id()}|{purpose}"
