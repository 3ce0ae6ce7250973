"""A message to the patient from the form to the mail, and the figures: to the eye and beyond."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from consultations.actions.outgoing import send_due
from tests.consultations.fared_cases import heart, kept, somebody
from tests.consultations.outbox import EMAIL
from tests.consultations.review_cases import KELOID
from tests.consultations.world import World
from tests.journeys.conftest import Check, OpenPage

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_message_is_edited_sent_and_undone(
    open_page: OpenPage, world: World, assert_accessible: Check
) -> None:
    world.__dict__["person"] = world.patient(email=EMAIL)
    consultation = world.examined(planned=20)
    page = open_page("technician", f"/review/{consultation.reference}/")
    page.get_by_text("Message to Tunde").click()
    page.get_by_label("Message to the patient").first.fill("We can book you in. See you soon.")
    assert_accessible(page)
    page.get_by_role("button", name="Approve and open next").click()
    page.get_by_role("status").get_by_text("Tunde gets an e-mail at").wait_for()
    assert_accessible(page)
    page.get_by_role("button", name="Undo").click()
    page.get_by_text("Undone. Nothing was sent").wait_for()
    assert send_due(timezone.now() + timedelta(minutes=2)) == 0
    page.get_by_label("Message to the patient").first.wait_for(state="attached")
    page.get_by_role("button", name="Approve and open next").click()
    page.get_by_role("button", name="Undo").wait_for()
    assert send_due(timezone.now() + timedelta(minutes=2)) == 1
    assert [letter.to for letter in mail.outbox] == [[EMAIL]]
    page.get_by_role("button", name="Undo").click()
    page.get_by_text("It is too late to undo this decision.").wait_for()


def test_the_desk_tells_who_has_no_address(
    open_page: OpenPage, world: World, assert_accessible: Check
) -> None:
    consultation = world.examined(**KELOID)
    world.decided(
        consultation, "declined", reason_words="Keloid.", patient_message="Not now.\nCall us."
    )
    page = open_page(world.desk.username, f"/c/{consultation.reference}/", width=390, dark=True)
    page.get_by_role("heading", name="Tell Tunde Adeyemi").wait_for()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert_accessible(page)
    page.get_by_role("button", name="Tunde was told").click()
    page.get_by_text("Noted: Tunde Adeyemi was told.").wait_for()


def test_the_figures_fit_and_are_accessible(
    open_page: OpenPage, world: World, assert_accessible: Check
) -> None:
    for _ in range(4):
        kept(world, somebody(world, **heart(world)))
    page = open_page(world.lead.username, "/review/figures/", width=390)
    page.get_by_role("heading", name="By reviewer").wait_for()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert_accessible(page)
