"""Relaxing a stop past the application: what raw SQL as the web role could try."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, ProgrammingError
from django.utils import timezone

from consultations.models import Consultation, Review, SecondLook
from tests.consultations.by_sql import sql
from tests.consultations.second_look_cases import asked, sam, stop
from tests.consultations.world import World, key

COPY = """
INSERT INTO consultations_review
    (consultation_id, summary_id, decision, windows, accepted_findings, conditions, hold_for,
     less_strict, reason_code, reason_words, patient_message, note, decided_by_id, decided_at,
     valid_until, signed_by_session, second_look_id, created_key)
VALUES (%(consultation)s, %(summary)s, 'approved', %(windows)s, '[]', '[]', '', true, 'other', 'x',
    '', '', %(by)s, now(), %(until)s, '', %(look)s, %(key)s)
"""
ANSWER = """
UPDATE consultations_secondlook SET verdict = 'agreed', answered_by_id = %s, answered_at = %s,
    answer_words = 'x' WHERE id = %s
"""


def review(
    world: World, look: SecondLook | None, consultation: Consultation, **fields: Any
) -> None:
    row = world.fresh(consultation)
    windows = (
        f'[{{"from": "{world.today}", "until": "{world.day(1)}", "level": "stop", "steps": []}}]'
    )
    given = {
        "consultation": row.pk,
        "summary": row.summary_id,
        "windows": windows,
        "by": world.technician.pk,
        "until": world.day(30),
        "look": look.pk if look else None,
        "key": key(),
        **fields,
    }
    sql(COPY, given)


def agreed(look: SecondLook, by: int) -> None:
    sql(ANSWER, [by, timezone.now(), look.pk])


def test_what_two_people_signed_is_taken(world: World) -> None:
    consultation = stop(world)
    look = asked(world, consultation)
    agreed(look, sam().pk)
    review(world, look, consultation)
    assert Review.objects.get().second_look == look


def test_without_an_answer_or_with_a_refusal(world: World) -> None:
    consultation = stop(world)
    look = asked(world, consultation)
    with pytest.raises(IntegrityError, match="relaxed by two people"):
        review(world, look, consultation)
    sql(ANSWER.replace("agreed", "refused"), [sam().pk, timezone.now(), look.pk])
    with pytest.raises(IntegrityError, match="relaxed by two people"):
        review(world, look, consultation)
    with pytest.raises(IntegrityError, match="two people relax one"):
        review(world, None, consultation)


def test_signed_twice_by_one_person(world: World) -> None:
    look = asked(world, stop(world))
    with pytest.raises(IntegrityError, match="by_another_or_later"):
        agreed(look, world.technician.pk)


def test_a_day_later_only_where_one_person_works(world: World) -> None:
    consultation = stop(world)
    look = asked(world, consultation, now=timezone.now() - timedelta(hours=25))
    agreed(look, world.technician.pk)
    with pytest.raises(IntegrityError, match="relaxed by two people"):
        review(world, look, consultation)
    world.site.one_person = True
    world.site.save(update_fields=["one_person"])
    review(world, look, consultation)


def test_signed_a_day_ahead_by_one_person(world: World) -> None:
    world.site.one_person = True
    world.site.save(update_fields=["one_person"])
    consultation = stop(world)
    look = asked(world, consultation)
    sql(ANSWER, [world.technician.pk, timezone.now() + timedelta(hours=25), look.pk])
    with pytest.raises(IntegrityError, match="relaxed by two people"):
        review(world, look, consultation)


@pytest.mark.parametrize("role", ["desk", "elsewhere", "auditor"])
def test_signed_by_somebody_who_does_not_review_here(world: World, role: str) -> None:
    consultation = stop(world)
    look = asked(world, consultation)
    agreed(look, getattr(world, role).pk)
    with pytest.raises(IntegrityError, match="relaxed by two people"):
        review(world, look, consultation)


def test_another_decider_than_who_asked(world: World) -> None:
    consultation = stop(world)
    look = asked(world, consultation)
    agreed(look, sam().pk)
    with pytest.raises(IntegrityError, match="relaxed by two people"):
        review(world, look, consultation, by=world.lead.pk)


def test_after_the_summary_was_made_anew(world: World) -> None:
    consultation = stop(world)
    look = asked(world, consultation)
    agreed(look, sam().pk)
    world.examine(world.fresh(consultation), exam_sunburn="yes")
    with pytest.raises(IntegrityError, match="relaxed by two people"):
        review(world, look, consultation)


def test_after_a_reaction_in_a_patch_test(world: World) -> None:
    """Even a row that somebody forged beside the application."""
    consultation = world.examined(patch_test_result="reaction")
    row = world.fresh(consultation)
    assert row.summary
    look = SecondLook.objects.create(
        consultation=row,
        summary=row.summary,
        terms={},
        reason_code="other",
        reason_words="x",
        asked_by=world.technician,
        created_key=key(),
    )
    agreed(look, sam().pk)
    with pytest.raises(IntegrityError, match="not every stop"):
        review(world, look, consultation)


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE consultations_secondlook SET reason_words = 'y'",
        "UPDATE consultations_secondlook SET terms = '{}'",
        "UPDATE consultations_secondlook SET asked_at = now() - interval '2 days'",
        "UPDATE consultations_secondlook SET verdict = '', answered_by_id = NULL,"
        " answered_at = NULL, answer_words = ''",
        "DELETE FROM consultations_secondlook",
        "TRUNCATE consultations_secondlook CASCADE",
    ],
)
def test_what_was_written_down_stays(world: World, change: str) -> None:
    look = asked(world, stop(world))
    agreed(look, sam().pk)
    with pytest.raises((IntegrityError, ProgrammingError)):
        sql(change)
