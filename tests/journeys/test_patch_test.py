"""A patch test read late: clear at first, and a reaction when the patient is booked already."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Locator, Page, expect

from consultations.models import Booking, Consultation, PatchTest
from tests.consultations.world import LONDON, World
from tests.journeys.conftest import PHONE, Check, OpenPage

pytestmark = pytest.mark.django_db(transaction=True)


def path(consultation: Consultation) -> str:
    return f"/review/{consultation.reference}/"


def fill_day(part: Locator, name: str, hours_ago: float) -> None:
    """The day and the time so many hours ago, into the boxes of this form."""
    at = (timezone.now() - timedelta(hours=hours_ago)).astimezone(LONDON)
    boxes = part.get_by_role("group", name=name)
    for label, value in (("Day", at.day), ("Month", at.month), ("Year", at.year)):
        boxes.get_by_label(label).fill(str(value))
    part.get_by_label("At what time?").fill(f"{at:%H:%M}")


def apply(page: Page) -> None:
    """Nine days ago, with pigment and numbing cream."""
    page.get_by_text("Record a patch test").click()
    form = page.locator("form", has_text="What was put on the skin?")
    form.get_by_label("Pigment: name", exact=True).fill("Scalp Ash 2")
    form.get_by_label("Pigment: lot", exact=True).fill("L-204")
    form.get_by_label("Numbing cream: name").fill("Calm 4 %")
    form.get_by_label("Numbing cream: lot").fill("not known")
    form.get_by_label("Yes", exact=True).check()
    form.get_by_label("Where on the body?").fill("Behind the left ear")
    fill_day(form, "Applied on", 24 * 9)
    form.get_by_role("button", name="Put the patch test of Tunde Adeyemi on file").click()
    expect(page.get_by_text("The patch test is on file.")).to_be_visible()


def read(page: Page, result: str, late: str, hours_ago: float) -> None:
    page.get_by_text("Read this test").click()
    form = page.locator("form", has_text="What is seen?")
    fill_day(form, "Looked at on", hours_ago)
    form.get_by_role("group", name="What is seen?").get_by_label(result, exact=True).check()
    form.get_by_role("group", name="Ask the patient").get_by_label(late, exact=True).check()
    form.get_by_role("button", name="Save what is seen").click()


def examine(page: Page) -> None:
    """Nothing is seen; the patch test's own questions are not asked."""
    form = page.locator("#examination")
    expect(form.get_by_role("heading", name="From the patch test of")).to_be_visible()
    expect(form.get_by_role("group", name="Has the patch test")).to_have_count(0)
    for group in form.locator("fieldset").all():
        group.get_by_label("No", exact=True).check()
    page.get_by_role("button", name="Save the examination of Tunde Adeyemi").click()
    expect(page.get_by_text("The examination is saved.")).to_be_visible()


def test_a_patch_test_read_late(
    open_page: OpenPage, world: World, assert_accessible: Check
) -> None:
    consultation = world.sent()
    page = open_page("technician", path(consultation))
    apply(page)
    expect(page.locator("#patch-tests").get_by_text("Overdue.")).to_be_visible()
    read(page, "No reaction", "No", 24 * 9 - 50)
    expect(page.get_by_text("The reading is on file.")).to_be_visible()
    examine(page)
    assert_accessible(page)

    page.get_by_role("button", name="Approve and open next").click()
    booking = world.booked(world.fresh(consultation), 30)

    page.goto(path(consultation))
    read(page, "Reaction", "Yes", 24)
    expect(page.get_by_text("The reaction is on file.")).to_be_visible()
    section = page.locator("#patch-tests")
    expect(section.get_by_role("heading", name="The skin reacted")).to_be_visible()
    booking.refresh_from_db()
    assert (booking.status, world.fresh(consultation).status) == ("held", "submitted")
    assert Booking.objects.filter(status="booked").count() == 0

    section.get_by_text("Withdraw this reading").last.click()
    expect(section.get_by_text("You recorded this reaction")).to_be_visible()
    assert_accessible(page)

    small = open_page("technician", path(consultation), width=PHONE, dark=True)
    small.get_by_text("Record another patch test").click()
    assert small.evaluate("document.documentElement.scrollWidth") <= PHONE
    assert_accessible(small)

    desk = open_page("front-desk", f"/book/{consultation.reference}/")
    expect(desk.get_by_role("main")).to_contain_text("needs a new decision")
    assert PatchTest.objects.get().readings.count() == 2
