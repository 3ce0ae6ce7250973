"""Send the messages to patients that are due, for a timer beside the threads of the web server."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from consultations.actions.outgoing import send_due


class Command(BaseCommand):
    help = "Send what is due of the messages to patients; the web server does it too."

    def handle(self, *_args: Any, **_options: Any) -> None:
        sent = send_due()
        self.stdout.write(f"{sent} sent." if sent else "Nothing was sent.")
