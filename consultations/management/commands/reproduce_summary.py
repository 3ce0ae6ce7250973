"""Does every stored summary still come out the same? Ends with exit code 1 if any byte differs."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from consultations.models import Summary
from consultations.reproducing import (
    differences,
    documents_that_differ,
    reviews_that_differ,
    summaries,
)


class Command(BaseCommand):
    help = "Make stored summaries once more of their answers and edition, and compare every byte."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("id", nargs="?", help="of a summary, or a consultation’s reference")
        parser.add_argument("number", nargs="?", type=int, help="which one of the consultation")
        parser.add_argument("--all", action="store_true", help="every summary there is")
        parser.add_argument(
            "--reviews",
            action="store_true",
            help="also what was on the screen of each decision, and every kept file",
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        count = wrong = 0
        if options["all"] or options["id"]:
            for summary in summaries(_wanted(options)):
                count += 1
                wrong += self._say(differences(summary))
            if not count and not options["all"]:
                raise CommandError("There is no such summary.")
        elif not options["reviews"]:
            raise CommandError("Name a summary, or ask for --all.")
        if options["reviews"]:
            wrong += self._say(reviews_that_differ()) + self._say(documents_that_differ())
        if wrong:
            raise CommandError(f"{count} summaries looked at; {wrong} lines say what differs.")
        kept = " Every decision’s screen and every kept file, too." if options["reviews"] else ""
        self.stdout.write(f"{count} summaries are the same, byte for byte.{kept}")

    def _say(self, lines: Any) -> int:
        found = 0
        for line in lines:
            found += 1
            self.stderr.write(line)
        return found


def _wanted(options: dict[str, Any]) -> Any:
    if options["all"]:
        return Summary.objects.all()
    if options["id"].isdigit():
        return Summary.objects.filter(pk=int(options["id"]))
    found = Summary.objects.filter(consultation__reference=options["id"])
    number = options["number"]
    return found if number is None else found.filter(number=number)
