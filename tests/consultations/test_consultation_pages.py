"""One consultation as the desk sees it, from draft to booked; opening answers again."""

from __future__ import annotations

from typing import Any

import pytest

from clinic.models.user import Role
from consultations.actions.sending import reopen
from consultations.models import Reopening
from consultations.standing_words import standing_words
from tests.consultations.booking_pages import approved_for, in_words
from tests.consultations.desk_pages import DeskPages, plan, text
from tests.consultations.pages import statements
from tests.consultations.world import World


def test_a_draft_leads_to_its_questions(world: World) -> None:
    desk = DeskPages(world.desk, world.draft())
    words = text(desk.get())
    assert "Draft" in words
    assert "0 of 31 answered" in words
    assert "Go on with the questions" in words


def test_what_the_patient_can_do_is_said_in_the_patients_words(world: World) -> None:
    desk = DeskPages(world.desk, world.sent(anticoagulant="current", gate_bleeding="yes"))
    words = text(desk.get())
    assert "With the technician" in words
    assert "Before anything is booked" in words
    assert "letter" in words
    assert "Do not tell anybody to stop a medicine." in words
    assert "Open the review" not in words


def test_an_approved_one_can_be_booked(world: World) -> None:
    words = text(DeskPages(world.desk, world.approved()).get())
    assert "Tunde can be booked" in words
    assert "Approved" in words


def test_an_approved_one_from_a_day_on_names_it(world: World) -> None:
    dose = world.day(-60).isoformat()
    consultation = world.approved(oral_retinoid="stopped", oral_retinoid_last_dose=dose)
    words = text(DeskPages(world.desk, consultation).get())
    assert "Tunde can be booked from" in words


def test_a_booked_one_says_when(world: World) -> None:
    consultation = world.approved()
    world.booked(consultation, 30, hour=9)
    assert "09:00 ." in text(DeskPages(world.desk, consultation).get())


def test_a_booking_on_hold_is_said(world: World) -> None:
    consultation = world.approved()
    world.booked(consultation, 30)
    desk = DeskPages(world.desk, consultation)
    day = world.day(40)
    assert desk.client.post(f"{desk.path}/plan/", plan(day)).status_code == 302
    assert "is on hold." in text(desk.get())


def test_a_draft_opened_again_says_that_its_booking_is_on_hold(world: World) -> None:
    without, booked = world.approved(), approved_for(world, "Kay")
    day = world.booked(booked, 30).day
    for consultation in (without, booked):
        reopen(consultation, reason="The patient called", by=world.desk)
    pages = DeskPages(world.desk, without), DeskPages(world.desk, booked)
    says, held = (text(desk.get()) for desk in pages)
    assert f"The booking on {in_words(day)} is on hold." in held
    assert "See the booking" in held
    assert "is on hold" not in says
    assert "See the booking" not in says
    few, many = (statements(desk.client, f"{desk.path}/") for desk in pages)
    assert len(few) == len(many)


def test_a_hold_says_until_when(world: World) -> None:
    words = text(DeskPages(world.desk, world.held_until(20)).get())
    assert "On hold until" in words
    assert "A technician looks at it again on" in words


# ── Opening again ──────────────────────────────────────────────────────────────


def test_answers_are_opened_again_with_a_reason_only(world: World) -> None:
    desk = DeskPages(world.desk, world.sent())
    page = f"{desk.path}/reopen/"
    assert "The answers that were sent stay on record." in text(desk.get("reopen/"))
    refused = desk.client.post(page, {"reason": " "})
    assert refused.status_code == 422
    assert "Write why the answers are opened again" in text(refused)
    opened = desk.client.post(page, {"reason": "The patient called"})
    assert opened["Location"] == f"{desk.path}/health/"
    assert Reopening.objects.get().reason == "The patient called"
    assert "Being corrected" in text(desk.get())
    again = desk.client.post(page, {"reason": "The patient called"})
    assert again["Location"] == f"{desk.path}/health/"


def test_what_was_sent_before_shows_what_it_was(world: World) -> None:
    desk = DeskPages(world.desk, world.sent())
    desk.client.post(f"{desk.path}/reopen/", {"reason": "The patient called"})
    desk.version = desk.fresh().version
    assert "was No, changed" in text(desk.answer("lesion_changing", "yes"))


# ── Another plan ───────────────────────────────────────────────────────────────


def test_another_plan_is_saved(world: World) -> None:
    desk = DeskPages(world.desk, world.draft())
    assert "These answers are sent" not in text(desk.get("plan/"))
    response = desk.client.post(f"{desk.path}/plan/", plan(world.day(40), treatment="scar_cover"))
    assert response["Location"] == f"{desk.path}/"
    assert (desk.fresh().treatment, desk.fresh().planned_date) == ("scar_cover", world.day(40))


def test_a_plan_in_the_past_is_refused(world: World) -> None:
    desk = DeskPages(world.desk, world.sent())
    assert "After a change a technician decides again." in text(desk.get("plan/"))
    assert desk.client.post(f"{desk.path}/plan/", plan(world.day(-1))).status_code == 422


def test_a_plan_before_the_birthday_gets_the_page_of_its_own(world: World) -> None:
    soon = world.day(40).replace(day=5)
    young = world.patient(birth_date=soon.replace(year=soon.year - 18))
    desk = DeskPages(world.desk, world.draft(patient=young, planned=200))
    response = desk.client.post(f"{desk.path}/plan/", plan(world.day(1)))
    assert "We treat people aged 18 or over." in text(response)


def test_technicians_find_the_way_to_the_review(world: World) -> None:
    assert DeskPages(world.technician, world.sent()).get().status_code == 200


# ── Words ──────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("status", "fields", "words"),
    [
        ("draft", {}, "Draft"),
        ("draft", {"corrected": True}, "Being corrected"),
        ("submitted", {}, "With the technician"),
        ("on_hold", {}, "On hold"),
        ("declined", {}, "Declined"),
        ("approved_with_conditions", {}, "Approved"),
    ],
)
def test_each_status_has_its_words(
    world: World, status: str, fields: dict[str, Any], words: str
) -> None:
    assert standing_words(status, today=world.today, **fields).words == words


def test_a_hold_whose_day_has_come_has_ended(world: World) -> None:
    assert standing_words("on_hold", today=world.today, decide_from=world.today).words == (
        "Hold ended"
    )


def test_an_unknown_status_is_our_mistake(world: World) -> None:
    with pytest.raises(ValueError, match="no status"):
        standing_words("lost", today=world.today)


def test_every_role_that_cares_may_use_the_desk(world: World) -> None:
    for user in (world.desk, world.technician, world.lead):
        assert user.role in (Role.FRONT_DESK, Role.TECHNICIAN, Role.CLINIC_LEAD)
        assert DeskPages(user, world.draft()).get().status_code == 200
