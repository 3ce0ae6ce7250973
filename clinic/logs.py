"""Logs: one JSON object a line, made of listed fields only, so that no patient gets into one.

Of a message only the pattern is written, never what was filled in; of an exception its kind and
where it happened, never its text: PostgreSQL quotes whole rows in its errors.
"""

from __future__ import annotations

import json
import logging
import traceback
from datetime import UTC, datetime
from typing import Any

from clinic.request_id import current_request_id


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
