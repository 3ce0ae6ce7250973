"""Finish what waits of impact runs, for a timer beside the threads of the web server."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from consultations.impact_runs import finish_runs


class Command(BaseCommand):
    help = "Replay drafts over past consultations as asked for; the web server does it too."

    def handle(self, *_args: Any, **_options: Any) -> None:
        finish_runs()
        self.stdout.write("Nothing waits any more.")
