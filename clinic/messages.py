"""What the last action said, kept for the next page. It may carry a patient's name, so it lies in
the session table encrypted: whoever reads that table or its backups reads no name (R41)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from cryptography.fernet import InvalidToken
from django.contrib.messages.storage.session import SessionStorage

from clinic.at_rest import lock_for

PURPOSE = "clinic.messages"


class SealedStorage(SessionStorage):
    """Django's own storage in the session, with a seal around what it writes."""

    def serialize_messages(self, messages: Sequence[Any]) -> str:
        written: str = super().serialize_messages(messages)
        return lock_for(PURPOSE).encrypt(written.encode()).decode()

    def deserialize_messages(self, data: Any) -> Any:
        """A message whose key is gone is lost, as if it had been read."""
        if not isinstance(data, str):
            return []
        try:
            return super().deserialize_messages(lock_for(PURPOSE).decrypt(data.encode()).decode())
        except InvalidToken:
            return []
