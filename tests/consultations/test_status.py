"""The transition table: every state has an owner, and every step that is not in it is refused."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from clinic.access import PERMISSIONS
from clinic.errors import NotAllowed
from consultations.actions.ground import locked
from consultations.actions.review import decide
from consultations.actions.sending import look_again, reopen
from consultations.models import Consultation, Status
from consultations.models.status import APPROVING, DECIDED, OWNERS, STEPS, TRANSITIONS, allows
from tests.consultations.world import World, key

STATES = list(Status)


def in_state(world: World, status: Status) -> Consultation:
    match status:
        case Status.DRAFT:
            return world.draft()
        case Status.SUBMITTED:
            return world.examined()
        case Status.APPROVED:
            return world.approved()
        case Status.APPROVED_WITH_CONDITIONS:
            consultation = world.examined()
            world.decided(consultation, status.value, conditions=["Bring a hat."])
        case Status.ON_HOLD:
            return world.held_until(20)
        case Status.DECLINED:
            consultation = world.examined()
            world.decided(
                consultation, status.value, reason_words="Not today.", patient_message="We are …"
            )
    return world.fresh(consultation)


def the_steps(world: World, consultation: Consultation) -> dict[str, Callable[[], Any]]:
    summary = consultation.summary
    return {
        "send": lambda: world.send(consultation, unanswered_confirmed=True),
        "decide": lambda: decide(
            consultation,
            summary_hash=summary.hash if summary else "",
            decision="on_hold",
            hold_for="a letter",
            by=world.technician,
            key=key(),
        ),
        "reopen": lambda: reopen(consultation, reason="x", by=world.desk),
        "look_again": lambda: look_again(consultation, reason="x", by=world.technician),
    }


def test_every_state_has_an_owner_and_a_way_on() -> None:
    assert OWNERS.keys() == STEPS.keys() == set(STATES)
    assert all(OWNERS.values())
    assert all(STEPS.values())
    assert all(owners <= PERMISSIONS["desk.use"] for owners in OWNERS.values())


def test_every_state_can_be_reached() -> None:
    reached = {end for _, end in TRANSITIONS}
    assert reached == set(STATES)


def test_what_approves_and_what_is_decided() -> None:
    assert APPROVING < DECIDED
    assert set(STATES) - DECIDED == {Status.DRAFT, Status.SUBMITTED}


@pytest.mark.parametrize("step", ["send", "decide", "reopen", "look_again"])
@pytest.mark.parametrize("status", STATES)
def test_a_step_does_what_the_table_says(world: World, status: Status, step: str) -> None:
    consultation = in_state(world, status)
    assert consultation.status == status
    act = the_steps(world, consultation)[step]
    if step == "send" and status == Status.SUBMITTED:
        assert act() == consultation.summary  # a second click
    elif allows(status, step):
        act()
        assert world.fresh(consultation).status in STEPS[status][step]
    else:
        with pytest.raises(NotAllowed) as refused:
            act()
        assert refused.value.next_step
        assert world.fresh(consultation).status == status


def ends_of(status: Status) -> list[Status]:
    return [end for start, end in TRANSITIONS if start == status]


@pytest.mark.parametrize("end", STATES)
@pytest.mark.parametrize("status", STATES)
def test_raw_sql_takes_no_step_that_is_not_in_the_table(
    world: World, status: Status, end: Status
) -> None:
    if end == status or end in ends_of(status):
        return
    consultation = in_state(world, status)
    with (
        pytest.raises(IntegrityError),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(
            "UPDATE consultations_consultation SET status = %s, decided_at = now(), "
            "decide_from = CASE WHEN %s = 'submitted' THEN current_date END WHERE id = %s",
            [end.value, end.value, consultation.pk],
        )


@pytest.mark.parametrize("end", sorted(DECIDED))
def test_raw_sql_decides_nothing_without_a_review(world: World, end: Status) -> None:
    consultation = world.examined()
    with (
        pytest.raises(IntegrityError, match="has a review that says so"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(
            "UPDATE consultations_consultation SET status = %s, decided_at = now(), "
            "decide_from = NULL WHERE id = %s",
            [end.value, consultation.pk],
        )


def test_nothing_begins_on_a_consultation_that_is_not_on_file(world: World) -> None:
    unsaved = Consultation(pk=0, site=world.site)
    with transaction.atomic(), pytest.raises(Consultation.DoesNotExist):
        locked(unsaved, by=world.desk)
