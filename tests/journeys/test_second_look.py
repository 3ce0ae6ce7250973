"""A stop relaxed by two people, each signed in as themselves, up to the booking."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from consultations.models import Review, SecondLook
from tests.consultations.second_look_cases import sam, stop
from tests.consultations.world import World
from tests.journeys.conftest import PHONE, Check, OpenPage, TakePicture

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_stop_relaxed_by_two_people(
    open_page: OpenPage, world: World, assert_accessible: Check, take_picture: TakePicture
) -> None:
    consultation = stop(world)
    sam()
    path = f"/review/{consultation.reference}/"

    # Given a stop, when the first person would approve it with a condition before booking
    page = open_page("technician", path)
    page.get_by_text("Relax this stop (a second person signs)").click()
    page.get_by_role("radio", name="Approve with conditions").check()
    page.get_by_role("textbox", name="A condition of your own (").fill("Bring the surgeon's report")
    page.get_by_label("When: A condition of your own").select_option("Before we can book")
    page.get_by_text("Choose the days yourself", exact=True).click()
    page.locator("input[name=accept]").first.check()
    page.get_by_label("I read this").check()
    assert_accessible(page)
    take_picture(page, "second-look-form")
    page.get_by_role("button", name="Save decision for Tunde Adeyemi").click()

    # Then it is the one interruption, with a reason in words
    expect(page.get_by_role("heading", name="The rules point to Stop.")).to_be_visible()
    assert_accessible(page)
    page.get_by_role("button", name="Go on with my decision").click()
    page.get_by_label("The step fits another kind of treatment").check()
    page.get_by_label("In your words").fill("One dot behind the ear, no scar there.")
    assert_accessible(page)
    take_picture(page, "second-look-reason")
    page.get_by_role("button", name="Write down and ask for a second signature").click()

    # And nothing is decided: somebody else has to sign
    expect(page.get_by_role("heading", name="Second look wanted")).to_be_visible()
    expect(page.get_by_text("Sam Poe can.")).to_be_visible()
    expect(page.get_by_role("button", name="Agree and sign")).to_have_count(0)
    assert_accessible(page)
    take_picture(page, "second-look-waits")
    assert not Review.objects.exists()

    # When the second one opens the case from the list, reads and signs
    other = open_page("sam", "/review/", width=PHONE)
    expect(other.get_by_text("Second look")).not_to_have_count(0)
    other.goto(path)
    other.get_by_label("What you looked at, and why").fill("Looked at the scalp: no scar.")
    assert_accessible(other)
    take_picture(other, "second-look-sign-phone")
    other.get_by_role("button", name="Agree and sign for Tunde Adeyemi").click()

    # Then the decision stands, named with both
    expect(other.get_by_role("heading", name="The desk can book now")).to_be_visible()
    expect(other.get_by_text("A stop, relaxed by two:")).to_be_visible()
    review = Review.objects.get()
    look = SecondLook.objects.get(answered_by__username="sam")
    assert (review.second_look, review.decided_by.username) == (look, "technician")

    # And the desk books once the condition is ticked
    desk = open_page("front-desk", f"/book/{consultation.reference}/")
    expect(desk.get_by_text("Bring the surgeon's report").first).to_be_visible()
    expect(desk.get_by_text("Treatment cannot be booked yet")).to_be_visible()
    page.goto(path)
    page.get_by_text("Tick as done: Bring the surgeon's report").click()
    page.get_by_role("button", name="Save: done").click()
    desk.reload()
    expect(desk.get_by_role("heading", name="Earliest treatment")).to_be_visible()
    expect(desk.get_by_role("heading", name="Conditions")).to_be_visible()
    assert_accessible(desk)
