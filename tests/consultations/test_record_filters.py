"""A record narrowed down by filters, and read far back, page by page."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from consultations.record_events import LINES
from tests.consultations.pages import signed_in, statements, text_of
from tests.consultations.record_pages import many_events, record
from tests.consultations.world import World


def test_filters_by_person_kind_and_day(world: World) -> None:
    patient = world.person
    with time_machine.travel(datetime(2026, 7, 14, 12, tzinfo=UTC), tick=False):
        many_events(patient, world.technician, 1, at=datetime(2026, 7, 14, 22, 59, tzinfo=UTC))
        many_events(patient, world.technician, 1, at=datetime(2026, 7, 14, 23, 1, tzinfo=UTC))
    client = signed_in(world.auditor)

    def count(query: str) -> int:
        return sum(line.count for line in client.get(record(patient, query)).context["lines"])

    assert count(f"?person={world.technician.pk}") == 2
    assert count("?kind=changed") == 1
    day = "first_day=14&first_month=7&first_year=2026"
    assert count(f"?person={world.technician.pk}&last_day=14&last_month=july&last_year=2026") == 1
    assert count(f"?kind=looked&{day}&last_day=14&last_month=7&last_year=2026") == 1
    assert count("?kind=booked") == 0


@pytest.mark.parametrize(
    "query",
    [
        "?person=999999999999",
        "?person=x",
        "?kind=else",
        "?first_day=31&first_month=2&first_year=2026",
        "?first_day=2&first_month=2&first_year=2026&last_day=1&last_month=2&last_year=2026",
    ],
)
def test_a_filter_that_cannot_be_read_shows_nothing(world: World, query: str) -> None:
    response = signed_in(world.auditor).get(record(world.person, query))
    assert (response.status_code, response.context["lines"]) == (422, [])
    assert "Check 1 answer" in text_of(response)


@pytest.mark.parametrize("place", ["after=x", "before=WzFd", "after=%00", "after=e30"])
def test_a_place_that_no_page_wrote_begins_at_the_beginning(world: World, place: str) -> None:
    assert signed_in(world.auditor).get(record(world.person, f"?{place}")).context["lines"]


def test_pages_go_on_by_key_and_keep_the_filters(world: World) -> None:
    patient = world.person
    for minute in range(LINES + 5):
        at = datetime(2026, 7, 1, tzinfo=UTC) + timedelta(minutes=20 * minute)
        many_events(patient, world.technician, 1, at=at)
    client = signed_in(world.auditor)
    first = client.get(record(patient, f"?person={world.technician.pk}&kind=looked"))
    second = client.get(first.context["next_url"])
    assert (len(first.context["lines"]), len(second.context["lines"])) == (LINES, 5)
    assert f"person={world.technician.pk}&kind=looked&" in first.context["next_url"]
    assert second.context["next_url"] == ""
    back = client.get(second.context["previous_url"])
    assert back.context["lines"] == first.context["lines"]


def test_a_long_record_costs_no_more_statements_than_a_short_one(world: World) -> None:
    patient = world.sent().patient
    client = signed_in(world.auditor)
    short = statements(client, record(patient))
    many_events(patient, world.technician, 3 * LINES)
    long = statements(client, record(patient))
    assert len(short) == len(long) <= 13
    assert not any("OFFSET" in sql for sql in long)
