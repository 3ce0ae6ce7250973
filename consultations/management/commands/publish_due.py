"""Put planned editions live, for a timer beside the threads of the web server."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from consultations.actions.rechecking import check_bookings
from sideeffects.actions.proposing import publish_due


class Command(BaseCommand):
    help = "Publish what was planned for a time that has come; the web server does it too."

    def handle(self, *_args: Any, **_options: Any) -> None:
        editions = publish_due(follow_up=check_bookings)
        for edition in editions:
            self.stdout.write(f"Edition {edition.number} is live.")
        if not editions:
            self.stdout.write("Nothing is due.")
