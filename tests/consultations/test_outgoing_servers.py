"""Mail servers that refuse, fall silent or die: tried again or left to a person, never twice."""

from __future__ import annotations

import smtplib
from datetime import datetime, timedelta

import pytest
from django.core import mail as box
from django.utils import timezone
from pytest_django import Settings

from clinic import mail
from consultations.actions.outgoing import send_again, send_due, send_next
from consultations.actions.sending import look_again
from consultations.outgoing import MOST_TRIES, PAUSES, Stands, opened
from tests.consultations.outbox import EMAIL, Server, later, row, standing, told_by_mail
from tests.consultations.world import World


@pytest.fixture
def now() -> datetime:
    return timezone.now()


@pytest.fixture
def server(settings: Settings) -> type[Server]:
    settings.EMAIL_BACKEND = "tests.consultations.outbox.Server"
    Server.answer, Server.asked = None, 0
    return Server


REFUSES = smtplib.SMTPDataError(451, b"later")


def test_a_refused_one_is_tried_five_times_with_growing_pauses(
    world: World, now: datetime, server: type[Server]
) -> None:
    review = told_by_mail(world, now)
    server.answer = REFUSES
    moment = later(now, minutes=2)
    for pause in PAUSES:
        send_due(moment)
        assert standing(review, moment) == Stands.TRIED
        before = server.asked
        send_due(moment + pause - timedelta(seconds=1))
        assert server.asked == before
        moment += pause
    send_due(moment)
    send_due(later(moment, days=30))
    assert server.asked == MOST_TRIES == 5
    assert standing(review, later(moment, days=30)) == Stands.FAILED


def test_a_server_that_takes_it_at_last_ends_the_tries(
    world: World, now: datetime, server: type[Server]
) -> None:
    review = told_by_mail(world, now)
    server.answer = REFUSES
    send_due(later(now, minutes=2))
    server.answer = None
    assert send_due(later(now, minutes=3)) == 1
    assert standing(review, later(now, minutes=3)) == Stands.SENT


@pytest.mark.parametrize("silent", [smtplib.SMTPServerDisconnected("x"), TimeoutError("x")])
def test_of_silence_nobody_knows_and_it_is_never_sent_twice_by_itself(
    world: World, now: datetime, server: type[Server], silent: Exception
) -> None:
    review = told_by_mail(world, now)
    server.answer = silent
    send_due(later(now, minutes=2))
    assert standing(review, later(now, minutes=11)) == Stands.LEAVES
    assert standing(review, later(now, minutes=12)) == Stands.UNKNOWN
    server.answer = None
    assert send_due(later(now, days=3)) == 0
    assert server.asked == 1


def test_a_process_that_dies_between_claim_and_sending_sends_nothing_twice(
    world: World, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    review = told_by_mail(world, now)

    def dies(*_args: object, **_kwargs: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched, pytest.raises(KeyboardInterrupt):
        patched.setattr("django.core.mail.EmailMessage.__init__", dies)
        send_next(later(now, minutes=2))
    assert send_due(later(now, hours=5)) == 0
    assert standing(review, later(now, hours=5)) == Stands.UNKNOWN


def test_staff_may_send_again_under_the_same_name(
    world: World, now: datetime, server: type[Server]
) -> None:
    review = told_by_mail(world, now)
    server.answer = TimeoutError("x")
    send_due(later(now, minutes=2))
    server.answer = None
    for _click in range(2):
        send_again(review.consultation, review=review.pk, by=world.desk, now=later(now, minutes=20))
    assert send_due(later(now, minutes=20)) == 1
    (letter,) = box.outbox
    assert letter.extra_headers["Message-ID"] == f"<{row().created_key.hex}@127.0.0.1>"


def test_an_address_that_is_none_is_refused_like_any_other(world: World, now: datetime) -> None:
    review = told_by_mail(world, now)
    letter = opened(row())
    assert letter.to == EMAIL
    assert mail.hand_over("a\nb@x.example", "S", "T") is mail.Outcome.REFUSED
    assert standing(review, now) == Stands.WAITS


def test_it_is_not_tried_again_while_the_decision_fell(
    world: World, now: datetime, server: type[Server]
) -> None:
    review = told_by_mail(world, now)
    server.answer = REFUSES
    send_due(later(now, minutes=2))
    look_again(review.consultation, reason="x", by=world.technician)
    server.answer = None
    assert send_due(later(now, minutes=3)) == 0
    assert row().cancelled_at is not None
