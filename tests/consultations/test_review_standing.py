"""The review page where nothing is to be decided, its history, its SQL, and who may see it."""

from __future__ import annotations

import pytest
import time_machine
from django.test import Client

from clinic.models import Event
from consultations.actions.sending import look_again, reopen
from consultations.models import Consultation
from tests.consultations.pages import signed_in, statements, text_of
from tests.consultations.review_cases import (
    FIVE,
    KELOID,
    STOPPED_WARFARIN,
    WARFARIN,
    with_letter,
)
from tests.consultations.world import World
from tests.people import person


def url(consultation: Consultation) -> str:
    return f"/review/{consultation.reference}/"


def shown(world: World, consultation: Consultation) -> str:
    response = signed_in(world.technician).get(url(consultation))
    assert response.status_code == 200
    return text_of(response)


def markup(world: World, consultation: Consultation) -> str:
    found: str = signed_in(world.technician).get(url(consultation)).content.decode()
    return found


# ── Where nothing is to be decided ─────────────────────────────────────────────


def test_a_consultation_never_sent_leads_to_its_own_page(world: World) -> None:
    draft = world.draft()
    response = signed_in(world.technician).get(url(draft))
    assert response["Location"] == f"/c/{draft.reference}/"


def test_answers_being_corrected_are_not_decided_on(world: World) -> None:
    consultation = world.examined()
    reopen(consultation, reason="the patient called", by=world.desk)
    page = shown(world, consultation)
    assert "The answers are being corrected" in page
    assert "Nothing to decide now" in page
    assert "Save decision" not in page


def test_a_corrected_birth_date_makes_the_summary_stale(world: World) -> None:
    consultation = world.examined()
    fresh = world.fresh(consultation)
    fresh.answers = {**fresh.answers, "date_of_birth": "1986-03-14"}
    fresh.version += 1
    fresh.save(update_fields=["answers", "version"])
    page = shown(world, consultation)
    assert "The answers on file are not those of this summary" in page
    assert "Save decision" not in page


def test_a_planned_day_that_passed_says_so_and_takes_no_single_click(world: World) -> None:
    consultation = world.examined(planned=3)
    with time_machine.travel(world.at(5), tick=False):
        page = shown(world, consultation)
    assert "The planned day has passed" in page
    assert "Approve and open next" not in page
    assert "Save decision for Tunde Adeyemi" in page


# ── History ────────────────────────────────────────────────────────────────────


def test_what_holds_on_other_days_is_listed_day_by_day(world: World) -> None:
    consultation = world.examined(planned=60, exam_sunburn="yes")
    assert consultation.summary is not None
    assert consultation.summary.level == "clear"
    _, _, days = shown(world, consultation).partition("Day by day")
    assert 0 < days.find("Hold") < days.find("Clear")


def test_a_decision_that_stands_is_shown_instead_of_the_form(world: World) -> None:
    page = shown(world, world.approved())
    assert "The decision Approved by Some technician" in page
    assert "Decide again" in page
    assert "Save decision" not in page


def test_earlier_decisions_stay_in_view_with_why_they_lapsed(world: World) -> None:
    consultation = world.approved()
    look_again(consultation, reason="the letter came", by=world.lead)
    world.decided(consultation, "on_hold", hold_for="a photo")
    world.examine(world.fresh(consultation), exam_sunburn="yes")
    page = shown(world, consultation)
    assert "Earlier decisions (2)" in page
    assert "Lapsed: opened to decide again by Some" in page
    assert "Reason: the letter came" in page
    assert "Lapsed: the examination was answered, by Some" in page
    assert "Until this arrives: a photo." in page


def test_a_hold_that_stands_can_be_decided_again(world: World) -> None:
    consultation = world.held_until(20)
    page = shown(world, consultation)
    assert "Save decision for Tunde Adeyemi" in page
    assert "On hold by Some technician" in page
    world.decided(consultation)
    page = shown(world, consultation)
    assert "Lapsed: decided again by Some" in page


def test_other_consultations_of_the_patient_are_linked(world: World) -> None:
    first = world.sent(**KELOID)
    second = world.sent()
    page = signed_in(world.technician).get(url(second)).content.decode()
    assert f'href="/review/{first.reference}/"' in page


def test_an_urgent_task_stands_on_the_page(world: World) -> None:
    page = shown(world, world.sent(**STOPPED_WARFARIN))
    assert "Contact the prescriber today This cannot wait." in page


# ── SQL ────────────────────────────────────────────────────────────────────────


def test_statements_are_the_same_for_any_number_of_answers_findings_and_consultations(
    world: World,
) -> None:
    client = signed_in(world.technician)
    little = world.examined(**WARFARIN)
    world.decided(little, "on_hold", hold_for="a letter")
    world.sent()
    client.get(url(little))  # asks what is asked once in a process, and takes the lock
    few = statements(client, url(little))
    much = world.examined(**{**FIVE, "heart_ie_high_risk": "no"})
    for number in range(4):
        world.decided(much, "on_hold", hold_for=f"a letter {number}")
        with_letter(world, much)
        world.sent()
    world.decided(much, "on_hold", hold_for="a letter")
    client.get(url(much))
    many = statements(client, url(much))
    assert len(many) == len(few), "\n".join(many)
    assert len(many) <= 34, "\n".join(many)


# ── Who may see it ─────────────────────────────────────────────────────────────


@pytest.mark.parametrize("role", ["front_desk", "manager", "auditor", "admin"])
def test_only_technicians_and_the_lead_open_it(world: World, role: str) -> None:
    consultation = world.sent()
    user = world.desk if role == "front_desk" else person(role)
    assert signed_in(user).get(url(consultation)).status_code == 404
    assert signed_in(world.lead).get(url(consultation)).status_code == 200


def test_another_sites_case_looks_missing(world: World) -> None:
    consultation = world.sent()
    client = signed_in(world.elsewhere)
    theirs, missing = client.get(url(consultation)), client.get("/review/C-000000/")
    assert theirs.status_code == missing.status_code == 404
    for action in ("decide", "examination", "letter", "step", "look-again"):
        assert client.post(f"{url(consultation)}{action}/").status_code == 404


def test_strangers_are_sent_to_sign_in(world: World) -> None:
    response = Client().get(url(world.sent()))
    assert response["Location"].startswith("/sign-in/")


def test_opening_is_logged(world: World) -> None:
    consultation = world.sent()
    signed_in(world.technician).get(url(consultation))
    event = Event.objects.filter(action="review.opened").latest("pk")
    assert (event.subject_id, event.actor) == (consultation.reference, world.technician)
