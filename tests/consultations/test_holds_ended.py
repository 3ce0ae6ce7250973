"""Holds that end with what comes, and what the database keeps of them."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from clinic.errors import NotAllowed
from clinic.models import Event
from consultations.actions.examination import answer_examination
from consultations.actions.holds import it_is_here
from consultations.actions.letters import record_letter
from consultations.actions.sending import reopen
from consultations.holds import WaitsFor
from consultations.models import Consultation, Hold
from tests.consultations.hold_cases import LETTER, UNSURE, WARFARIN, hold
from tests.consultations.world import World, key


def letter(world: World, consultation: Consultation, about: str = "anticoagulant_use") -> None:
    record_letter(
        world.fresh(consultation),
        contraindication=about,
        letter_date=world.day(-5),
        author="Dr Osei",
        says="safe",
        by=world.technician,
        key=key(),
    )


# ── Ended ──────────────────────────────────────────────────────────────────────


def test_a_letter_ends_the_hold_that_waits_for_it(world: World) -> None:
    consultation = world.examined(**WARFARIN)
    (made,) = hold(world, consultation, LETTER)
    letter(world, consultation)
    made.refresh_from_db()
    assert (made.ended_how, made.ended_by) == ("letter is here", None)
    after = world.fresh(consultation)
    assert (after.status, after.decide_from) == ("submitted", world.today)


def test_another_letter_ends_nothing(world: World) -> None:
    consultation = world.examined(**WARFARIN)
    (made,) = hold(world, consultation, LETTER)
    letter(world, consultation, "keloid_history")
    made.refresh_from_db()
    assert made.ended_at is None


def test_a_case_waits_on_for_the_second_thing(world: World) -> None:
    consultation = world.examined(**WARFARIN, **UNSURE)
    hold(world, consultation, LETTER, "answer")
    letter(world, consultation)
    after = world.fresh(consultation)
    assert (after.status, after.decide_from) == ("submitted", world.day(9))
    assert [part.kind for part in Hold.objects.filter(ended_at__isnull=True)] == ["answer"]


def test_what_makes_it_stricter_is_looked_at_at_once(world: World) -> None:
    consultation = world.examined(**WARFARIN, **UNSURE)
    hold(world, consultation, LETTER, "answer")
    letter(world, consultation)
    world.examine(world.fresh(consultation), patch_test_result="reaction")
    after = world.fresh(consultation)
    assert after.summary is not None
    assert (after.summary.level, after.decide_from) == ("stop", world.today)


def test_an_examination_ends_its_hold(world: World) -> None:
    consultation = world.sent()
    (made,) = hold(world, consultation, "examination")
    world.examine(world.fresh(consultation))
    made.refresh_from_db()
    assert made.ended_how == "examined"


def test_half_an_examination_ends_nothing(world: World) -> None:
    consultation = world.sent()
    (made,) = hold(world, consultation, "examination")
    world.examine(world.fresh(consultation), exam_keloid=None)
    made.refresh_from_db()
    assert made.ended_at is None


def test_a_patch_test_that_was_read_ends_its_hold(world: World) -> None:
    consultation = world.examined(patch_test_done="no")
    (made,) = hold(world, consultation, "patch_test")
    world.examine(world.fresh(consultation), patch_test_result="not_read_yet")
    made.refresh_from_db()
    assert made.ended_at is None
    world.examine(world.fresh(consultation), patch_test_result="no_reaction")
    made.refresh_from_db()
    assert made.ended_how == "patch test was read"


def test_a_day_that_has_come_ends_its_hold_with_the_next_summary(world: World) -> None:
    consultation = world.held_until(3)
    world.examine(world.fresh(consultation), exam_sunburn="yes")
    assert Hold.objects.get().ended_at is None
    fresh = world.fresh(consultation)
    answer_examination(
        fresh,
        {"exam_sunburn": "no"},
        seen_version=fresh.version,
        key=key(),
        by=world.technician,
        now=world.at(4),
    )
    assert Hold.objects.get().ended_how == "the day has come"


def test_what_only_a_person_sees_is_ticked(world: World) -> None:
    consultation = world.examined()
    world.decided(consultation, "on_hold", hold_for="Photos of the old dots")
    made = Hold.objects.get()
    it_is_here(world.fresh(consultation), made.pk, by=world.desk)
    it_is_here(world.fresh(consultation), made.pk, by=world.desk)  # a second click
    made.refresh_from_db()
    assert (made.ended_how, made.ended_by) == ("it is here", world.desk)
    after = world.fresh(consultation)
    assert (after.status, after.decide_from) == ("on_hold", world.today)
    assert Event.objects.filter(action="hold.ended").count() == 1


def test_one_of_two_that_are_here_does_not_bring_it_back(world: World) -> None:
    consultation = world.examined(**WARFARIN)
    picked = [WaitsFor(LETTER, world.day(20)), WaitsFor("other", world.day(5), "Photos")]
    world.decided(consultation, "on_hold", holds=picked, hold_until=world.day(30))
    it_is_here(world.fresh(consultation), Hold.objects.get(kind="other").pk, by=world.desk)
    assert world.fresh(consultation).decide_from == world.day(30)


def test_in_a_draft_nothing_comes_back(world: World) -> None:
    consultation = world.examined()
    world.decided(consultation, "on_hold", hold_for="Photos")
    reopen(world.fresh(consultation), reason="Wrong.", by=world.desk)
    it_is_here(world.fresh(consultation), Hold.objects.get().pk, by=world.desk)
    assert world.fresh(consultation).decide_from is None


def test_what_is_not_ticked_by_hand(world: World) -> None:
    consultation = world.examined(**WARFARIN)
    (made,) = hold(world, consultation, LETTER)
    for who, pk in ((world.desk, made.pk), (world.desk, 0), (world.elsewhere, made.pk)):
        with pytest.raises(NotAllowed):
            it_is_here(world.fresh(consultation), pk, by=who)


# ── The database ───────────────────────────────────────────────────────────────


@pytest.mark.parametrize("change", ["kind = 'date'", "due = due + 1", "ended_how = 'x'"])
def test_a_hold_stays_as_it_was_made(world: World, change: str) -> None:
    consultation = world.examined(**WARFARIN)
    hold(world, consultation, LETTER)
    with (
        pytest.raises(DatabaseError),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(f"UPDATE consultations_hold SET {change}")


def test_settling_takes_the_same_statements_for_one_hold_as_for_many(world: World) -> None:
    def asked_by(consultation: Consultation) -> int:
        fresh = world.fresh(consultation)
        with CaptureQueriesContext(connection) as captured:
            world.examine(fresh, exam_sunburn="yes")
        return len(captured)

    one, many = world.examined(**WARFARIN), world.examined(**WARFARIN, **UNSURE)
    hold(world, one, LETTER)
    hold(world, many, LETTER, "answer", hold_until=world.day(40))
    assert asked_by(many) <= asked_by(one) + 1  # the case that waits on says until when
