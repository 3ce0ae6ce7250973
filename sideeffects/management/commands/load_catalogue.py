"""Make the catalogue's rows say what a folder of YAML files says, and perhaps publish them."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from sideeffects.actions import Change, NotReady, load, publish
from sideeffects.risk import CatalogueError


class Command(BaseCommand):
    help = "Load a catalogue from a folder of YAML files: all of it, or nothing. Repeatable."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("directory", metavar="DIR")
        parser.add_argument("--publish", action="store_true", help="freeze it as the next edition")
        parser.add_argument("--note", default="", help="what this edition changes, in a sentence")

    def handle(self, *_args: Any, **options: Any) -> None:
        quiet = options["verbosity"] == 0
        try:
            with transaction.atomic():
                lines = self.load(options["directory"])
                if options["publish"]:
                    lines.append(self.publish(options["note"]))
        except CatalogueError as error:
            place = f": {error.key}" if error.key else ""
            raise CommandError(f"{_file(error.file)}{place}: {error.reason}") from None
        except NotReady as refusal:
            raise CommandError(
                "\n".join(f"{_file(p.part)}: {p.key}: {p.words}" for p in refusal.problems)
            ) from None
        if not quiet:
            self.stdout.write("\n".join(lines))

    def load(self, directory: str) -> list[str]:
        loaded = load(directory, by=None)
        if loaded.nothing:
            return ["Nothing to load: the catalogue already says what this folder says."]
        return ["Loaded the catalogue.", *(_line(change) for change in loaded.changes)]

    def publish(self, note: str) -> str:
        published = publish(by=None, note=note)
        number, hash_ = published.edition.number, published.edition.hash
        if published.new:
            return f"Published edition {number}, SHA-256 {hash_}."
        return f"Nothing to publish: edition {number} is live and says the same."


def _file(name: str) -> str:
    """A part's file; a path stays as it is."""
    return f"{name}.yaml" if name.isidentifier() else name


def _line(change: Change) -> str:
    done = [f"{count} {name}" for name, count in change.counts.items()]
    if change.unchanged:
        done.append(f"{change.unchanged} unchanged")
    return f"  {change.part.replace('_', ' ')}: {', '.join(done) or 'none'}"
