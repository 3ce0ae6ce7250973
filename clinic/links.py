"""The secret part of a link that is sent by mail. It is in the mail and nowhere else."""

from __future__ import annotations

import hashlib
import secrets

BYTES = 32
LONGEST = 64


def new_token() -> str:
    return secrets.token_urlsafe(BYTES)


def hash_of(token: str) -> str:
    """What is kept of it, and looked up by."""
    return hashlib.sha256(token.encode()).hexdigest()
