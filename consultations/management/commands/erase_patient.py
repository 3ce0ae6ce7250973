"""Erase a patient: every row and file, and the values in the history. There is no way back."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from consultations.actions.erasing import erase_patient
from consultations.rights_commands import add_arguments, patient_and_person, refusals_in_words


class Command(BaseCommand):
    help = "Erase everything about a patient (runs as the owner of the tables)."

    def add_arguments(self, parser: CommandParser) -> None:
        add_arguments(parser, because="why; it stays, so without the patient's name")
        parser.add_argument(
            "--before-its-time",
            action="store_true",
            help="although the record has to be kept longer",
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        patient, by = patient_and_person(options)
        with refusals_in_words():
            stone = erase_patient(
                patient,
                reason=options["because"],
                by=by,
                before_its_time=options["before_its_time"],
            )
        count = sum(stone.rows.values())
        self.stdout.write(f"{stone.reference} is erased: {count} rows of {len(stone.rows)} tables.")
        if not settings.ERASURE_LIST:
            self.stdout.write("ERASURE_LIST is not set: an older backup would bring it back.")
