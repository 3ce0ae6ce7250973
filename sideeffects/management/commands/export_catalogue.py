"""Write an edition, or the draft, as the folder of YAML files that load_catalogue reads."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from sideeffects.desk.exporting import folder_of_draft, folder_of_edition
from sideeffects.editions import catalogue_of_rows
from sideeffects.models import Edition
from sideeffects.risk import CatalogueError


class Command(BaseCommand):
    help = "Write the live edition to a folder of YAML files. Files of the same names are replaced."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("directory", metavar="DIR")
        which = parser.add_mutually_exclusive_group()
        which.add_argument("--edition", type=int, metavar="N", help="this edition")
        which.add_argument("--draft", action="store_true", help="what would be published now")

    def handle(self, *_args: Any, **options: Any) -> None:
        files = _draft() if options["draft"] else folder_of_edition(_edition(options["edition"]))
        folder = Path(options["directory"])
        try:
            folder.mkdir(parents=True, exist_ok=True)
            for name, text in files.items():
                (folder / name).write_text(text, encoding="utf-8", newline="\n")
        except OSError as error:
            raise CommandError(f"{folder}: cannot be written: {error.strerror}") from None
        if options["verbosity"]:
            self.stdout.write(f"Wrote {len(files)} files to {folder}.")


def _draft() -> dict[str, str]:
    try:
        return folder_of_draft(catalogue_of_rows())
    except CatalogueError as error:
        raise CommandError(f"The draft cannot be read: {error}") from None


def _edition(number: int | None) -> Edition:
    try:
        return Edition.objects.get(number=number) if number is not None else Edition.objects.live()
    except Edition.DoesNotExist as error:
        raise CommandError(
            f"There is no edition {number}." if number is not None else str(error)
        ) from None
