"""`python -m bench.rulers.prepare`: tables, one user, and a queue; run once for each database."""

from __future__ import annotations

import os
import sys
from datetime import UTC, date, datetime, timedelta

import django

USERNAME = "reviewer"
PASSWORD = "a long enough phrase for rulers"  # noqa: S105 - of an invented person
MORE_THAN_ONE_PAGE = 250
FIRST = date(2027, 3, 1)


def main() -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bench.rulers.settings")
    django.setup()
    from django.contrib.auth.models import User  # noqa: PLC0415 - needs the settings
    from django.core.management import call_command  # noqa: PLC0415

    from bench.rulers.models import Person, Waiting  # noqa: PLC0415

    call_command("migrate", run_syncdb=True, verbosity=0)
    User.objects.create_user(USERNAME, password=PASSWORD)
    people = Person.objects.bulk_create(
        Person(first_name=f"First{n}", last_name=f"Last{n}", birth_date=date(1985, 5, 14))
        for n in range(MORE_THAN_ONE_PAGE)
    )
    Waiting.objects.bulk_create(
        Waiting(
            reference=f"C-{place:06}",
            person=person,
            treatment="hairline_full_shave",
            planned_date=FIRST + timedelta(days=place % 60),
            waiting_since=datetime(2027, 1, 1, 9, tzinfo=UTC) + timedelta(hours=place),
            level=("clear", "care", "hold", "stop")[place % 4],
            because="Blood thinner +2",
        )
        for place, person in enumerate(people)
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
