"""A patient's own copy of everything: machine-readable and readable, files included."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from consultations.actions.copying import export_patient
from consultations.rights_commands import add_arguments, patient_and_person, refusals_in_words


class Command(BaseCommand):
    help = "Write everything about a patient into a new folder, or into a .zip."

    def add_arguments(self, parser: CommandParser) -> None:
        add_arguments(parser, because="why the copy is made; it stands in the copy")
        parser.add_argument(
            "--to", required=True, type=Path, metavar="DIR|FILE.zip|FILE.zip.age", help="a new name"
        )
        parser.add_argument(
            "--recipient", default="", metavar="AGE_PUBLIC_KEY", help="encrypt it: FILE.zip.age"
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        patient, by = patient_and_person(options)
        with refusals_in_words():
            counts = export_patient(
                patient,
                to=options["to"],
                reason=options["because"],
                by=by,
                recipient=options["recipient"],
            )
        self.stdout.write(
            f"{patient.reference} is in {options['to']}: {counts['rows']} rows,"
            f" {counts['files']} files, {counts['changes']} changes, seen {counts['looks']} times."
        )
