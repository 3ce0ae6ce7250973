"""With 20,000 patients on file the search still asks its indexes, never the whole table."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from consultations.models import Patient
from tests.conftest import AsOwner
from tests.consultations.world import World

COUNT = 20_000

FILL = """
INSERT INTO consultations_patient
    (reference, site_id, first_name, last_name, birth_date, phone, email, created_at,
     created_by_id, created_key)
SELECT 'P-' || lpad(to_hex(n), 6, '0'), %s,
    initcap(substr(md5(n::text), 1, 3) || (ARRAY['ina','ando','ette','wyn','bert'])[1 + n %% 5]),
    initcap(substr(md5('x' || n), 1, 4) || (ARRAY['son','man','ley','ford','ski'])[1 + n %% 5]),
    date '1940-01-01' + n %% 24000, '07700 9' || lpad((n * 7919 %% 99999)::text, 5, '0'),
    'patient' || n || '@example.org', now(), %s, gen_random_uuid()
FROM generate_series(1, %s) AS n
"""


@pytest.fixture
def crowd(world: World, as_owner: AsOwner) -> World:
    with connection.cursor() as cursor:
        cursor.execute(FILL, [world.site.pk, world.desk.pk, COUNT])
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("ANALYZE consultations_patient")
    return world


def plan_of(sql: str) -> dict[str, Any]:
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (ANALYZE, FORMAT JSON) {sql}")
        answer = cursor.fetchone()[0]
    plan: dict[str, Any] = (json.loads(answer) if isinstance(answer, str) else answer)[0]["Plan"]
    return plan


def scans_of_patients(node: dict[str, Any]) -> list[str]:
    """The ways in which patients were read, parts of the plan that never ran left out."""
    own = (
        [node["Node Type"]]
        if node.get("Relation Name") == "consultations_patient" and node["Actual Loops"]
        else []
    )
    return own + [way for part in node.get("Plans", []) for way in scans_of_patients(part)]


def test_each_kind_of_search_asks_an_index(crowd: World) -> None:
    tunde = crowd.patient(birth_date=date(1939, 3, 14))
    consultation = crowd.draft(patient=tunde)
    people = Patient.objects.visible_to(crowd.desk)
    for typed in (
        "ade", "ad", "tunde adeyemi", "adeyemy", "14/3/39", "900471", "adeyemi 14031939",
        tunde.reference, consultation.reference, "nobody like this",
    ):  # fmt: skip
        with CaptureQueriesContext(connection) as asked:
            found = people.find(typed, crowd.today)
        assert len(asked) == 1
        ways = scans_of_patients(plan_of(asked[0]["sql"]))
        assert "Seq Scan" not in ways, typed
        if typed != "nobody like this":
            assert tunde.pk in {match.id for match in found}, typed


def test_the_duplicate_check_asks_indexes(crowd: World) -> None:
    with CaptureQueriesContext(connection) as asked:
        Patient.objects.visible_to(crowd.desk).alike(
            first_name="Tunde",
            last_name="Adeyemi",
            birth_date=crowd.today,
            phone="07700 900471",
            email="somebody@example.org",
        )
    assert "Seq Scan" not in scans_of_patients(plan_of(asked[0]["sql"]))
