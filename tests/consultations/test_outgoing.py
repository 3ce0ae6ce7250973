"""The outbox: a decision's message leaves two minutes later, unless the decision fell meanwhile."""

from __future__ import annotations

from datetime import datetime
from io import StringIO

import pytest
from django.core import mail as box
from django.core.management import call_command
from django.utils import timezone
from pytest_django import Settings

from clinic.background import registered
from clinic.errors import NotAllowed
from clinic.models import Event
from consultations.actions import outgoing
from consultations.actions.letters import withdraw_letter
from consultations.actions.outgoing import send_due
from consultations.actions.sending import reopen
from consultations.models import Consultation, OutgoingMessage, Review, Status
from consultations.outgoing import Stands, opened
from tests.consultations.outbox import EMAIL, WORDS, later, row, said, standing, told_by_mail
from tests.consultations.review_cases import WARFARIN, with_letter
from tests.consultations.world import World, key


@pytest.fixture
def now() -> datetime:
    return timezone.now()


# ── On its way ─────────────────────────────────────────────────────────────────


def test_it_is_written_with_the_decision_and_leaves_two_minutes_later(
    world: World, now: datetime
) -> None:
    review = told_by_mail(world, now)
    assert send_due(later(now, seconds=119)) == 0
    assert standing(review, now) == Stands.WAITS
    assert send_due(later(now, seconds=120)) == 1
    (letter,) = box.outbox
    assert letter.to == [EMAIL]
    assert standing(review, later(now, minutes=3)) == Stands.SENT
    assert Event.objects.filter(action="message.sent", actor=None).count() == 1


def test_the_mail_is_exactly_the_words_and_who_wrote_them(world: World, now: datetime) -> None:
    world.site.phone, world.site.email = "020 7946 0321", "desk@clinic.example"
    world.site.save()
    told_by_mail(world, now)
    send_due(later(now, minutes=2))
    (letter,) = box.outbox
    assert letter.subject == f"A message from {world.site.name}"
    assert letter.body == f"{WORDS}\n\n{world.site.name}\n020 7946 0321\n"
    assert letter.reply_to == ["desk@clinic.example"]


def test_what_is_kept_says_nothing_to_who_reads_the_table(world: World, now: datetime) -> None:
    told_by_mail(world, now, "Zwqx")
    assert "Zwqx" not in row().sealed
    assert opened(row()).text.startswith("Zwqx")


@pytest.mark.parametrize(
    ("email", "by_mail", "words"),
    [("", True, WORDS), (EMAIL, False, WORDS), (EMAIL, True, "")],
    ids=["no address", "not wanted", "no words"],
)
def test_without_address_wish_or_words_nothing_is_written(
    world: World, now: datetime, email: str, by_mail: bool, words: str
) -> None:
    world.__dict__["person"] = world.patient(email=email)
    said(world, world.examined(), now, words, by_mail=by_mail)
    assert not OutgoingMessage.objects.exists()


def test_a_second_click_writes_no_second_message(world: World, now: datetime) -> None:
    again = key()
    review = told_by_mail(world, now, key=again)
    assert said(world, review.consultation, now, key=again) == review
    assert OutgoingMessage.objects.count() == 1


def test_nobody_is_told_to_stop_a_medicine(world: World, now: datetime) -> None:
    with pytest.raises(NotAllowed, match="cannot go to a patient"):
        told_by_mail(world, now, "Stop taking your warfarin for a week.")
    assert not Review.objects.exists()


def test_the_background_sends_one_after_the_other(world: World, now: datetime) -> None:
    (job,) = [job for job in registered() if job.name == "messages to patients"]
    for _patient in range(2):
        told_by_mail(world, later(now, minutes=-3))
    assert [job.work() for _slice in range(3)] == [True, True, False]
    assert len(box.outbox) == 2


def test_the_command_sends_what_is_due(world: World, now: datetime) -> None:
    told_by_mail(world, later(now, minutes=-3))
    out = StringIO()
    call_command("send_due", stdout=out)
    call_command("send_due", stdout=out)
    assert out.getvalue() == "1 sent.\nNothing was sent.\n"


# ── No longer true ─────────────────────────────────────────────────────────────


def test_opening_the_answers_again_cancels_it(world: World, now: datetime) -> None:
    review = told_by_mail(world, now)
    reopen(review.consultation, reason="A wrong answer", by=world.desk, now=later(now, seconds=30))
    assert row().cancelled_by == world.desk
    assert send_due(later(now, minutes=2)) == 0
    assert box.outbox == []


def test_a_letter_that_is_withdrawn_cancels_it(world: World, now: datetime) -> None:
    world.__dict__["person"] = world.patient(email=EMAIL)
    consultation = with_letter(world, world.examined(**WARFARIN))
    said(world, consultation, now, decision="approved_with_conditions")
    withdraw_letter(consultation.letters.get(), reason="Another patient", by=world.technician)
    assert send_due(later(now, minutes=2)) == 0
    assert row().cancelled_at is not None


def test_what_undoes_a_decision_unseen_is_found_before_sending(world: World, now: datetime) -> None:
    review = told_by_mail(world, now)
    Consultation.objects.filter(pk=review.consultation_id).update(
        status=Status.SUBMITTED, decide_from=world.today
    )
    assert send_due(later(now, minutes=2)) == 0
    assert row().cancelled_why == outgoing.NOT_STANDING
    assert row().cancelled_by is None


def test_a_message_whose_key_is_gone_is_told_of_and_stops_no_other(
    world: World, now: datetime, settings: Settings
) -> None:
    told_by_mail(world, now)
    settings.SECRET_KEY = "another" * 10
    assert send_due(later(now, minutes=2)) == 0
    assert row().cancelled_why == outgoing.NOT_OPENED
