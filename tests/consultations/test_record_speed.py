"""A patient's events are found through indexes, however long the trail has become.

What counts is what PostgreSQL reads, not how long it takes on a machine that others use too.
"""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.db import connection
from django.db.models import QuerySet

from clinic.models import User
from consultations.record_events import (
    Names,
    Wanted,
    events_about,
    events_by,
    only,
    refusals_at,
)
from tests.conftest import AsOwner
from tests.consultations.world import World
from tests.people import person

# A quarter are lists of 25 people; each of the 30,000 consultations is met about as often.
FILL = """
INSERT INTO clinic_event
    (actor_id, site_id, action, subject_type, subject_id, detail, request_id, at)
SELECT %(actor)s, %(site)s,
    (ARRAY['desk.opened', 'answer.saved', 'consultation.opened'])[1 + kind],
    CASE kind WHEN 0 THEN '' ELSE 'consultation' END,
    CASE kind WHEN 0 THEN '' ELSE 'C-' || lpad((n %% 30000)::text, 6, '0') END,
    CASE kind WHEN 0 THEN jsonb_build_object('shown', (
        SELECT jsonb_agg('C-' || lpad(((n * 31 + i * 977) %% 30000)::text, 6, '0'))
        FROM generate_series(1, 25) i
    )) ELSE '{}' END,
    '',
    now() - (%(count)s - n) * interval '30 seconds'
FROM (SELECT n, least(n %% 4, 2) AS kind FROM generate_series(1, %(count)s) n) numbered
"""
NAMES = Names("P-000001", tuple(f"C-{n:06d}" for n in (5, 106, 3207, 45, 12)), (1, 2))
BLOCKS_AN_EVENT = 10  # so what is read grows with the record, and not with the trail
SHORT = 40_000


def fill(count: int, by: User, as_owner: AsOwner) -> None:
    """As the owner, without the seals: they are a step of their own behind the trail."""
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute(FILL, {"actor": by.pk, "site": by.site_id, "count": count})
        cursor.execute("SET session_replication_role = DEFAULT")
        cursor.execute("SELECT gin_clean_pending_list('event_names')")
        cursor.execute("ANALYZE clinic_event")


def plan(found: QuerySet[Any]) -> dict[str, Any]:
    sql, params = found.query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) {sql}", params)
        told = cursor.fetchone()[0]
    return dict((json.loads(told) if isinstance(told, str) else told)[0]["Plan"])


def blocks(part: dict[str, Any]) -> int:
    return int(part["Shared Hit Blocks"]) + int(part["Shared Read Blocks"])


def nodes(part: dict[str, Any]) -> list[tuple[str, str]]:
    """Each step of the plan: its kind, and its index."""
    own = (part["Node Type"], part.get("Index Name", ""))
    return [own, *(node for below in part.get("Plans", ()) for node in nodes(below))]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    "count", [SHORT, pytest.param(1_000_000, marks=pytest.mark.slow)], ids=["small", "million"]
)
def test_a_record_is_found_without_reading_the_trail(
    world: World, as_owner: AsOwner, count: int
) -> None:
    fill(count, world.desk, as_owner)
    with connection.cursor() as cursor:  # a short trail is read whole sooner than by index
        cursor.execute(f"SET enable_seqscan = {'on' if count > SHORT else 'off'}")
    most = BLOCKS_AN_EVENT * (events_about(NAMES).count() + 20)
    for wanted in (Wanted(), Wanted(kind="changed"), Wanted(person=world.desk.pk)):
        found = plan(only(events_about(NAMES), wanted, world.site)[:51])
        assert ("Seq Scan", "") not in nodes(found)
        assert {index for _, index in nodes(found)} >= {"event_names", "event_subject_at"}
        assert blocks(found) < most
    with connection.cursor() as cursor:
        cursor.execute("RESET enable_seqscan")


@pytest.mark.django_db(transaction=True)
def test_one_persons_work_and_the_refusals_are_found_by_index(
    world: World, as_owner: AsOwner
) -> None:
    other = person("technician", "other")
    fill(SHORT, world.desk, as_owner)
    assert blocks(plan(events_by(other, world.site)[:51])) < 50
    assert blocks(plan(events_by(world.desk, world.site)[:51])) < 50
    assert blocks(plan(refusals_at(world.site)[:10])) < 50
