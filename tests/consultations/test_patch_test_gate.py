"""After a reaction nothing is booked for the patient, whichever way somebody tries."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection

from clinic.errors import NotAllowed
from consultations.actions.booking import move
from consultations.actions.patch_withdrawals import withdraw_reading
from consultations.gate import explain_gate, free_slots, why_not
from consultations.models import Booking, Consultation, PatchTestReading
from tests.consultations.by_sql import insert, refusal, sql
from tests.consultations.pages import signed_in, text_of
from tests.consultations.patch_tests import applied, looked, on_file, ready
from tests.consultations.world import World, key

READING = """
INSERT INTO consultations_patchtestreading
    (patch_test_id, read_at, result, late_symptoms, note, read_by_id, recorded_at, created_key,
     withdrawn_reason)
VALUES (%s, now(), 'reaction', 'no', '', %s, now(), %s, '')
"""


def cleared(world: World, planned: int = 30) -> tuple[Consultation, PatchTestReading]:
    """Approved, and then a reaction: written beside the application, so that nothing lapses."""
    consultation, test = ready(world, planned)
    world.decided(consultation)
    sql(READING, [test.pk, world.technician.pk, key()])
    return world.fresh(consultation), PatchTestReading.objects.latest("pk")


def test_not_by_raw_sql(world: World) -> None:
    consultation, _ = cleared(world)
    assert consultation.status == "approved"
    assert refusal(world, consultation) == "patch_test_failed"


def test_not_in_another_consultation_that_was_approved_before(world: World) -> None:
    other = world.approved(20)
    test = on_file(world, world.sent(40)).patch_test
    insert(world, other, 20)
    sql(READING, [test.pk, world.technician.pk, key()])
    assert Booking.objects.get().status == "held"
    assert refusal(world, world.fresh(other), 21) == "patch_test_failed"


def test_not_when_only_the_record_of_another_consultation_knows(world: World) -> None:
    """Both approved on the same test; the reaction is read on the page of one."""
    first, test = ready(world, 20)
    second = world.sent(30)
    world.decided(first)
    reaction = looked(world, second, test, "reaction", after=60)
    for consultation, days in ((first, 20), (second, 30)):
        with pytest.raises(IntegrityError):
            insert(world, world.fresh(consultation), days)
        assert why_not(world.fresh(consultation), world.day(days)) is not None
    assert world.fresh(first).status == "submitted"
    assert reaction.withdrawn_at is None


def test_not_by_moving_a_booking(world: World) -> None:
    consultation, test = ready(world)
    world.decided(consultation)
    booking = world.booked(world.fresh(consultation), 30)
    world.offer(31)
    sql(READING, [test.pk, world.technician.pk, key()])
    booking.refresh_from_db()
    assert booking.status == "held"
    with pytest.raises((NotAllowed, IntegrityError)):
        move(booking, **{**world.place(31), "by": world.desk})
    with pytest.raises(IntegrityError):
        sql("UPDATE consultations_booking SET status = 'booked' WHERE id = %s", [booking.pk])


def test_open_bookings_of_every_consultation_are_held_at_once(world: World) -> None:
    first, test = ready(world, 20)
    world.decided(first)
    second = world.sent(30)
    world.fresh(second)
    one = world.booked(world.fresh(first), 20)
    looked(world, second, test, "reaction", after=24 * 8)
    one.refresh_from_db()
    assert one.status == "held"
    assert Booking.objects.filter(status="booked").count() == 0


def test_the_gate_says_so_in_words(world: World) -> None:
    consultation, _ = cleared(world)
    gate = explain_gate(consultation)
    assert gate.refusal is not None
    assert (gate.refusal.code, gate.earliest) == ("patch_test_failed", None)
    world.offer(30)
    assert free_slots(consultation, first=world.day(30), days=1) == ()
    page = signed_in(world.desk).get(f"/book/{consultation.reference}/")
    assert "The skin reacted in a patch test" in text_of(page)


def test_no_decision_relaxes_it(world: World) -> None:
    """Not even one that two people signed: the database refuses the review itself."""
    consultation, test = ready(world)
    looked(world, consultation, test, "reaction", after=60)
    fresh = world.fresh(consultation)
    assert fresh.summary is not None
    assert fresh.summary.level == "stop"
    for decision in ("approved", "on_hold"):
        with pytest.raises((NotAllowed, IntegrityError)):
            world.decided(fresh, decision, hold_for="x")
    assert relaxed(world, fresh) is False


def relaxed(world: World, consultation: Consultation) -> bool:
    """What the guard asks of a second look that was agreed to."""
    assert consultation.summary is not None
    sql(
        "INSERT INTO consultations_secondlook (consultation_id, summary_id, terms, reason_code,"
        " reason_words, asked_by_id, asked_at, asked_how, created_key, verdict, answered_by_id,"
        " answered_at, answered_how, answer_words) VALUES (%s, %s, '{}', 'other', 'x', %s, now(),"
        " 'x', %s, 'agreed', %s, now(), 'x', 'x')",
        [
            *(consultation.pk, consultation.summary.pk, world.technician.pk, key()),
            world.lead.pk,
        ],
    )
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT scalpwise_relaxed(id, consultation_id, summary_id, asked_by_id)"
            " FROM consultations_secondlook"
        )
        (answer,) = cursor.fetchone()
    return bool(answer)


def test_withdrawn_by_a_second_person_the_way_is_open_again(world: World) -> None:
    consultation, reaction = cleared(world)
    withdraw_reading(consultation, reaction, reason="A plaster mark.", by=world.lead)
    insert(world, world.fresh(consultation))
    assert Booking.objects.get().status == "booked"


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE consultations_patchtestreading SET result = 'no_reaction'",
        "DELETE FROM consultations_patchtestreading",
        "UPDATE consultations_patchtest SET patient_id = patient_id + 1",
        "UPDATE consultations_patchtestreading SET patch_test_id = patch_test_id + 1",
        "UPDATE consultations_patchtestreading SET withdrawn_at = now()",
        "UPDATE consultations_patchtest SET applied_at = now()",
    ],
)
def test_a_reaction_is_not_rewritten(world: World, change: str) -> None:
    sent = world.sent()
    looked(world, sent, applied(world, sent), "reaction")
    with pytest.raises(Exception, match=r"(?i)change|written once|removed|denied|constraint"):
        sql(change)


def test_late_symptoms_told_after_booking_hold_it(world: World) -> None:
    """Clear at 48 hours, approved and booked; a week later the spot itched."""
    consultation, test = ready(world)
    world.decided(consultation)
    booking = world.booked(world.fresh(consultation), 30)
    looked(world, consultation, test, late="yes", after=24 * 8)
    booking.refresh_from_db()
    fresh = world.fresh(consultation)
    assert (booking.status, fresh.status) == ("held", "submitted")
    assert fresh.summary is not None
    assert (fresh.summary.level, fresh.summary.cause) == ("hold", "patch_test")
    assert refusal(world, fresh) == "not_approved"


def test_a_reading_stays_what_it_was_on_the_day_it_was_read(world: World) -> None:
    sent = world.sent()
    test = applied(world, sent)
    reading = looked(world, sent, test)
    assert reading.read_at - test.applied_at == timedelta(hours=50)
    assert str(reading).startswith("No reaction, ")
    assert str(test).startswith("Behind the left ear, ")
