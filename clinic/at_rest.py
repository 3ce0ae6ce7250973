"""What the database keeps encrypted: seeds of second factors, and messages that name a patient.

The keys are made of the site's secret key, the older ones included, so that it can be changed.
"""

from __future__ import annotations

import base64

from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.utils.crypto import salted_hmac


def lock_for(purpose: str) -> MultiFernet:
    """Locks with the newest key, opens with any that is kept. Each purpose has keys of its own."""
    secrets = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    return MultiFernet([Fernet(_key(purpose, secret)) for secret in secrets])


def _key(purpose: str, secret: str) -> bytes:
    found = salted_hmac(purpose, b"", secret=secret, algorithm="sha256")
    return base64.urlsafe_b64encode(found.digest())
