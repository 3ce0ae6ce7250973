"""Canonical JSON: the same value gives the same bytes on any machine, and so the same hash."""

import hashlib
import json
from datetime import date
from decimal import Decimal
from typing import Any


def canonical(value: Any) -> bytes:
    """Sorted keys, no blanks, UTF-8; decimals as text, days as ISO text; NaN is refused."""
    text = json.dumps(
        value,
        sort_keys=True,
        ensure_ascii=False,
        allow_nan=False,
        separators=(",", ":"),
        default=_as_text,
    )
    return text.encode()


def _as_text(value: object) -> str:
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no canonical form")


def digest(data: bytes) -> str:
    """SHA-256 as 64 hexadecimal digits."""
    return hashlib.sha256(data).hexdigest()
