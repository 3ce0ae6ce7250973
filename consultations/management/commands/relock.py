"""Lock with the newest key what an older one still locks, so that the old key can go."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from consultations.actions.relocking import look, relock
from consultations.rights_commands import refusals_in_words


class Command(BaseCommand):
    help = "Lock files, messages and second factors anew with SECRET_KEY (run as the owner)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--check", action="store_true", help="only say what an older key still locks"
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        with refusals_in_words():
            found = look() if options["check"] else relock()
        for table, rows in sorted(found.older.items()):
            said = "under an older key" if options["check"] else "locked anew"
            self.stdout.write(f"{table}: {rows} {said}.")
        for table, keys in sorted(found.lost.items()):
            self.stderr.write(f"{table}: no key opens {len(keys)}, the first is row {keys[0]}.")
        if found.lost or (options["check"] and found.older):
            raise CommandError("Keep every older key in SECRET_KEY_FALLBACKS.", returncode=1)
        self.stdout.write("Everything in the tables is under the newest key.")
