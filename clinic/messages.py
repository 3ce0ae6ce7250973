"""What the last action said, kept for the next page. It may carry a patient's name, so it lies in
the session table encrypted: whoever reads that table or its backups reads no name (R41)."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.contrib.messages.storage.session import SessionStorage
from django.utils.crypto import salted_hmac


class SealedStorage(SessionStorage):
    """Django's own storage in the session, with a seal around what it writes."""

    def serialize_messages(self, messages: Sequence[Any]) -> str:
        written: str = super().serialize_messages(messages)
        return _seal().encrypt(written.encode()).decode()

    def deserialize_messages(self, data: Any) -> Any:
        """A message whose key is gone is lost, as if it had been read."""
        if not isinstance(data, str):
            return []
        try:
            return super().deserialize_messages(_seal().decrypt(data.encode()).decode())
        except InvalidToken:
            return []


def _seal() -> MultiFernet:
    """The newest key first; older ones are read as long as they are kept."""
    secrets = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return MultiFernet([Fernet(_key(secret)) for secret in secrets])


def _key(secret: str) -> bytes:
    found = salted_hmac("clinic.messages", b"", secret=secret, algorithm="sha256")
    return base64.urlsafe_b64encode(found.digest())
