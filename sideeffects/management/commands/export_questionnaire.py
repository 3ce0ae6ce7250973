"""Print the questions as a FHIR R4B Questionnaire: the live edition's, or those of a folder."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from sideeffects.fhir import Plain, questionnaire
from sideeffects.fhir_edition import as_text, questionnaire_of
from sideeffects.models import Edition
from sideeffects.risk import CatalogueError, parse, problems
from sideeffects.yaml_files import read_folder


class Command(BaseCommand):
    help = "Print the questions as a FHIR R4B Questionnaire (JSON)."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--catalogue", metavar="DIR", type=Path, help="a folder of YAML files; no database"
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        folder: Path | None = options["catalogue"]
        self.stdout.write(as_text(of_files(folder) if folder else of_live()), ending="")


def of_live() -> Plain:
    if not settings.DATABASE_URL:
        raise CommandError(
            "DATABASE_URL is missing. Without a database, name a folder: --catalogue DIR"
        )
    try:
        return questionnaire_of(Edition.objects.live())
    except Edition.DoesNotExist as error:
        raise CommandError(str(error)) from None


def of_files(folder: Path) -> Plain:
    """A folder with gaps is refused: a condition that leads nowhere cannot be told to others."""
    try:
        catalogue = parse(read_folder(folder))
    except CatalogueError as error:
        raise CommandError(str(error)) from None
    if gaps := problems(catalogue):
        raise CommandError("\n".join(f"The catalogue has a gap: {gap}" for gap in gaps))
    return questionnaire(catalogue, None)
