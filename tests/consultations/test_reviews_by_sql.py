"""Forged summaries and reviews, as raw SQL could try to add them."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from django.db import IntegrityError
from django.utils import timezone

from consultations.actions.patients import correct_patient
from consultations.actions.review import decide
from consultations.deciding import case
from consultations.models import Consultation, Review, Summary
from tests.consultations.by_sql import sql
from tests.consultations.world import World, key

# ── Summaries and reviews ──────────────────────────────────────────────────────

COPY_SUMMARY = """
INSERT INTO consultations_summary
    (consultation_id, number, cause, edition_id, engine_version, treatment, consultation_date,
     treatment_date, stages, answers, letters, canonical, hash, level, could_be, earliest_date,
     open_ended, provisional, because, created_by_id, created_at)
SELECT consultation_id, {number}, cause, edition_id, engine_version, {treatment},
    consultation_date, treatment_date, {stages}, {answers}, {letters}, {canonical}, {hash},
    {level}, could_be, earliest_date, open_ended, provisional, because, created_by_id, now()
FROM consultations_summary ORDER BY number DESC LIMIT 1
"""
FORGED = "replace(canonical, 'hold', 'clear')"
AS_IT_IS = {
    name: name
    for name in ("treatment", "stages", "answers", "letters", "canonical", "hash", "level")
}


def test_a_true_copy_of_a_summary_is_only_a_newer_one(world: World) -> None:
    world.examined()
    sql(COPY_SUMMARY.format(**AS_IT_IS, number="number + 1"))
    assert [summary.number for summary in Summary.objects.order_by("number")] == [1, 2, 3]


@pytest.mark.parametrize(
    "forged",
    [
        {"number": "number"},
        {"number": "number + 2"},
        {"answers": "'{}'"},
        {"letters": """'{"keloid_history": "2026-01-01"}'"""},
        {"treatment": "'scar_cover'"},
        {"level": "'clear'"},
        {"stages": """'["consultation"]'"""},
        {"hash": "repeat('0', 64)"},
        {"canonical": FORGED},
        {
            "canonical": FORGED,
            "hash": f"encode(sha256(convert_to({FORGED}, 'UTF8')), 'hex')",
        },
        {"level": "'fine'"},
    ],
)
def test_a_forged_summary(world: World, forged: dict[str, str]) -> None:
    world.examined(lesion_changing="yes")
    with pytest.raises(IntegrityError):
        sql(COPY_SUMMARY.format(**{**AS_IT_IS, "number": "number + 1", **forged}))


REVIEW = """
INSERT INTO consultations_review
    (consultation_id, summary_id, decision, windows, accepted_findings, conditions, hold_until,
     hold_for, less_strict, reason_code, reason_words, patient_message, note, decided_by_id,
     decided_at, valid_until, signed_by_session, created_key)
VALUES (%(consultation)s, %(summary)s, %(decision)s, %(windows)s, '[]', '[]', NULL, '',
    %(less_strict)s, %(reason)s, %(reason)s, '', '', %(by)s, %(at)s, %(until)s, '', %(key)s)
"""


def review(world: World, consultation: Consultation, **fields: Any) -> None:
    row = world.fresh(consultation)
    window = '[{"from": "%s", "until": "%s", "level": "%s", "steps": []}]'
    level = fields.pop("level", "clear")
    days = fields.pop("days", (0, 1))
    values: dict[str, Any] = {
        "consultation": row.pk,
        "summary": row.summary_id,
        "decision": "approved",
        "windows": window % (world.day(days[0]), world.day(days[1]), level),
        "less_strict": False,
        "reason": "",
        "by": world.technician.pk,
        "until": world.day(90),
        "at": timezone.now(),
        "key": uuid.uuid4(),
        **fields,
    }
    sql(REVIEW, values)


def test_a_sound_review(world: World) -> None:
    review(world, world.examined())


def test_a_review_by_somebody_who_may_not(world: World) -> None:
    consultation = world.examined()
    for who in (world.desk, world.elsewhere):
        with pytest.raises(IntegrityError, match="Technicians of the same site"):
            review(world, consultation, by=who.pk)


def test_a_review_of_an_older_summary(world: World) -> None:
    consultation = world.examined()
    first = Summary.objects.get(consultation=consultation, number=1)
    with pytest.raises(IntegrityError, match="newest summary"):
        review(world, consultation, summary=first.pk)


def test_a_review_of_answers_that_changed(world: World) -> None:
    consultation = world.examined()
    correct_patient(world.person, by=world.desk, birth_date=world.day(-9000))
    with pytest.raises(IntegrityError, match="newest summary"):
        review(world, consultation)


def test_a_second_review_without_looking_again(world: World) -> None:
    with pytest.raises(IntegrityError, match="Nothing is to be decided"):
        review(world, world.approved())


@pytest.mark.parametrize("claimed", ["stop", "hold", "clear"])
def test_a_stop_is_not_approved(world: World, claimed: str) -> None:
    consultation = world.examined(gate_scarring="yes", keloid_history="yes")
    with pytest.raises(IntegrityError, match="two people relax one"):
        review(world, consultation, level=claimed, less_strict=True, reason="other")


def test_what_was_not_examined_is_not_approved(world: World) -> None:
    with pytest.raises(IntegrityError, match="cannot be approved"):
        review(world, world.sent())


def test_what_could_not_be_assessed_is_not_approved(world: World) -> None:
    with pytest.raises(IntegrityError, match="cannot be approved"):
        review(world, world.with_broken_rules().examined(lesion_changing="yes"))


def test_a_decision_is_not_used_for_longer_than_the_edition_says(world: World) -> None:
    consultation = world.examined()
    with pytest.raises(IntegrityError, match="used for too long"):
        review(world, consultation, until=world.day(91))
    with pytest.raises(IntegrityError, match="in the future"):
        review(world, consultation, at=world.at(1))


@pytest.mark.parametrize(
    "windows",
    [
        "[]", "{}", "null", '"x"', '[{"from": "2026-01-01"}]', "[1]",
        '[{"from": "D0", "until": "D1", "level": "clear"}]',
        '[{"from": "D1", "until": "D0", "level": "clear", "steps": []}]',
        '[{"from": "D0", "until": "D999", "level": "clear", "steps": []}]',
        '[{"from": "D0", "until": "D1", "level": "care", "steps": []}]',
        '[{"from": "D0", "until": "D1", "level": "stop", "steps": []}]',
        '[{"from": "D0", "until": "D1", "steps": []}]',
        '[{"from": "D0", "until": "D1", "level": "clear", "steps": [{"days": 1}]}]',
        '[{"from": "D0", "until": "D1", "level": "clear", "steps": [{"key": "x"}]}]',
        '[{"from": "D0", "until": "D1", "level": "clear", "steps": [{"key": 1, "days": 1}]}]',
        '[{"from": "D0", "until": "D1", "level": "clear", "steps": []},'
        ' {"from": "D1", "until": "D2", "level": "clear", "steps": []}]',
    ],
)  # fmt: skip
def test_windows_that_are_not_sound(world: World, windows: str) -> None:
    for days in (0, 1, 2, 999):
        windows = windows.replace(f'"D{days}"', f'"{world.day(days)}"')
    consultation = world.examined()
    with pytest.raises(IntegrityError):
        review(world, consultation, windows=windows)


def test_a_hold_is_accepted_only_with_a_reason(world: World) -> None:
    consultation = world.examined(lesion_changing="yes")
    with pytest.raises(IntegrityError, match="Accepted days"):
        review(world, consultation, level="hold")
    with pytest.raises(IntegrityError, match="less_strict_explained"):
        review(world, consultation, level="hold", less_strict=True)
    review(world, consultation, level="hold", less_strict=True, reason="other")


@pytest.mark.parametrize(
    "fields", [{"until": None}, {"decision": "on_hold"}, {"decision": "perhaps"}]
)
def test_a_review_has_its_shape(world: World, fields: dict[str, Any]) -> None:
    with pytest.raises(IntegrityError):
        review(world, world.examined(), **fields)


def test_the_desk_ticks_nothing_by_sql(world: World) -> None:
    consultation = world.examined()
    tick = (
        "INSERT INTO consultations_steptick (consultation_id, step_key, action, state, on_date,"
        " reason, ticked_by_id, ticked_at) VALUES (%s, 'x', 'x', 'done', current_date + %s, '',"
        " %s, now())"
    )
    with pytest.raises(IntegrityError, match="Technicians of the same site"):
        sql(tick, [consultation.pk, 0, world.desk.pk])
    with pytest.raises(IntegrityError, match="in the future"):
        sql(tick, [consultation.pk, 2, world.technician.pk])


def test_decide_is_what_the_application_says_and_the_database_agrees(world: World) -> None:
    """The action's own refusals never let a bad statement reach the database."""
    consultation = world.examined()
    found = case(world.fresh(consultation))
    assert found is not None
    made = decide(
        consultation,
        summary_hash=found.summary.hash,
        decision="approved",
        by=world.technician,
        key=key(),
    )
    assert Review.objects.get() == made
