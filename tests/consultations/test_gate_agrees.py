"""The gate in words says the same as the database, for every day."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from django.db import connection

from consultations.actions.sending import look_again, reopen
from consultations.actions.steps import leave_out_step, step_done
from consultations.gate import (
    why_not,
)
from consultations.models import Consultation
from consultations.standing import standing
from tests.consultations.with_steps import a_scan_ahead, approved_with_steps, stopped
from tests.consultations.world import World


def database_says(consultation: Consultation, day: date) -> str | None:
    review = consultation.reviews.order_by("-pk").first()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT scalpwise_booking_refusal(%s, %s, %s)",
            [consultation.pk, review.pk if review else None, day],
        )
        code: str | None = cursor.fetchone()[0]
    return code


def isotretinoin(world: World) -> Consultation:
    return world.approved(**stopped(world, -60))


def a_step_open(world: World) -> Consultation:
    return approved_with_steps(world)[0]


def a_step_done(world: World) -> Consultation:
    consultation, step = approved_with_steps(world)
    step_done(consultation, step, on_date=world.day(-60), by=world.technician)
    return consultation


def a_step_left_out(world: World) -> Consultation:
    consultation, step = approved_with_steps(world)
    leave_out_step(consultation, step, reason="x", by=world.technician)
    return consultation


@pytest.mark.parametrize(
    "make",
    [
        World.draft,
        World.sent,
        World.examined,
        World.approved,
        lambda world: world.held_until(20),
        lambda world: reopen(world.approved(), reason="x", by=world.desk),
        lambda world: look_again(world.approved(), reason="x", by=world.technician),
        isotretinoin,
        a_scan_ahead,
        a_step_open,
        a_step_done,
        a_step_left_out,
    ],
)
def test_words_and_database_agree_on_every_day(
    world: World, make: Callable[[World], Consultation]
) -> None:
    consultation = world.fresh(make(world))
    found = standing(consultation)
    for days in range(-2, 380, 1 if make in (isotretinoin, a_scan_ahead) else 7):
        day = world.day(days)
        refusal = found.why_not(day)
        assert (refusal.code if refusal else None) == database_says(consultation, day), day
        assert refusal is None or (refusal.sentence and refusal.next_step)
    for edge in (found.earliest, found.last):
        assert edge is None or why_not(consultation, edge) is None
