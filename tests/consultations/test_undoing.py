"""Told by phone instead of by mail; and a decision undone before its message leaves."""

from __future__ import annotations

from datetime import datetime

import pytest
from django.utils import timezone
from pytest_django import Settings

from clinic.errors import NotAllowed
from clinic.models import Event
from consultations.actions.outgoing import send_again, send_due, told
from consultations.actions.sending import look_again
from consultations.actions.undoing import UNDONE, undo
from consultations.models import Review, Status
from consultations.outgoing import TOLD, Stands
from tests.consultations.outbox import Server, later, row, said, standing, told_by_mail
from tests.consultations.world import World, key


@pytest.fixture
def now() -> datetime:
    return timezone.now()


# ── By phone ───────────────────────────────────────────────────────────────────


def test_who_has_no_address_is_told_by_phone_and_that_is_noted_once(
    world: World, now: datetime
) -> None:
    review = said(world, world.examined(), now)
    assert standing(review, now) == Stands.BY_PHONE
    once = key()
    for again in (once, once, key()):
        told(review.consultation, review=review.pk, by=world.desk, key=again, now=now)
    assert standing(review, now) == Stands.TOLD
    assert (row().cancelled_by, row().cancelled_why) == (world.desk, TOLD)
    assert send_due(later(now, days=1)) == 0
    assert Event.objects.filter(action="message.told").count() == 1


def test_what_could_not_be_sent_is_told_instead(
    world: World, now: datetime, settings: Settings
) -> None:
    review = told_by_mail(world, now)
    settings.EMAIL_BACKEND = "tests.consultations.outbox.Server"
    Server.answer = TimeoutError("x")
    send_due(later(now, minutes=2))
    told(
        review.consultation, review=review.pk, by=world.desk, key=key(), now=later(now, minutes=20)
    )
    assert standing(review, later(now, minutes=20)) == Stands.TOLD


def test_what_is_still_to_leave_needs_no_call(world: World, now: datetime) -> None:
    review = told_by_mail(world, now)
    with pytest.raises(NotAllowed, match="needs nobody"):
        told(review.consultation, review=review.pk, by=world.desk, key=key(), now=now)


def test_where_no_mail_was_asked_for_none_is_sent_again(world: World, now: datetime) -> None:
    review = said(world, world.examined(), now)
    with pytest.raises(NotAllowed, match="No e-mail was asked for"):
        send_again(review.consultation, review=review.pk, by=world.desk, now=now)


def test_a_key_of_another_message_is_refused(world: World, now: datetime) -> None:
    first, second = said(world, world.examined(), now), said(world, world.examined(), now)
    once = key()
    told(first.consultation, review=first.pk, by=world.desk, key=once)
    with pytest.raises(NotAllowed, match="saved before"):
        told(second.consultation, review=second.pk, by=world.desk, key=once)


# ── Undo ───────────────────────────────────────────────────────────────────────


def test_undo_puts_the_case_back_and_nothing_leaves(world: World, now: datetime) -> None:
    review = told_by_mail(world, now)
    for _click in range(2):
        undo(
            review.consultation, review=review.pk, by=world.technician, now=later(now, seconds=119)
        )
    consultation = world.fresh(review.consultation)
    assert consultation.status == Status.SUBMITTED
    assert row().cancelled_why == UNDONE
    assert consultation.reopenings.get().reason == UNDONE
    assert send_due(later(now, minutes=2)) == 0
    assert Review.objects.get() == review


def test_undo_works_without_a_mail_too(world: World, now: datetime) -> None:
    review = said(world, world.examined(), now, by_mail=False, words="")
    undo(review.consultation, review=review.pk, by=world.technician, now=later(now, seconds=119))
    assert world.fresh(review.consultation).status == Status.SUBMITTED


@pytest.mark.parametrize("by_mail", [True, False])
def test_after_two_minutes_it_is_too_late(world: World, now: datetime, by_mail: bool) -> None:
    review = told_by_mail(world, now, by_mail=by_mail)
    with pytest.raises(NotAllowed, match="too late to undo"):
        undo(review.consultation, review=review.pk, by=world.technician, now=later(now, minutes=2))
    assert world.fresh(review.consultation).status == Status.APPROVED


def test_what_the_mail_server_has_cannot_be_undone(world: World, now: datetime) -> None:
    review = told_by_mail(world, later(now, minutes=-2))
    send_due(now)
    with pytest.raises(NotAllowed, match="too late to undo"):
        undo(review.consultation, review=review.pk, by=world.technician, now=now)


def test_only_the_decision_that_stands_can_be_undone(world: World, now: datetime) -> None:
    review = told_by_mail(world, now)
    look_again(review.consultation, reason="x", by=world.technician, now=now)
    with pytest.raises(NotAllowed, match="does not stand any more"):
        undo(review.consultation, review=review.pk, by=world.technician, now=now)


def test_the_desk_undoes_no_decision(world: World, now: datetime) -> None:
    review = told_by_mail(world, now)
    with pytest.raises(NotAllowed, match="for technicians"):
        undo(review.consultation, review=review.pk, by=world.desk, now=now)
