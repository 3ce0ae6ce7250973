"""The one place that sends mail. What is sent names no patient and says nothing of health."""

from __future__ import annotations

import logging
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import EmailMessage

log = logging.getLogger(__name__)


def send(to: str, subject: str, text: str) -> bool:
    """Whether the mail server took it, within the seconds of EMAIL_TIMEOUT for each answer.

    Called after the commit, never inside a transaction: what a mail speaks of must be there.
    """
    if not (settings.EMAIL_HOST or settings.MAIL_TO_FILES):
        return False
    try:
        return bool(EmailMessage(subject, text, to=[to]).send())
    except (SMTPException, OSError):
        log.warning("a mail was not sent", exc_info=True)
        return False
