"""A technician says that a rule looks wrong; the manager reads it, and changes or settles it."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from consultations.models import Consultation, LooksWrong
from sideeffects.actions import load, publish
from tests.catalogue import STARTER
from tests.consultations.fared_cases import (
    FAMILY_RULE,
    HEART,
    heart,
    long_ago,
    noted,
    somebody,
    without_step,
)
from tests.consultations.impact_cases import live_world
from tests.consultations.world import World
from tests.journeys.conftest import PHONE, TABLET, WIDE, Check, OpenPage, TakePicture

HEALTH = "/catalogue/desk/health/"


@pytest.fixture
def world(transactional_db: None) -> World:
    load(STARTER, by=None)
    publish(by=None)
    return live_world()


@pytest.fixture
def case(world: World) -> Consultation:
    assert world.technician
    return somebody(world, **heart(world))


def unfold(page: Page) -> None:
    page.get_by_text("Why in full, evidence and rule").first.click()
    page.get_by_text("This rule looks wrong").first.click()


def test_a_note_leaves_what_is_typed_elsewhere_alone(
    case: Consultation, open_page: OpenPage, assert_accessible: Check
) -> None:
    page = open_page("technician", f"/review/{case.reference}/")
    page.get_by_label("Decline").check()
    unfold(page)
    box = page.get_by_label("What looks wrong?")
    expect(box).to_have_accessible_description("Write nothing about the patient.")
    assert_accessible(page)
    page.get_by_role("button", name="Tell the manager").press("Enter")
    expect(page.get_by_text("Write what looks wrong", exact=True)).to_be_visible()
    page.get_by_label("What looks wrong?").fill("A murmur of childhood is no reason.")
    page.get_by_role("button", name="Tell the manager").press("Enter")
    done = page.get_by_text("Noted. The manager of the catalogue reads it without names.")
    expect(done).to_be_focused()
    expect(page.get_by_label("Decline")).to_be_checked()
    assert LooksWrong.objects.get().rule == HEART


def test_a_note_that_does_not_arrive_says_so(case: Consultation, open_page: OpenPage) -> None:
    page = open_page("technician", f"/review/{case.reference}/")
    unfold(page)
    page.get_by_label("What looks wrong?").fill("Too broad.")
    page.evaluate("console.error = () => {}")  # htmx says it there too
    page.route("**/looks-wrong/", lambda route: route.abort())
    page.get_by_role("button", name="Tell the manager").click()
    expect(page.get_by_text("Not sent. What you wrote is still here.")).to_be_visible()
    expect(page.get_by_label("What looks wrong?")).to_have_value("Too broad.")
    page.unroute("**/looks-wrong/")
    page.get_by_role("button", name="Tell the manager").click()
    expect(page.get_by_text("Noted.")).to_be_visible()


def test_without_script_the_page_says_that_it_loads_again(
    case: Consultation, open_page: OpenPage
) -> None:
    page = open_page("technician", f"/review/{case.reference}/", script=False)
    unfold(page)
    expect(page.get_by_text("Sending this loads the page again.")).to_be_visible()
    page.get_by_label("What looks wrong?").fill("Too broad.")
    page.get_by_role("button", name="Tell the manager").click()
    expect(page.get_by_text("Noted. The manager")).to_be_visible()


def test_the_manager_opens_the_rule_with_the_line_and_settles_the_note(
    world: World, open_page: OpenPage, assert_accessible: Check
) -> None:
    noted(world, long_ago(world)[0], HEART, "A murmur of childhood is no reason.")
    page = open_page("manager", "/catalogue/desk/")
    expect(page.get_by_text("1 “looks wrong” note")).to_be_visible()
    page.get_by_role("link", name="1 rule changed 4 of 5 times").click()
    expect(page.get_by_text("A murmur of childhood is no reason.")).to_be_visible()
    assert_accessible(page)
    page.get_by_text("Settle this note").click()
    page.get_by_label("The rule is changed in the draft").check()
    page.get_by_role("button", name="Settle it").press("Enter")
    expect(page.get_by_text("The note is settled.")).to_be_visible()
    page.get_by_role("link", name="Shown").first.click()
    expect(page.get_by_role("columnheader", name="Shown")).to_have_attribute(
        "aria-sort", "descending"
    )
    page.get_by_role("link", name="Add “in the last 6 months”?").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("heart")
    expect(page.locator("form.desk-form")).to_contain_text("6 months")


@pytest.mark.slow
@pytest.mark.parametrize("width", [WIDE, TABLET, PHONE])
def test_pictures(
    world: World,
    open_page: OpenPage,
    assert_accessible: Check,
    take_picture: TakePicture,
    width: int,
) -> None:
    first = long_ago(world)[0]
    noted(world, first, HEART, "A murmur of childhood is no reason.")
    noted(world, first, HEART, "Everybody with an old stent is held.")
    for _ in range(4):
        without_step(world)
    noted(world, without_step(world), FAMILY_RULE, "A second look is enough.")
    case = somebody(world, **heart(world))
    for dark in (False, True):
        look = f"{width}-{'dark' if dark else 'light'}"
        page = open_page("manager", HEALTH, width=width, dark=dark)
        take_picture(page, f"rule-health-{look}")
        page.get_by_text("Settle this note").first.click()
        page.get_by_role("button", name="Settle it").first.click()
        expect(page.get_by_text("What came of it? Pick one").first).to_be_visible()
        take_picture(page, f"rule-health-error-{look}")
        assert_accessible(page)
        page = open_page("technician", f"/review/{case.reference}/", width=width, dark=dark)
        unfold(page)
        take_picture(page, f"looks-wrong-{look}")
        assert_accessible(page)
