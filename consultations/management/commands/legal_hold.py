"""Keep a patient's record from being erased, or let it go again."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import ProgrammingError

from clinic.errors import NotAllowed
from consultations.actions.legal_holds import lift_hold, set_hold
from consultations.rights_commands import add_arguments, patient_and_person, refusals_in_words


class Command(BaseCommand):
    help = "Set a legal hold on a patient's record, or lift it (runs as the owner of the tables)."

    def add_arguments(self, parser: CommandParser) -> None:
        add_arguments(parser, because="why; the Records page shows it")
        parser.add_argument("--lift", action="store_true", help="lift the hold that stands")

    def handle(self, *_args: Any, **options: Any) -> None:
        patient, by = patient_and_person(options)
        act = lift_hold if options["lift"] else set_hold
        with refusals_in_words():
            try:
                act(patient, reason=options["because"], by=by)
            except ProgrammingError as refused:
                raise NotAllowed(
                    "Only the owner of the tables can.", "Set DATABASE_OWNER_URL to the owner's."
                ) from refused
        done = "no longer" if options["lift"] else "now"
        self.stdout.write(f"{patient.reference} is {done} on legal hold.")
