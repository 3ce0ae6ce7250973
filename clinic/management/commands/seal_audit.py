"""Seal what waits of the audit trail, for a timer beside the threads of the web server."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from clinic.sealing import seal_waiting


class Command(BaseCommand):
    help = "Seal the events and row changes that wait for it; the web server does it too."

    def handle(self, *_args: Any, **_options: Any) -> None:
        self.stdout.write(f"Sealed {seal_waiting()}.")
