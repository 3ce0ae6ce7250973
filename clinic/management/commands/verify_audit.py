"""Is the audit trail whole? Ends with exit code 1 and one line for each break."""

from __future__ import annotations

import json
from itertools import chain
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from clinic import standing_guards
from clinic.verifying import Anchor, breaks, newest_anchor
from clinic.verifying_erased import counts


class Command(BaseCommand):
    help = "Check every seal of the audit trail, what it seals, and the guards of the database."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--anchor", type=Path, metavar="FILE", help="what audit_anchor printed earlier"
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        anchor = read_anchor(options["anchor"]) if options["anchor"] else None
        found = 0
        for problem in chain(standing_guards.problems(), breaks(anchor)):
            found += 1
            self.stderr.write(problem)
        if found:
            raise CommandError(f"The audit trail is broken in {found} places.", returncode=1)
        self.stdout.write(f"The audit trail is whole: {newest_anchor().number} seals.")
        changes, erasures = counts()
        if erasures:
            records = "1 record" if erasures == 1 else f"{erasures} records"
            self.stdout.write(f"{records} erased; {changes} row changes hold no values any more.")


def read_anchor(file: Path) -> Anchor:
    """An anchor that cannot be read is no reason to go on without one."""
    try:
        said = json.loads(file.read_text(encoding="utf-8"))
        return Anchor(int(said["number"]), str(said["hash"]), str(said["at"]))
    except (OSError, ValueError, KeyError, TypeError):
        raise CommandError(f"{file} holds no anchor.") from None
