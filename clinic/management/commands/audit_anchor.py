"""The last seal, to be kept where nobody who can reach the database can reach it."""

from __future__ import annotations

import json
from typing import Any

from django.core.management.base import BaseCommand

from clinic.sealing import seal_waiting
from clinic.verifying import newest_anchor


class Command(BaseCommand):
    help = "Seal what waits, then print the number, hash and time of the last seal as JSON."

    def handle(self, *_args: Any, **_options: Any) -> None:
        seal_waiting()
        self.stdout.write(json.dumps(newest_anchor().plain()))
