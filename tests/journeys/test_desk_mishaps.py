"""The patient's own page, double clicks, going back: nothing leaks and nothing is lost."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from consultations.models import Consultation, Summary
from tests.consultations.world import World
from tests.journeys.conftest import OpenPage

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_private_page_opens_follow_ups_and_forgets_everything(
    open_page: OpenPage, world: World
) -> None:
    draft = world.draft()
    page = open_page(world.desk.username, f"/c/{draft.reference}/private/")
    hiv = page.locator("[data-question=hiv]")
    expect(hiv).to_be_hidden()
    page.locator("[data-question=gate_carried_infections]").get_by_label("Yes").check()
    expect(hiv).to_be_visible()
    hiv.get_by_role("radio").nth(1).check()
    page.reload()
    expect(hiv).to_be_hidden()
    assert page.locator(":checked").count() == 0
    page.locator("[data-question=gate_carried_infections]").get_by_label("Yes").check()
    page.get_by_role("button", name="I have finished").click()
    expect(hiv.get_by_text("Pick one answer.")).to_be_visible()
    for group in page.locator("[data-question]:not([hidden])").all():
        if not group.locator(":checked").count():
            group.get_by_label("I would rather say this in person").check()
    page.get_by_role("button", name="I have finished").click()
    expect(page.get_by_role("heading", name="Thank you")).to_be_visible()
    page.go_back()
    assert page.locator(":checked").count() == 0
    assert "yes_" not in page.content().split("<main")[1].split("value=")[0]
    draft.refresh_from_db()
    assert draft.private_answers["hiv"] == "in_person"
    assert draft.private_done_at is not None


def test_a_follow_up_that_closes_again_is_not_sent(open_page: OpenPage, world: World) -> None:
    draft = world.draft()
    page = open_page(world.desk.username, f"/c/{draft.reference}/private/")
    gate = page.locator("[data-question=gate_carried_infections]")
    gate.get_by_label("Yes").check()
    page.locator("[data-question=hiv]").get_by_role("radio").nth(1).check()
    gate.get_by_label("No", exact=True).check()
    page.locator("[data-question=gate_wellbeing]").get_by_label("No", exact=True).check()
    page.get_by_role("button", name="I have finished").click()
    expect(page.get_by_role("heading", name="Thank you")).to_be_visible()
    draft.refresh_from_db()
    assert draft.private_answers == {"gate_carried_infections": "no", "gate_wellbeing": "no"}


# ── Mishaps ────────────────────────────────────────────────────────────────────


def ready(world: World) -> Consultation:
    draft = world.answered()
    draft.private_done_at = draft.started_at
    draft.save(update_fields=["private_done_at"])
    return draft


def test_a_double_click_sends_once(open_page: OpenPage, world: World) -> None:
    draft = ready(world)
    page = open_page(world.desk.username, f"/c/{draft.reference}/check/")
    page.get_by_role("button", name="Send to be reviewed").dblclick()
    expect(page.get_by_role("heading", name="Sent")).to_be_visible()
    assert Summary.objects.count() == 1


def test_a_double_click_starts_once(open_page: OpenPage, world: World) -> None:
    page = open_page(world.desk.username, f"/patients/{world.person.reference}/")
    page.get_by_label("Density").check()
    page.get_by_role("button", name="Start with Tunde Adeyemi").dblclick()
    expect(page.get_by_role("heading", name="Health questions")).to_be_visible()
    assert Consultation.objects.count() == 1


def test_going_back_after_sending_shows_where_it_stands(open_page: OpenPage, world: World) -> None:
    draft = ready(world)
    page = open_page(world.desk.username, f"/c/{draft.reference}/health/")
    page.get_by_role("link", name="Check answers").click()
    page.get_by_role("button", name="Send to be reviewed").click()
    expect(page.get_by_role("heading", name="Sent")).to_be_visible()
    page.go_back()
    page.wait_for_url(f"**/c/{draft.reference}/")
    expect(page.get_by_text("With the technician")).to_be_visible()


def test_a_note_survives_going_to_an_answer_and_back(open_page: OpenPage, world: World) -> None:
    draft = ready(world)
    page = open_page(world.desk.username, f"/c/{draft.reference}/check/")
    page.get_by_label("Anything else the patient said").fill("Flies to Spain on Friday")
    page.get_by_text("answers: No").click()
    page.get_by_role("link", name="Change question 5").click()
    expect(page.locator("#q-lesion_changing input[value=no]")).to_be_focused()
    page.get_by_role("link", name="Check answers").click()
    note = page.get_by_label("Anything else the patient said")
    expect(note).to_have_value("Flies to Spain on Friday")


@pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
def test_an_answer_is_taken_back_and_a_new_note_goes_along(
    open_page: OpenPage, world: World, script: bool
) -> None:
    draft = ready(world)
    page = open_page(world.desk.username, f"/c/{draft.reference}/check/", script=script)
    page.get_by_text("answers: No").click()
    page.get_by_label("Anything else the patient said").fill("Flies to Spain on Friday")
    page.get_by_role("button", name="Take back the answer to question 5", exact=True).click()
    expect(page.get_by_text("1 question has no answer")).to_be_visible()
    draft.refresh_from_db()
    assert "lesion_changing" not in draft.answers
    assert draft.note == ("Flies to Spain on Friday" if script else "")
