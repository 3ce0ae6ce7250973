"""Assess cases from a file, with a folder's catalogue (no database needed) or an edition's."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, NoReturn

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from sideeffects.cases import CaseErrors, Cases, read_cases
from sideeffects.models import Edition
from sideeffects.risk import Catalogue, CatalogueError, RiskSummary, parse, problems
from sideeffects.summary_text import text_of
from sideeffects.yaml_files import read_folder

WRONG_INPUT = 2


class Command(BaseCommand):
    help = "Print the risk summary of one case or a list of cases (JSON or YAML)."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", metavar="FILE", type=Path)
        which = parser.add_mutually_exclusive_group()
        which.add_argument(
            "--catalogue", metavar="DIR", type=Path, help="a folder of YAML files; no database"
        )
        which.add_argument(
            "--edition", metavar="N", type=int, help="a published edition; else the live one"
        )
        parser.add_argument("--json", action="store_true", help="print JSON instead of a table")

    def handle(self, *_args: Any, **options: Any) -> None:
        folder, number = options["catalogue"], options["edition"]
        edition = None if folder else self.edition(number)
        catalogue = edition.catalogue if edition else self.from_files(folder)
        try:
            cases = read_cases(options["file"], catalogue)
        except CaseErrors as error:
            stop(str(error))
        summaries = [
            case.assess(catalogue, edition.number if edition else None) for case in cases.cases
        ]
        if options["json"]:
            self.print_json(cases, summaries)
        else:
            self.print_tables(cases, catalogue, summaries)
            self.stdout.write(approval(edition))
        faults = [case.name for case, s in zip(cases.cases, summaries, strict=True) if s.fault]
        if faults:
            raise CommandError(f"Could not be assessed: {', '.join(faults)}.")

    def from_files(self, folder: Path) -> Catalogue:
        try:
            catalogue = parse(read_folder(folder))
        except CatalogueError as error:
            stop(str(error))
        for problem in problems(catalogue):
            self.stderr.write(f"The catalogue has a gap: {problem}")
        return catalogue

    def edition(self, number: int | None) -> Edition:
        if not settings.DATABASE_URL:
            stop("DATABASE_URL is missing. Without a database, name a folder: --catalogue DIR")
        try:
            return Edition.objects.get(number=number) if number else Edition.objects.live()
        except Edition.DoesNotExist as error:
            stop(f"There is no edition {number}." if number else str(error))

    def print_json(self, cases: Cases, summaries: list[RiskSummary]) -> None:
        plain = [summary.plain() | {"hash": summary.hash} for summary in summaries]
        said = plain if cases.many else plain[0]
        self.stdout.write(json.dumps(said, ensure_ascii=False, indent=2))

    def print_tables(
        self, cases: Cases, catalogue: Catalogue, summaries: list[RiskSummary]
    ) -> None:
        for case, summary in zip(cases.cases, summaries, strict=True):
            self.stdout.write(f"{case.name.capitalize()}: {text_of(catalogue, summary)}\n\n")


def approval(edition: Edition | None) -> str:
    if edition is None:
        return "From files: no clinician has signed these rules."
    by = edition.clinical_approval
    return f"{edition}: {f'approved by {by}' if by else 'not clinically approved'}."


def stop(words: str) -> NoReturn:
    raise CommandError(words, returncode=WRONG_INPUT) from None
