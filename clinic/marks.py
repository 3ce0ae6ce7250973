"""Marks that only this site can make: who holds one may ask later whether it is ours.

The keys are made of the site's secret key, as those of clinic/at_rest.py; a mark made under an
older one that is kept is still good.
"""

from __future__ import annotations

from django.conf import settings
from django.utils.crypto import constant_time_compare, salted_hmac


def mark_of(purpose: str, said: bytes, length: int) -> bytes:
    """The mark of these bytes, by the newest key."""
    return _mark(purpose, said, settings.SECRET_KEY)[:length]


def is_mark_of(purpose: str, said: bytes, mark: bytes) -> bool:
    """Whether this mark was made of these bytes. The same work whatever the answer is."""
    secrets = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    found = [
        constant_time_compare(_mark(purpose, said, secret)[: len(mark)].hex(), mark.hex())
        for secret in secrets
    ]
    return bool(mark) and any(found)


def _mark(purpose: str, said: bytes, secret: str) -> bytes:
    made: bytes = salted_hmac(purpose, said, secret=secret, algorithm="sha256").digest()
    return made
