"""The web role writes raw SQL and still books nothing that must not be booked.

Each attack is a statement that the application would never send. The owner's triggers refuse it,
or the web role has no right to it.
"""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from consultations.actions.sending import look_again, reopen
from consultations.actions.steps import step_done, take_back_step
from consultations.models import Booking
from tests.consultations.by_sql import insert, refusal, refused, sql
from tests.consultations.with_steps import approved_with_steps
from tests.consultations.world import World

# ── Inserting ──────────────────────────────────────────────────────────────────


def test_what_may_be_booked_can_be_booked_by_sql_too(world: World) -> None:
    insert(world, world.approved())
    assert Booking.objects.get().status == "booked"


def test_without_a_review(world: World) -> None:
    assert refusal(world, world.examined()) == "not_approved"


def test_a_booking_names_its_review(world: World) -> None:
    with pytest.raises(IntegrityError, match="review_id"):
        insert(world, world.approved())
        sql("UPDATE consultations_booking SET status = 'held', review_id = NULL")


@pytest.mark.parametrize("decision", ["on_hold", "declined"])
def test_under_a_review_that_does_not_approve(world: World, decision: str) -> None:
    consultation = world.examined()
    terms = {"hold_for": "x"} if decision == "on_hold" else {"reason_words": "x"}
    extra = {"patient_message": "x"} if decision == "declined" else {}
    world.decided(consultation, decision, **terms, **extra)
    assert refusal(world, consultation) == "not_approved"


def test_under_another_patients_review(world: World) -> None:
    approved = world.approved()
    other = world.sent()
    assert approved.review is not None
    assert refusal(world, other, review=approved.review.pk) == "not_approved"


def test_under_an_older_review(world: World) -> None:
    consultation = world.approved()
    first = consultation.review
    look_again(consultation, reason="x", by=world.technician)
    world.decided(consultation)
    assert first is not None
    assert refusal(world, consultation, review=first.pk) == "not_approved"


def test_after_the_answers_were_opened_again(world: World) -> None:
    consultation = world.approved()
    reopen(consultation, reason="x", by=world.desk)
    assert refusal(world, consultation) == "not_approved"


def test_after_a_new_examination(world: World) -> None:
    consultation = world.approved()
    world.examine(consultation, bp_systolic=120)
    assert refusal(world, consultation) == "not_approved"


def test_when_the_answers_on_file_are_not_those_of_the_review(world: World) -> None:
    consultation = world.approved()
    assert world.room.pk
    for column, value in (
        ("answers", '{"keloid_history": "yes"}'),
        ("private_answers", '{"hepatitis": "carrier_or_active"}'),
    ):
        with transaction.atomic():
            sql(
                f"UPDATE consultations_consultation SET {column} = %s, version = version + 1",
                [value],
            )
            assert refusal(world, consultation) == "lapsed"
            transaction.set_rollback(True)


def test_when_another_treatment_or_birth_date_is_on_file(world: World) -> None:
    consultation = world.approved()
    assert world.room.pk
    for statement in (
        "UPDATE consultations_consultation SET treatment = 'scar_cover'",
        "UPDATE consultations_patient SET birth_date = birth_date + 1",
    ):
        with transaction.atomic():
            sql(statement)
            assert refusal(world, consultation) == "lapsed"
            transaction.set_rollback(True)


def test_when_another_edition_is_on_file(world: World) -> None:
    consultation = world.approved()
    del world.__dict__["edition"]
    assert world.edition != consultation.edition
    sql("UPDATE consultations_consultation SET edition_id = %s", [world.edition.pk])
    assert refusal(world, consultation) == "lapsed"


def test_when_a_letter_was_recorded_beside_the_application(world: World) -> None:
    consultation = world.approved()
    sql(
        "INSERT INTO consultations_letter (consultation_id, contraindication, letter_date, author,"
        " says, limits, recorded_by_id, recorded_at, created_key, withdrawn_reason) VALUES"
        " (%s, 'anticoagulant_use', current_date, 'x', 'safe', '', %s, now(), %s, '')",
        [consultation.pk, world.technician.pk, uuid.uuid4()],
    )
    assert refusal(world, consultation) == "lapsed"


def test_a_reopening_counts_even_when_the_state_is_put_back(world: World) -> None:
    consultation = world.approved()
    look_again(consultation, reason="x", by=world.technician)
    with pytest.raises(IntegrityError, match="has a review that says so"):
        sql(
            "UPDATE consultations_consultation SET status = 'approved', decide_from = NULL",
        )


@pytest.mark.parametrize(("days", "code"), [(-1, "past"), (91, "after_validity")])
def test_on_a_day_outside_the_validity(world: World, days: int, code: str) -> None:
    assert refusal(world, world.approved(), days) == code


def test_on_a_day_before_they_are_of_age(world: World) -> None:
    coming = world.day(30)
    born = coming.replace(year=coming.year - 18, day=min(coming.day, 28))
    world.__dict__["person"] = world.patient(birth_date=born)
    consultation = world.approved(40)
    assert refusal(world, consultation, 20) == "under_age"
    insert(world, consultation, 40)


def test_on_a_day_that_was_not_accepted(world: World) -> None:
    dose = world.day(-60).isoformat()
    consultation = world.approved(oral_retinoid="stopped", oral_retinoid_last_dose=dose)
    assert consultation.summary is not None
    earliest = consultation.summary.earliest_date
    assert earliest is not None
    days = (earliest - world.today).days
    assert refusal(world, consultation, days - 1) == "day_not_accepted"
    insert(world, consultation, days)


def test_with_a_step_open_or_too_fresh(world: World) -> None:
    consultation, step = approved_with_steps(world)
    assert refusal(world, consultation) == "step_open"
    step_done(consultation, step, on_date=world.day(-53), by=world.technician)
    assert refusal(world, consultation, 30) == "step_waits"
    insert(world, consultation, 31)
    take_back_step(consultation, step, reason="x", by=world.technician)
    assert refusal(world, consultation, 40) == "step_open"


def test_with_somebody_who_does_not_treat(world: World) -> None:
    consultation = world.approved()
    assert refusal(world, consultation, technician=world.desk.pk) == "technician"
    assert refusal(world, consultation, technician=world.elsewhere.pk) == "technician"
    sql("UPDATE clinic_user SET is_active = false WHERE id = %s", [world.technician.pk])
    assert refusal(world, consultation) == "technician"


def test_in_a_room_of_another_site(world: World) -> None:
    consultation = world.approved()
    sql(
        "INSERT INTO consultations_room (site_id, name) VALUES (%s, 'x')", [world.elsewhere.site_id]
    )
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM consultations_room WHERE name = 'x'")
        (room,) = cursor.fetchone()
    assert refusal(world, consultation, room=room) == "room"


@pytest.mark.parametrize(
    "fields", [{"status": "held"}, {"status": "cancelled"}, {"day": 31}, {"ends": 31}]
)
def test_a_booking_lies_on_its_day_and_begins_as_booked(
    world: World, fields: dict[str, Any]
) -> None:
    given = dict(fields)
    if "day" in given:
        given["day"] = world.day(31)
    if "ends" in given:
        given["ends"] = world.at(31, 12)
    consultation = world.approved()
    with pytest.raises(IntegrityError):
        insert(world, consultation, **given)


# ── Updating ───────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "change",
    [
        "day = day + 400, starts_at = starts_at + interval '400 days', "
        "ends_at = ends_at + interval '400 days'",
        "starts_at = starts_at + interval '400 days', ends_at = ends_at + interval '400 days'",
        "technician_id = booked_by_id",
        "consultation_id = consultation_id + 1",
        "booked_at = now() + interval '1 hour'",
        "status = 'cancelled'",
        "status = 'treated'",
        "ends_at = starts_at",
    ],
)
def test_a_booking_is_not_changed_past_the_gate(world: World, change: str) -> None:
    insert(world, world.approved())
    with pytest.raises(IntegrityError):
        sql(f"UPDATE consultations_booking SET {change}")


def test_a_held_booking_is_not_booked_again_past_the_gate(world: World) -> None:
    consultation = world.approved()
    insert(world, consultation)
    reopen(consultation, reason="x", by=world.desk)
    assert Booking.objects.get().status == "held"
    with pytest.raises(IntegrityError) as error:
        sql("UPDATE consultations_booking SET status = 'booked'")
    assert refused(error) == "not_approved"
