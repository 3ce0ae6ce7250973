"""Does what the database keeps encrypted open with the secret key in force? (clinic/at_rest.py)"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from cryptography.fernet import InvalidToken

from consultations import outgoing
from consultations.actions import documents
from consultations.models import Document, OutgoingMessage


def what_stays_shut() -> Iterator[str]:
    """One of each kind is tried, the newest: they were all made with the same keys."""
    for kind, opened in KINDS.items():
        try:
            opened()
        except (InvalidToken, ValueError):
            yield kind


def _second_factor() -> None:
    made = Authenticator.objects.exclude(type=Authenticator.Type.WEBAUTHN).order_by("-id").first()
    if made is not None:
        get_adapter().decrypt(made.data.get("secret") or made.data["seed"])


def _document() -> None:
    kept = Document.objects.order_by("-id").first()
    if kept is not None:
        documents.opened(kept)


def _message() -> None:
    waiting = OutgoingMessage.objects.exclude(sealed="").order_by("-id").first()
    if waiting is not None:
        outgoing.opened(waiting)


KINDS: dict[str, Callable[[], None]] = {
    "second factors": _second_factor,
    "kept files": _document,
    "messages to patients": _message,
}
