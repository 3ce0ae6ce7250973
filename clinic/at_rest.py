"""What the database keeps encrypted: seeds of second factors, messages that name a patient, files.

The keys are made of the site's secret key, the older ones included, so that it can be changed.
"""

from __future__ import annotations

import base64

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.utils.crypto import salted_hmac


def lock_for(purpose: str) -> MultiFernet:
    """Locks with the newest key, opens with any that is kept. Each purpose has keys of its own."""
    secrets = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    return MultiFernet([Fernet(_key(purpose, secret)) for secret in secrets])


def locked_anew(purpose: str, locked: bytes) -> bytes | None:
    """The same under the newest key; None where that one locks it already.

    What no key opens raises `InvalidToken`.
    """
    try:
        Fernet(_key(purpose, settings.SECRET_KEY)).decrypt(locked)
    except InvalidToken:
        return lock_for(purpose).rotate(locked)
    return None


def _key(purpose: str, secret: str) -> bytes:
    found = salted_hmac(purpose, b"", secret=secret, algorithm="sha256")
    return base64.urlsafe_b64encode(found.digest())
