"""Goal 15 again, with the past cases coming from the database, as a page of the desk asks.

`python -m bench.replaying_database COUNT ROUNDS`, among a site's own data, sends so many
consultations and then replays them under a draft. Prints a line of JSON for each round.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterator
from itertools import cycle, islice
from random import Random
from statistics import median
from typing import Any

import django

from bench.drafts import draft
from bench.goals import Line, goal
from bench.measure import Measured
from bench.patients import samples
from bench.place import Place
from bench.replaying import with_longer_wait
from bench.servers import manage
from bench.sizes import Size


def from_the_database(place: Place, size: Size) -> Iterator[Line | str]:
    """The change of one waiting period: cases read and replayed, open bookings looked at."""
    count = max(5, size.random_patients // 2)
    ran = manage(place.product_site, "-m", "bench.replaying_database", str(count), str(size.rounds))
    rounds = [json.loads(line) for line in ran.output.splitlines() if line.startswith("{")]
    measured = Measured(tuple(one["cases"] / one["cpu_seconds"] for one in rounds))
    took = median(one["seconds"] for one in rounds) * 1000
    note = f"{rounds[0]['cases']} cases in {took:.0f} ms by the clock, PostgreSQL included"
    yield Line(goal(15, "past cases"), measured, "read from the database", (note,))


def main(count: int, rounds: int) -> int:
    django.setup()
    from django.db import transaction  # noqa: PLC0415 - the models need the settings

    from clinic import demo  # noqa: PLC0415
    from clinic.models import User  # noqa: PLC0415
    from consultations.impact import impact_of  # noqa: PLC0415
    from sideeffects.models import Edition  # noqa: PLC0415

    demo.seed_staff()
    desk = User.objects.select_related("site").get(username=demo.STAFF[0].username)
    live = Edition.objects.order_by("number").first()
    if live is None:
        return 1
    catalogue = live.catalogue
    people, draw = samples(catalogue), Random("past")
    for patient in islice(cycle(people), count):
        with transaction.atomic():
            made = draft(desk, patient, draw)
        sent(desk, made)
    longer = with_longer_wait(catalogue)
    impact_of(catalogue, longer, last=count)
    for _ in range(rounds):
        started, cpu = time.perf_counter(), time.process_time()
        found = impact_of(catalogue, longer, last=count)
        seconds = {
            "cpu_seconds": time.process_time() - cpu,
            "seconds": time.perf_counter() - started,
        }
        print(json.dumps({"cases": found.figures.cases, **seconds}))
    return 0


def sent(desk: Any, made: dict[str, Any]) -> None:
    from consultations.actions.sending import send  # noqa: PLC0415
    from consultations.models import Consultation  # noqa: PLC0415

    consultation = Consultation.objects.select_related("site", "edition", "patient").get(
        reference=made["reference"]
    )
    version = consultation.version
    send(consultation, seen_version=version, by=desk, unanswered_confirmed=True)


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]), int(sys.argv[2])))
