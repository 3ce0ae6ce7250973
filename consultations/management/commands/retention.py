"""How long everything is kept, and whose record need not be kept any more."""

from __future__ import annotations

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from consultations.actions.erasing import erase_patient
from consultations.keeping import whose_period_is_over
from consultations.retention_words import as_data, as_markdown
from consultations.rights_commands import person, refusals_in_words

BECAUSE = "The time for which records are kept is over."


class Command(BaseCommand):
    help = "Print how long everything is kept; list, or erase, whose time is over."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="for programs")
        parser.add_argument(
            "--markdown", action="store_true", help="the table of docs/retention.md"
        )
        parser.add_argument("--erase", action="store_true", help="erase whose time is over")
        parser.add_argument(
            "--by", metavar="USERNAME", default="", help="with --erase: who decided"
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        if options["markdown"]:
            self.stdout.write(as_markdown())
            return
        over = list(whose_period_is_over(timezone.localdate()))
        references = [patient.reference for patient in over]
        if options["json"]:
            self.stdout.write(json.dumps({**as_data(), "over": references}, indent=2))
            return
        if not options["erase"]:
            self.stdout.write(as_markdown())
            self.stdout.write(f"\nTime over: {len(over)}. {' '.join(references)}".rstrip())
            return
        if not options["by"]:
            raise CommandError("Say with --by who decided it.")
        self._erase(over, options["by"])

    def _erase(self, over: list[Any], username: str) -> None:
        """Each by itself: one that may not go keeps nobody else."""
        by, kept = person(username), 0
        for patient in over:
            try:
                with refusals_in_words():
                    erase_patient(patient, reason=BECAUSE, by=by)
            except CommandError as refusal:
                kept += 1
                self.stderr.write(str(refusal))
        self.stdout.write(f"Erased {len(over) - kept} of {len(over)}.")
