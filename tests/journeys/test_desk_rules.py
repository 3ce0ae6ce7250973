"""Rules, periods and actions at the desk in a real browser: by keyboard, without script, looks."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from sideeffects.actions import load, publish
from sideeffects.models import Rule
from tests.catalogue import STARTER
from tests.journeys.conftest import PHONE, TABLET, WIDE, Check, OpenPage, TakePicture

pytestmark = pytest.mark.django_db(transaction=True)

DESK = "/catalogue/desk"
PAGES = {
    "one-line": f"{DESK}/rules/retinoid_recent/",
    "group": f"{DESK}/rules/infection_active/",
    "dates": f"{DESK}/rules/turns_18_before_treatment/",
    "parameters": f"{DESK}/rules/hypertrophic_yes/",
    "new": f"{DESK}/rules/new/",
    "period": f"{DESK}/periods/isotretinoin_wait/",
    "action": f"{DESK}/actions/stop_product_before/",
}


@pytest.fixture
def draft(transactional_db: None) -> None:
    load(STARTER, by=None)
    publish(by=None)


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("width", [WIDE, TABLET, PHONE])
@pytest.mark.usefixtures("draft")
def test_every_editor_reads_well(
    open_page: OpenPage,
    assert_accessible: Check,
    take_picture: TakePicture,
    width: int,
    dark: bool,
) -> None:
    page = open_page("manager", "/catalogue/", width=width, dark=dark)
    for name, path in PAGES.items():
        page.goto(path)
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), name
        take_picture(page, f"desk-rule-{name}-{width}-{'dark' if dark else 'light'}")
        assert_accessible(page)


def test_a_rule_is_made_with_the_keyboard_alone(
    open_page: OpenPage, assert_accessible: Check, take_picture: TakePicture, draft: None
) -> None:
    """Given a new rule, when a line is added and its question found by typing, not sure is ticked
    with yes; its sentence is taken over, it is saved, and its contraindication lists it."""
    page = open_page("manager", f"{DESK}/rules/new/")
    press = page.keyboard.press
    page.locator("#add-lines").focus()
    press("Enter")
    expect(page.locator("#id_lines-0-question")).to_be_focused()
    press("Shift+Tab")
    page.keyboard.type("thins the blood")
    press("Enter")
    press("ArrowDown")
    expect(page.get_by_role("checkbox", name="Not sure")).to_be_checked()
    expect(page.get_by_role("checkbox", name="Yes", exact=True)).to_be_checked()
    expect(page.locator("#id_lines-0-question")).to_be_focused()
    page.locator("#add-group").focus()
    press("Enter")
    expect(page.locator("#id_group-0-question")).to_be_focused()
    page.locator("#remove-group-0").focus()
    press("Enter")
    expect(page.locator("#add-group")).to_be_focused()
    page.locator("#id_contraindication").focus()
    page.keyboard.type("Latex")
    expect(page.get_by_text("How sure we are that Latex allergy matters")).to_be_visible()
    page.locator("#id_kind").focus()
    page.keyboard.type("Care")
    page.locator("#id_patient_says").focus()
    page.keyboard.type("We use gloves without latex.")
    expect(page.locator("#rule-generated")).to_contain_text("is Yes or Not sure, then treat with")
    page.locator("#take-sentence").focus()
    with page.expect_response("**/preview/"):  # one still on its way would be broken off below
        press("Enter")
    expect(page.locator("#id_reads_as")).to_be_focused()
    expect(page.locator("#id_reads_as")).to_have_value(re.compile("is Yes or Not sure, then treat"))
    expect(page.locator("#preview")).to_contain_text("We use gloves without latex.")
    take_picture(page, "desk-rule-making-1280-light")
    assert_accessible(page)
    page.get_by_role("button", name="Add to the draft").focus()
    press("Enter")
    expect(page.get_by_text("Added to the draft.")).to_be_visible()
    page.goto(f"{DESK}/contraindications/latex_allergy/")
    expect(page.locator("#preview")).to_contain_text("We use gloves without latex.")


def test_lines_move_and_the_keyboard_moves_with_them(open_page: OpenPage, draft: None) -> None:
    page = open_page("manager", f"{DESK}/rules/infection_active/")
    second = page.locator("#id_group-1-question").input_value()
    page.locator("#up-group-1").focus()
    with page.expect_response("**/preview/"):
        page.keyboard.press("Enter")
    expect(page.locator("#id_group-0-question")).to_have_value(second)
    expect(page.locator("#remove-group-0")).to_be_focused()
    expect(page.locator("#rule-says")).to_have_text("Moved to place 1 of 2")


def test_without_script_a_line_is_added_answered_and_saved(
    open_page: OpenPage, take_picture: TakePicture, draft: None
) -> None:
    page = open_page("manager", f"{DESK}/rules/retinoid_recent/", script=False)
    page.get_by_role("button", name="Add a line", exact=True).click()
    page.locator("#id_lines-1-question").select_option("pigment_ingredient_allergy")
    page.get_by_role("button", name="Show its answers in line 2").click()
    line = page.locator("#row-lines-1")
    expect(line.get_by_role("checkbox", name="Not sure")).to_be_checked()
    line.get_by_role("checkbox", name="Yes", exact=True).uncheck()
    line.get_by_role("checkbox", name="Not sure").uncheck()
    page.get_by_role("button", name="Save in the draft").last.click()
    expect(page.get_by_role("link", name="Pick an answer for line 2.")).to_be_visible()
    take_picture(page, "desk-rule-refused-1280-light")
    line.get_by_role("checkbox", name="No", exact=True).check()
    page.get_by_role("button", name="Save in the draft").last.click()
    expect(page.get_by_text("Saved in the draft.")).to_be_visible()
    said = Rule.objects.get(key="retinoid_recent").when[-1]
    assert said == {"question": "pigment_ingredient_allergy", "is": "is", "value": "no"}
