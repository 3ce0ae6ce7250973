"""Logs: one JSON object a line, made of listed fields only, so that no patient gets into one.

Each request has one line: route, method, status, milliseconds, who (by number), request id. Of a
message only the pattern is written, never what was filled in; of an exception its kind and
where it happened, never its text: PostgreSQL quotes whole rows in its errors.
"""

from __future__ import annotations

import json
import logging
import time
import traceback
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from whitenoise.middleware import WhiteNoiseFileResponse

from clinic.request_id import current_request_id

SLOW_MILLISECONDS = 1_000
# What a line may say besides: numbers and names of the code's own, never what somebody typed.
FIELDS: dict[str, type] = {"milliseconds": int, "user": int, "slow": bool, "job": str}

log = logging.getLogger(__name__)


class AllowedFieldsFormatter(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        entry: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": _pattern(record),
        }
        request = getattr(record, "request", None)
        if request_id := current_request_id() or getattr(request, "request_id", ""):
            entry["request_id"] = request_id
        if isinstance(status := getattr(record, "status_code", None), int):
            entry["status"] = status
        entry.update(_route(request))
        for name, kind in FIELDS.items():
            if type(value := getattr(record, name, None)) is kind:
                entry[name] = value
        if record.exc_info and record.exc_info[1] is not None:
            entry["exception"] = describe(record.exc_info[1])
        return json.dumps(entry, ensure_ascii=False)


def _pattern(record: logging.LogRecord) -> str:
    """What was said, before anything was filled in. Django logs a suspicious request by the text of
    the exception, in which the request speaks; the logger's name says of which kind it was."""
    if record.name.startswith("django.security"):
        return "Refused."
    return record.msg if isinstance(record.msg, str) else type(record.msg).__name__


def _route(request: object) -> dict[str, str]:
    """The pattern of the address, without the values in it."""
    match = getattr(request, "resolver_match", None)
    if match is None:
        return {}
    return {"method": str(getattr(request, "method", "")), "route": str(match.route)}


class AnsweredMiddleware:
    """One line for each request, when it is answered; files and healthy looks at health have none.

    Outside of everything but the request id, so that whatever answers, answers within."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        began = time.monotonic()
        response = self.get_response(request)
        if not _of_no_interest(request, response):
            _log_answer(request, response, int((time.monotonic() - began) * 1000))
        return response


def _of_no_interest(request: HttpRequest, response: HttpResponseBase) -> bool:
    if isinstance(response, WhiteNoiseFileResponse):
        return True
    return request.path in ("/healthz", "/readyz") and response.status_code == 200


def _log_answer(request: HttpRequest, response: HttpResponseBase, milliseconds: int) -> None:
    slow = milliseconds >= SLOW_MILLISECONDS
    # Who it is only where somebody asked already: the log asks no database.
    known = getattr(getattr(request, "_cached_user", None), "pk", None)
    told = {
        "request": request,
        "status_code": response.status_code,
        "milliseconds": milliseconds,
        "user": known,
        **({"slow": True} if slow else {}),
    }
    log.log(logging.WARNING if slow else logging.INFO, "Answered.", extra=told)


def describe(error: BaseException) -> dict[str, Any]:
    kinds: list[str] = []
    current: BaseException | None = error
    while current is not None and len(kinds) < 5:
        kinds.append(f"{type(current).__module__}.{type(current).__qualname__}")
        current = current.__cause__ or current.__context__
    frames = traceback.extract_tb(error.__traceback__)
    return {
        "kinds": kinds,
        "where": [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames],
    }
