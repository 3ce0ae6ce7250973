"""The one place that sends mail.

Mails to staff name no patient and say nothing of health. A patient gets what a technician wrote to
them, from the outbox alone (consultations/actions/outgoing.py), and nothing is added to it here.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from enum import Enum
from smtplib import SMTPException, SMTPServerDisconnected
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage, get_connection

log = logging.getLogger(__name__)


class Outcome(Enum):
    """`UNKNOWN`: the mail server fell silent half-way, so that nobody knows whether it took it."""

    TAKEN = "taken"
    REFUSED = "refused"
    UNKNOWN = "unknown"


def can_send() -> bool:
    """Whether there is a server to send with, or a folder that stands for one."""
    return bool(settings.EMAIL_HOST or settings.MAIL_TO_FILES)


def send(to: str, subject: str, text: str) -> bool:
    """Whether the mail server took it, within the seconds of EMAIL_TIMEOUT for each answer.

    Called after the commit, never inside a transaction: what a mail speaks of must be there.
    """
    return hand_over(to, subject, text) is Outcome.TAKEN


def hand_over(to: str, subject: str, text: str, *, name: str = "", reply_to: str = "") -> Outcome:
    """As `send`, for who must know what became of it. `name`: its Message-ID, the same each time
    it is tried, by which mail programs tell that they have it already."""
    if not can_send():
        return Outcome.REFUSED
    letter = EmailMessage(
        subject,
        text,
        to=[to],
        headers={"Message-ID": name} if name else None,
        reply_to=[reply_to] if reply_to else None,
    )
    try:
        with _open() as server:
            return _given(server, letter)
    except (SMTPException, OSError):
        log.warning("a mail was not sent: no mail server", exc_info=True)
        return Outcome.REFUSED


def _given(server: Any, letter: EmailMessage) -> Outcome:
    try:
        return Outcome.TAKEN if server.send_messages([letter]) else Outcome.REFUSED
    except SMTPServerDisconnected:
        log.warning("a mail server fell silent", exc_info=True)
        return Outcome.UNKNOWN
    except (SMTPException, ValueError):  # it said no; or there is no such address
        log.warning("a mail was not taken", exc_info=True)
        return Outcome.REFUSED
    except OSError:
        log.warning("a mail server fell silent", exc_info=True)
        return Outcome.UNKNOWN


@contextmanager
def _open() -> Iterator[Any]:
    """A line to the mail server. That it is hung up badly takes nothing back."""
    server = get_connection()
    server.open()
    try:
        yield server
    finally:
        with suppress(SMTPException, OSError):
            server.close()
