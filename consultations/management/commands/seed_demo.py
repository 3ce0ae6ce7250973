"""Fill the demo clinic: invented people, each told through the real actions and their refusals."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from consultations.days import local_day
from consultations.demo.cast import WRITTEN, cast
from consultations.demo.place import offer_times, open_place
from consultations.demo.telling import tell
from sideeffects.models import Edition


class Command(BaseCommand):
    help = "Fill the demo clinic with invented people. Repeatable: what was told before stays."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--patients", type=int, default=len(WRITTEN), metavar="N")
        parser.add_argument("--seed", type=int, default=1, metavar="S")

    def handle(self, *_args: Any, **options: Any) -> None:
        if settings.PRODUCTION:
            raise CommandError("The demo's passwords are public: it is never made in production.")
        if options["patients"] < 0:
            raise CommandError("--patients must be 0 or more.")
        if not Edition.objects.exists():
            raise CommandError("Load a catalogue first: manage.py load_catalogue DIR --publish")
        told, times = fill(options["patients"], options["seed"])
        if options["verbosity"] > 0:
            self.stdout.write(f"{told} patients and {times} free times are new.")


def fill(patients: int, seed: int) -> tuple[int, int]:
    """How many patients and free times are new."""
    now = timezone.now()
    place = open_place()
    times = offer_times(place, now)
    stories = cast(patients, seed, local_day(place.site, now))
    told = sum(
        tell(
            story,
            place=place,
            technician=place.technicians[number % len(place.technicians)],
            now=now,
            seed=seed,
        )
        for number, story in enumerate(stories)
    )
    return told, times
