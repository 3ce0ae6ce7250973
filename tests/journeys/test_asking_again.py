"""A technician asks again, the desk answers only that, and the case is back with what changed."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.consultations.world import World
from tests.journeys.conftest import Check, OpenPage, TakePicture

CAME_BACK = re.compile("2 (answers changed|questions answered)")

pytestmark = pytest.mark.django_db(transaction=True)


def test_asked_again_and_back_with_two_answers_changed(
    open_page: OpenPage, world: World, assert_accessible: Check, take_picture: TakePicture
) -> None:
    sent = world.sent(gate_scarring="yes", keloid_family="not_sure")
    family = world.edition.catalogue.questions["keloid_family"].text
    scarring = world.edition.catalogue.questions["pih_tendency"].text
    review = open_page("technician", f"/review/{sent.reference}/")
    review.locator("#ask > summary").click()
    expect(review.get_by_role("checkbox", name=family)).to_be_checked()
    review.get_by_text("questions with an answer").click()
    review.get_by_role("checkbox", name=scarring).check()
    assert_accessible(review)
    take_picture(review, "asking-wide-light")
    review.get_by_role("button", name="Ask Tunde Adeyemi").click()
    expect(review.get_by_role("heading", name="Asked 2 questions")).to_be_visible()

    desk = open_page(world.desk.username, "/desk/", width=390, dark=True)
    expect(desk.get_by_text("Ask the patient 2 questions again.")).to_be_visible()
    assert_accessible(desk)
    take_picture(desk, "waiting-phone-dark")
    desk.get_by_role("link", name="Ask again").click()
    expect(desk.locator("[data-examination] fieldset")).to_have_count(2)
    desk.get_by_role("group", name=family).get_by_label("No", exact=True).check()
    desk.get_by_role("group", name=scarring).get_by_label("Yes", exact=True).check()
    assert desk.evaluate("document.documentElement.scrollWidth") <= 390
    assert_accessible(desk)
    take_picture(desk, "again-phone-dark")
    desk.get_by_role("button", name="Save the answers of Tunde Adeyemi").click()
    expect(desk.get_by_role("status")).to_contain_text("A technician looks at them next.")

    review.goto("/review/")
    expect(review.get_by_text(CAME_BACK)).to_be_visible()
    review.goto(f"/review/{sent.reference}/")
    expect(review.get_by_role("heading", name="2 answers changed")).to_be_visible()
    take_picture(review, "came-back-wide-light")
