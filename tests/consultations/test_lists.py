"""Lists: who waits for whom, in which order, and page by page without gaps or repeats."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from clinic.models.user import Role
from consultations.actions.booking import cancel
from consultations.actions.examination import answer_examination
from consultations.actions.sending import reopen
from consultations.models import Consultation
from tests.conftest import AsOwner
from tests.consultations.world import World, key
from tests.people import person


def lists(world: World) -> dict[str, set[str]]:
    mine = Consultation.objects.visible_to(world.technician)
    found = {
        "to_decide": mine.to_decide(world.today),
        "waiting": mine.waiting(world.today),
        "holds_ended": mine.holds_ended(world.today),
        "holds_ending": mine.holds_ending(world.today),
        "decided": mine.decided(),
        "drafts": mine.drafts(),
        "bookable": mine.bookable(world.today),
    }
    return {name: {row.reference for row in rows.rows().rows} for name, rows in found.items()}


def test_each_consultation_is_where_it_is_looked_for(world: World) -> None:
    draft, sent = world.draft(), world.sent()
    soon, held = world.held_until(7), world.held_until(20)
    thing = world.examined()
    world.decided(thing, "on_hold", hold_for="a letter")
    approved = world.approved()
    declined = world.sent()
    world.decided(declined, "declined", reason_words="x", patient_message="x")
    booked = world.approved()
    world.booked(booked, 30)
    assert lists(world) == {
        "to_decide": {sent.reference},
        "waiting": {soon.reference, held.reference, thing.reference},
        "holds_ended": set(),
        "holds_ending": {soon.reference},
        "decided": {approved.reference, declined.reference, booked.reference},
        "drafts": {draft.reference},
        "bookable": {approved.reference},
    }


def test_a_hold_comes_back_when_its_day_comes(world: World) -> None:
    held = world.held_until(20)
    mine = Consultation.objects.visible_to(world.technician)
    for days, waits in ((19, True), (20, False), (21, False)):
        day = world.day(days)
        assert mine.waiting(day).exists() is waits
        assert mine.to_decide(day).exists() is not waits
        assert mine.holds_ended(day).exists() is not waits
    assert mine.to_decide(world.day(20)).get() == held


def test_a_held_booking_can_be_looked_for(world: World) -> None:
    consultation = world.approved()
    world.booked(consultation, 30)
    mine = Consultation.objects.visible_to(world.technician)
    assert not mine.with_held_booking(world.today).exists()
    reopen(consultation, reason="x", by=world.desk)
    assert mine.with_held_booking(world.today).get() == consultation


def test_after_its_validity_nothing_is_bookable(world: World) -> None:
    world.approved()
    mine = Consultation.objects.visible_to(world.desk)
    assert mine.bookable(world.day(90)).exists()
    assert not mine.bookable(world.day(91)).exists()


def test_a_cancelled_booking_to_come_hides_nobody_whose_treatment_is_over(world: World) -> None:
    consultation = world.approved()
    cancel(world.booked(consultation, 40), reason="x", by=world.desk)
    world.booked(consultation, 30)
    mine = Consultation.objects.visible_to(world.desk)
    assert not mine.bookable(world.day(30)).exists()
    assert mine.bookable(world.day(31)).get() == consultation


def test_soonest_planned_day_then_longest_wait(world: World) -> None:
    drafts = {name: world.answered(days) for name, days in (("b", 20), ("a", 10), ("c", 20))}
    for hour, name in ((9, "c"), (10, "b"), (11, "a")):
        world.send(drafts[name], now=world.at(-1, hour))
    rows = Consultation.objects.visible_to(world.technician).to_decide(world.today).rows().rows
    assert [row.reference for row in rows] == [drafts[name].reference for name in "acb"]


def test_a_row_tells_technicians_why(world: World) -> None:
    sent = world.sent(lesion_changing="yes")
    (row,) = Consultation.objects.visible_to(world.technician).to_decide(world.today).rows().rows
    assert (row.list_name, row.full_name) == ("ADEYEMI, Tunde", "Tunde Adeyemi")
    assert (row.level, row.reference) == ("hold", sent.reference)
    assert row.because
    assert row.birth_date == world.person.birth_date
    assert row.waiting_since == sent.waiting_since


def test_the_desk_sees_no_level(world: World) -> None:
    world.sent(lesion_changing="yes")
    (row,) = Consultation.objects.visible_to(world.desk).to_decide(world.today).desk_rows().rows
    assert not hasattr(row, "level")
    assert row.reference


@pytest.mark.parametrize("name", ["to_decide", "drafts", "decided"])
def test_pages_follow_each_other(world: World, name: str) -> None:
    for _ in range(7):
        {"to_decide": world.sent, "drafts": world.draft, "decided": world.approved}[name]()
    mine = Consultation.objects.visible_to(world.technician)
    found = mine.to_decide(world.today) if name == "to_decide" else getattr(mine, name)()
    expected = [consultation.reference for consultation in found]
    seen: list[str] = []
    pages = [found.rows(size=3)]
    while pages[-1].next:
        pages.append(found.rows(after=pages[-1].next, size=3))
    for page in pages:
        seen += [row.reference for row in page.rows]
    assert seen == expected
    assert [len(page.rows) for page in pages] == [3, 3, 1]
    back = found.rows(before=pages[-1].previous, size=3)
    assert back.rows == pages[1].rows
    assert pages[0].previous is None


def link(*parts: Any) -> str:
    return base64.urlsafe_b64encode(json.dumps(parts).encode()).decode()


@pytest.mark.parametrize(
    "text",
    [
        "", "x", "!!", "bnVsbA", link(), link("x"), link(1, 2, 3),
        link("2026-01-01", "2026-01-01T10:00:00+00:00", "x"),
        link("2026-01-01", "2026-01-01T10:00:00+00:00", True),
        link("2026-01-01", "2026-01-01T10:00:00+00:00", 2**70),
        link("2026-01-01", "2026-01-01T10:00:00", 1),
    ],
)  # fmt: skip
def test_a_page_link_that_nobody_made_shows_the_first_page(world: World, text: str) -> None:
    world.sent()
    found = Consultation.objects.visible_to(world.technician).to_decide(world.today)
    assert len(found.rows(after=text).rows) == 1


def test_other_sites_and_roles_see_nothing(world: World) -> None:
    world.sent()
    for who in (
        world.elsewhere,
        *(person(role) for role in (Role.MANAGER, Role.AUDITOR, Role.ADMIN)),
        person(Role.TECHNICIAN, "left", is_active=False),
    ):
        assert not Consultation.objects.visible_to(who).exists()


# ── At any size ────────────────────────────────────────────────────────────────

MANY = """
INSERT INTO consultations_consultation
    (reference, patient_id, site_id, edition_id, treatment, planned_date, status, answers,
     private_answers, version, note, started_by_id, started_at, created_key)
SELECT 'C-' || lpad(n::text, 6, '0'), %s, %s, %s, 'density', current_date + n %% 60, 'draft', '{}',
    '{}', 0, '', %s, now() - n * interval '1 minute', gen_random_uuid()
FROM generate_series(1, 3000) n
"""


ALIKE = """
INSERT INTO consultations_consultation
SELECT (jsonb_populate_record(one, jsonb_build_object(
    'id', 10000000 + n, 'summary_id', 10000000 + n,
    'reference', 'C-' || n, 'created_key', gen_random_uuid(),
    'points_to', (ARRAY['clear', 'caution', 'hold', 'stop'])[1 + n %% 4],
    'treatment', (ARRAY['density', 'scar_cover'])[1 + n %% 2]))).*
FROM consultations_consultation one, generate_series(%s, %s) n WHERE one.id = %s
"""


def plan(sql: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN {sql}")
        return "\n".join(row[0] for row in cursor.fetchall())


def statement(act: Any) -> str:
    with CaptureQueriesContext(connection) as asked:
        act()
    (only,) = asked
    return str(only["sql"])


def test_a_page_is_one_statement_on_its_own_index(world: World, as_owner: AsOwner) -> None:
    """The planner knows how many rows there are: it guesses no index."""
    sent, approved = world.sent(), world.approved()
    with as_owner(), connection.cursor() as cursor:
        cursor.execute(MANY, [world.person.pk, world.site.pk, world.edition.pk, world.desk.pk])
        cursor.execute("SET LOCAL session_replication_role = replica")
        for one, start in ((sent, 500_000), (approved, 600_000)):
            cursor.execute(ALIKE, [start, start + 2000, one.pk])
        cursor.execute("SET LOCAL session_replication_role = origin")
        cursor.execute("ANALYZE consultations_consultation")
    with connection.cursor() as cursor:
        for way in ("seqscan", "bitmapscan", "sort"):
            cursor.execute(f"SET LOCAL enable_{way} = off")
    mine = Consultation.objects.visible_to(world.technician)
    open_ = mine.to_decide(world.today).still_open()
    waiting = mine.waiting(world.today)
    cases: tuple[tuple[Any, str], ...] = (
        (mine.to_decide(world.today), "to_be_decided"),
        (waiting, "open"),
        (mine.holds_ending(world.today), "hold_ends"),
        (mine.decided(), "decided"),
        (mine.drafts(), "draft"),
        (open_.filter(points_to="stop"), "open_level"),
        (open_.filter(treatment="density"), "open_treatment"),
        (waiting.filter(points_to="stop"), "open_level"),
        (mine.decided().filter(points_to="stop"), "decided_level"),
        (mine.decided().filter(treatment="density"), "decided_treatment"),
    )
    for found, index in cases:
        shown = plan(statement(found.rows))
        assert f"consultation_{index} " in shown
        assert "Sort" not in shown
    drafts = mine.drafts()
    second = drafts.rows(after=drafts.rows().next)
    assert len(second.rows) == 25
    sql = statement(lambda: drafts.rows(after=second.next))
    assert '("consultations_consultation"."started_at", "consultations_consultation"."id") <' in sql
    assert "OFFSET" not in sql
    assert "COUNT" not in sql
    shown = plan(sql)
    assert "consultation_draft" in shown
    assert "Sort" not in shown


def test_an_examination_keeps_a_place_but_a_new_decision_asks_anew(world: World) -> None:
    approved = world.approved()
    answer_examination(
        approved,
        {"exam_keloid": "yes"},
        seen_version=approved.version,
        key=key(),
        by=world.technician,
    )
    assert lists(world)["to_decide"] == {approved.reference}
