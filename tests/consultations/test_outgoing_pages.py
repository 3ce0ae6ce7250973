"""The message on the pages: edited, ticked, told of after saving, undone, told by phone."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from pytest_django import Settings

from consultations.actions.outgoing import send_due
from consultations.models import Consultation, OutgoingMessage, Review
from consultations.outgoing import opened
from tests.consultations.outbox import EMAIL, Server
from tests.consultations.pages import hidden, signed_in, text_of
from tests.consultations.review_cases import KELOID, WARFARIN
from tests.consultations.review_desk import Desk, nothing_saved
from tests.consultations.world import World, key


@pytest.fixture
def reachable(world: World) -> World:
    world.__dict__["person"] = world.patient(email=EMAIL)
    return world


def saved(desk: Desk, **typed: Any) -> Any:
    given = {"decision": "approved", "message_approved": "See you.", "by_mail": "on", **typed}
    return desk.save(**given)


def overview(world: World, consultation: Consultation) -> Any:
    return signed_in(world.desk).get(f"/c/{consultation.reference}/")


# ── Before saving ──────────────────────────────────────────────────────────────


def test_every_decision_has_words_that_are_filled_in(reachable: World) -> None:
    shown = text_of(Desk(reachable, reachable.examined(**WARFARIN)).page)
    for begins in ("We can book you in.", "Not yet. First we need this:", "We will not treat you"):
        assert begins in shown
    assert f"Send the message by e-mail to {EMAIL}, two minutes after saving" in shown
    assert "Mail is not private, and the desk reads these words too." in shown


def test_the_tick_is_set_where_there_is_an_address(reachable: World) -> None:
    desk = Desk(reachable, reachable.examined())
    assert 'name="by_mail" id="by-mail" checked' in desk.page.content.decode()


def test_without_an_address_the_desk_tells_them(world: World) -> None:
    desk = Desk(world, world.examined())
    assert "No e-mail address on file: the desk tells Tunde by phone." in text_of(desk.page)
    assert saved(desk).status_code == 302
    assert not OutgoingMessage.objects.exists()


def test_without_a_mail_server_nothing_is_promised(reachable: World, settings: Settings) -> None:
    settings.EMAIL_HOST, settings.MAIL_TO_FILES = "", False
    desk = Desk(reachable, reachable.examined())
    assert "No mail server is set up: the desk tells Tunde by phone." in text_of(desk.page)


def test_private_answers_are_said_to_be_left_out(world: World) -> None:
    desk = Desk(world, world.examined(gate_carried_infections="yes", hiv="yes_other"))
    assert "What rests on private answers is not named in the message." in text_of(desk.page)


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"message_approved": ""}, "Write what the patient will be told, or do not send it"),
        ({"message_approved": "Stop taking your warfarin."}, "tells a patient to stop"),
    ],
)
def test_what_cannot_be_sent_comes_back_with_all_that_was_typed(
    reachable: World, typed: dict[str, str], words: str
) -> None:
    desk = Desk(reachable, reachable.examined())
    response = saved(desk, note="Keep this", **typed)
    assert response.status_code == 422
    assert words in text_of(response)
    assert "Keep this" in text_of(response)
    assert 'id="by-mail" checked' in response.content.decode()
    assert nothing_saved(desk.consultation)


def test_what_is_sent_is_what_was_typed(reachable: World) -> None:
    desk = Desk(reachable, reachable.examined(**KELOID))
    typed = {"because": "something_else", "decline_words": "x", "would_change": "A letter."}
    response = saved(desk, decision="declined", patient_message="Not now.", **typed, read=desk.read)
    assert response.status_code == 302
    words = "Not now.\n\nWhat would change this: A letter."
    assert desk.review().patient_message == words
    assert opened(OutgoingMessage.objects.get()).text.startswith(words)


# ── After saving ───────────────────────────────────────────────────────────────


def test_the_saved_page_says_when_it_leaves_and_undoes_it(reachable: World) -> None:
    desk = Desk(reachable, reachable.examined())
    page = desk.client.get(saved(desk)["Location"])
    message = OutgoingMessage.objects.get()
    at = timezone.localtime(message.send_at)
    assert f"Saved. Tunde gets an e-mail at {at:%H:%M}." in text_of(page)
    assert f"until {at:%H:%M:%S}" in text_of(page)
    undo = {"review": hidden(page, "review")}
    for _click in range(2):
        back = desk.client.post(f"/review/{desk.consultation.reference}/undo/", undo, follow=True)
        shown = text_of(back)
        assert "Undone. Nothing was sent, and the decision stays in view." in shown
        assert "Undone before the message left" in shown
    assert reachable.fresh(desk.consultation).status == "submitted"


def test_the_next_page_offers_the_same(reachable: World) -> None:
    reachable.sent(planned=40)
    desk = Desk(reachable, reachable.examined(planned=20))
    page = desk.client.get(saved(desk, decision=None, go="approve_next")["Location"])
    assert "Saved: Tunde Adeyemi, approved. Tunde gets an e-mail at" in text_of(page)
    desk.client.post(
        f"/review/{desk.consultation.reference}/undo/", {"review": hidden(page, "review")}
    )
    assert "Saved: Tunde" not in text_of(desk.client.get("/review/"))


def test_the_empty_list_offers_it_too(world: World) -> None:
    desk = Desk(world, world.examined())
    desk.save(go="approve_next")
    assert "Saved: Tunde Adeyemi, approved." in text_of(desk.client.get("/review/"))


def test_too_late_is_said_with_what_is_left(reachable: World) -> None:
    desk = Desk(reachable, reachable.examined())
    saved(desk)
    send_due(timezone.now() + timedelta(minutes=2))
    undo = {"review": desk.review().pk}
    back = desk.client.post(f"/review/{desk.consultation.reference}/undo/", undo, follow=True)
    assert "It is too late to undo this decision." in text_of(back)
    assert "E-mail sent" in text_of(
        desk.client.get(f"/review/{desk.consultation.reference}/saved/")
    )


# ── At the desk ────────────────────────────────────────────────────────────────


def test_the_desk_has_the_words_to_say_until_they_are_said(world: World) -> None:
    desk = Desk(world, world.examined())
    saved(desk, message_approved="We can book you in.")
    page = overview(world, desk.consultation)
    shown = text_of(page)
    assert "Tell Tunde Adeyemi No e-mail address on file: tell Tunde by phone." in shown
    assert "07700 900 471" in shown
    assert "We can book you in." in shown
    given = {"review": hidden(page, "review"), "key": hidden(page, "key")}
    client = signed_in(world.desk)
    for _click in range(2):
        client.post(f"/c/{desk.consultation.reference}/told/", given)
    shown = text_of(overview(world, desk.consultation))
    assert "Tell Tunde Adeyemi" not in shown
    assert f"Tunde was told by {world.desk.get_short_name()}" in shown


def test_what_nobody_knows_of_is_sent_again_by_hand(reachable: World, settings: Settings) -> None:
    settings.EMAIL_BACKEND = "tests.consultations.outbox.Server"
    desk = Desk(reachable, reachable.examined())
    saved(desk)
    Server.answer = TimeoutError("x")
    send_due(timezone.now() + timedelta(minutes=2))
    OutgoingMessage.objects.update(claimed_at=timezone.now() - timedelta(minutes=10))
    page = overview(reachable, desk.consultation)
    assert "We do not know whether the e-mail left." in text_of(page)
    assert "If it did leave, Tunde gets it twice." in text_of(page)
    client = signed_in(reachable.desk)
    again = {"review": hidden(page, "review")}
    client.post(f"/c/{desk.consultation.reference}/send-again/", again)
    Server.answer = None
    assert send_due(timezone.now() + timedelta(minutes=2)) == 1
    assert "Message E-mail sent" in text_of(overview(reachable, desk.consultation))


@pytest.mark.parametrize("address", ["c/{}/told/", "c/{}/send-again/", "review/{}/undo/"])
def test_a_form_that_did_not_come_whole_changes_nothing(world: World, address: str) -> None:
    desk = Desk(world, world.examined())
    saved(desk)
    response = desk.client.post("/" + address.format(desk.consultation.reference), {"key": key()})
    assert response.status_code == 409
    assert Review.objects.count() == 1
    assert not OutgoingMessage.objects.exists()


def test_a_page_costs_one_statement_more_for_it(world: World) -> None:
    """None before a decision, and none for who saved nothing lately."""
    desk = Desk(world, world.examined())
    assert "just_saved" not in desk.client.session
