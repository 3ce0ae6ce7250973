"""The desk's way from a phone call to a sent form: by keyboard, without script, with mishaps."""

from __future__ import annotations

from datetime import date

import pytest
from playwright.sync_api import Page, expect

from consultations.models import Consultation, Patient, Summary
from tests.consultations.world import World
from tests.journeys.conftest import OpenPage

pytestmark = pytest.mark.django_db(transaction=True)


class Keys:
    """A keyboard that counts. A chord such as Ctrl+K counts as two."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.count = 0

    def press(self, *names: str) -> None:
        # Nobody is quicker than the page's scripts, which are there before this.
        self.page.wait_for_load_state("domcontentloaded")
        for name in names:
            self.count += name.count("+") + 1
            self.page.keyboard.press(name)

    def type(self, text: str) -> None:
        self.count += len(text)
        self.page.keyboard.type(text)


def answer_in_private(page: Page) -> None:
    """The patient's own hand."""
    expect(page.get_by_role("heading", name="Private questions")).to_be_visible(timeout=20_000)
    # The script has closed the follow-ups.
    expect(page.locator("[data-if-words]").filter(visible=True)).to_have_count(0)
    for group in page.locator("[data-question]:not([hidden])").all():
        group.get_by_label("No", exact=True).check()
    page.get_by_role("button", name="I have finished").click()
    expect(page.get_by_role("heading", name="Thank you")).to_be_visible()


def test_a_healthy_new_patient_takes_eighty_keys_at_most(open_page: OpenPage, world: World) -> None:
    world.desk.fast_keys = True
    world.desk.save(update_fields=["fast_keys"])
    page = open_page(world.desk.username, "/desk/")
    keys = Keys(page)
    keys.press("Control+K")
    keys.type("nia bell")
    expect(page.get_by_role("option")).to_have_count(1)
    keys.press("ArrowUp", "Enter")
    expect(page.get_by_label("First name")).to_have_value("Nia")
    page.get_by_label("Day").focus()  # where the cursor stands: the first empty box
    keys.type("2")
    keys.press("Tab")
    keys.type("2")
    keys.press("Tab")
    keys.type("1990")
    keys.press("Tab")
    keys.type("07700900123")
    keys.press("Enter")
    expect(page.get_by_role("heading", name="Nia Bell")).to_be_visible()
    expect(page.get_by_label("Hairline and full shave look")).to_be_focused()
    keys.press("Space", "Enter")
    expect(page.get_by_label("Yes: common (pattern) hair loss")).to_be_focused()
    expect(page.get_by_role("button", name="Save and go on")).to_have_count(0)
    keys.press("Space", "Tab")
    for _ in range(29):
        keys.press("n")
    expect(page.get_by_role("link", name="Turn the screen to the patient").last).to_be_focused()
    keys.press("Enter")
    answer_in_private(page)
    keys.press("Enter")
    expect(page.get_by_role("heading", name="Read these back")).to_be_visible()
    keys.press("Control+Enter")
    expect(page.get_by_role("heading", name="Sent")).to_be_visible()
    assert keys.count <= 80, keys.count
    assert Summary.objects.get().level in ("clear", "hold")  # hold: the examination is to come
    assert Patient.objects.get().birth_date == date(1990, 2, 2)


def test_three_keys_lead_from_the_row_to_a_started_consultation(
    open_page: OpenPage, world: World
) -> None:
    assert world.person
    page = open_page(world.desk.username, "/desk/")
    page.get_by_role("combobox").fill("ade")
    expect(page.get_by_role("option")).to_have_count(2)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.get_by_label("Hairline and full shave look")).to_be_focused()
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Health questions")).to_be_visible()
    assert Consultation.objects.get().treatment == "hairline_full_shave"


def test_fast_keys_open_follow_ups_and_go_back(open_page: OpenPage, world: World) -> None:
    world.desk.fast_keys = True
    world.desk.save(update_fields=["fast_keys"])
    draft = world.draft()
    page = open_page(world.desk.username, f"/c/{draft.reference}/health/")
    page.locator("#q-gate_scalp_procedures input[type=radio]").first.focus()
    page.keyboard.press("y")
    expect(page.locator("#q-hair_transplant input[value=yes]")).to_be_focused()
    page.keyboard.press("u")
    page.keyboard.press("Backspace")
    expect(page.locator("#q-hair_transplant input[value=not_sure]")).to_be_focused()
    page.keyboard.press("Backspace")
    expect(page.locator("#q-gate_scalp_procedures > .q input[value=yes]")).to_be_focused()
    # In a box for text a letter is a letter.
    page.locator("#q-other_condition input[value=yes]").check()
    box = page.locator("#q-other_condition_detail textarea")
    box.press_sequentially("yny")
    page.keyboard.press("Backspace")
    expect(box).to_have_value("yn")


def test_without_the_preference_letters_do_nothing(open_page: OpenPage, world: World) -> None:
    draft = world.draft()
    page = open_page(world.desk.username, f"/c/{draft.reference}/health/")
    first = page.locator("#q-lesion_changing input[type=radio]").first
    first.focus()
    page.keyboard.press("y")
    expect(first).not_to_be_checked()
    expect(first).to_be_focused()


# ── Without script ─────────────────────────────────────────────────────────────


def test_a_form_is_asked_and_sent_without_script(open_page: OpenPage, world: World) -> None:
    page = open_page(world.desk.username, "/desk/", script=False)
    page.get_by_label("Find a patient").fill("nia bell")
    page.get_by_role("button", name="Find").click()
    expect(page.get_by_text("No patient matches “nia bell”")).to_be_visible()
    page.get_by_role("button", name="Add a new patient").click()
    page.get_by_label("Day").fill("2")
    page.get_by_label("Month").fill("Feb")
    page.get_by_label("Year").fill("1990")
    page.get_by_label("Mobile phone").fill("07700 900 123")
    page.get_by_role("button", name="Add this patient").click()
    page.get_by_label("Density").check()
    page.get_by_role("button", name="Start with Nia Bell").click()
    page.locator("#q-hair_loss_diagnosed").get_by_label("Yes: common").check()
    for question in page.locator(".questions fieldset.q").all():
        no = question.locator("input[value=no], input[value=none]")
        if no.count():
            no.check()
    page.get_by_role("button", name="Save and go on").last.click()
    expect(page.get_by_text("30 of 31 answered").first).to_be_visible()
    page.get_by_role("link", name="Turn the screen to the patient").last.click()
    for name in ("gate_carried_infections", "gate_wellbeing"):
        page.locator(f"[data-question={name}]").get_by_label("No", exact=True).check()
    page.get_by_role("button", name="I have finished").click()
    page.get_by_role("link", name="Staff: check answers").click()
    page.get_by_role("button", name="Send to be reviewed").click()
    expect(page.get_by_role("heading", name="Sent")).to_be_visible()
    assert Summary.objects.count() == 1


def test_two_screens_without_script(open_page: OpenPage, world: World) -> None:
    draft = world.draft()
    one, other = (
        open_page(world.desk.username, f"/c/{draft.reference}/health/", script=False)
        for _ in range(2)
    )
    for page, answer in ((one, "yes"), (other, "no")):
        page.locator(f"#q-keloid_history input[value={answer}]").check()
        page.locator("#section-scars_and_reactions").get_by_role(
            "button", name="Save and go on"
        ).click()
    heading = "This answer was changed while you were here"
    expect(other.get_by_role("heading", name=heading)).to_be_visible()
    other.get_by_role("button", name="Save the answer I picked").click()
    expect(other.get_by_text("Pick one.")).to_be_visible()
    other.get_by_label("In the other window: Yes").check()
    other.get_by_role("button", name="Save the answer I picked").click()
    other.wait_for_url("**/health/#q-keloid_history")
    draft.refresh_from_db()
    assert draft.answers["keloid_history"] == "yes"
