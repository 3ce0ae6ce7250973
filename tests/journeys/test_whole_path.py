"""From a phone call to a booking that the rules allow: the desk, a technician, the desk again.

The patient stopped isotretinoin two months ago. Nothing is prepared but the free times.
"""

from __future__ import annotations

from calendar import monthrange
from datetime import date

import pytest
from playwright.sync_api import Locator, Page, expect

from clinic import demo
from clinic.models import User
from consultations.models import Booking, Consultation
from tests.consultations.booking_pages import in_words
from tests.consultations.world import World
from tests.journeys.conftest import OpenPage, TakePicture

pytestmark = pytest.mark.django_db(transaction=True)

NAME = "Tunde Adeyemi"
STOPPED = 61  # days ago
WAIT = 6  # calendar months after the last capsule


def months_after(day: date, months: int) -> date:
    """The same day of the month, held back to the last day of a shorter one."""
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


@pytest.fixture
def clinic(transactional_db: None) -> World:
    world = World(demo.seed_staff())
    for name in ("desk", "technician"):
        world.__dict__[name] = User.objects.get(username=name)
    assert world.edition
    return world


def test_from_the_phone_call_to_the_booking(
    clinic: World, open_page: OpenPage, take_picture: TakePicture
) -> None:
    last_capsule = clinic.day(-STOPPED)
    first = months_after(last_capsule, WAIT)
    for days in (-2, 0, 1):
        clinic.offer((first - clinic.today).days + days, (9, 12))
    desk = open_page("desk", "/desk/")
    reference = the_desk_asks_and_sends(desk, clinic, last_capsule)
    technician = open_page("technician", "/review/")
    the_technician_approves_from_the_day(technician, first)
    take_picture(technician, "whole-path-approved")
    the_desk_is_refused_a_day_earlier_and_books(desk, reference, first)
    take_picture(desk, "whole-path-booked")
    booking = Booking.objects.get()
    assert (booking.day, booking.status) == (first, "booked")
    assert Consultation.objects.get().reference == reference


def the_desk_asks_and_sends(page: Page, clinic: World, last_capsule: date) -> str:
    page.get_by_role("combobox").fill("tunde adeyemi")
    page.get_by_role("option").last.click()  # none of these: add a new patient
    fill_date(page, date(1987, 3, 14))
    page.get_by_label("Mobile phone").fill("07700 900 471")
    page.get_by_role("button", name="Add this patient").click()
    page.get_by_label("Hairline and full shave look").check()
    fill_date(page, clinic.day(14))
    page.get_by_role("button", name=f"Start with {NAME}").click()
    expect(page.get_by_role("heading", name="Health questions")).to_be_visible()
    reference = page.url.rstrip("/").split("/")[-2]
    answer_aloud(page, last_capsule)
    page.get_by_role("link", name="Turn the screen to the patient").last.click()
    for name in ("gate_carried_infections", "gate_wellbeing"):
        page.locator(f"[data-question={name}]").get_by_label("No", exact=True).check()
    page.get_by_role("button", name="I have finished").click()
    page.get_by_role("link", name="Staff: check answers").click()
    expect(page.get_by_role("heading", name="Read these back")).to_be_visible()
    page.get_by_role("button", name="Send to be reviewed").click()
    expect(page.get_by_role("heading", name="Sent")).to_be_visible()
    return reference


def answer_aloud(page: Page, last_capsule: date) -> None:
    """No to everything but isotretinoin, and the common kind of hair loss."""
    page.locator("#q-hair_loss_diagnosed input[value=pattern_hair_loss]").check()
    page.locator("#q-oral_retinoid > .q input[value=stopped]").check()
    when = page.locator("#q-oral_retinoid_last_dose")
    expect(when).to_be_visible()
    fill_date(when, last_capsule)
    for nothing in page.locator(".q input[value=no], .q input[value=none]").all():
        if nothing.get_attribute("name") != "a-oral_retinoid":
            nothing.check()
    # Thirty answers given at once are saved one after the other.
    progress = page.locator(".go-on [data-progress]")
    expect(progress).to_contain_text("31 of 32 answered", timeout=30_000)
    expect(page.locator("[data-save-state]")).to_contain_text("Saved")


def fill_date(place: Page | Locator, day: date) -> None:
    for name, value in (("Day", day.day), ("Month", day.month), ("Year", day.year)):
        place.get_by_role("textbox", name=name, exact=True).fill(str(value))


def the_technician_approves_from_the_day(page: Page, first: date) -> None:
    page.get_by_role("link", name="ADEYEMI, Tunde", exact=True).click()
    expect(page.get_by_role("heading", name=f"Wait until {in_words(first)}")).to_be_visible()
    page.locator("#exam-patch_test_done > .q input[value=no]").check()
    for nothing in page.locator("[id^=exam-exam_] input[value=no]").all():
        nothing.check()
    page.locator("#exam-capacity_concern input[value=no]").check()
    page.get_by_role("button", name=f"Save the examination of {NAME}").click()
    page.get_by_label(f"Approve from {in_words(first)}").check()
    page.get_by_role("button", name=f"Save decision for {NAME}").click()
    expect(page.get_by_role("heading", name=f"Saved for {NAME}")).to_be_visible()
    expect(page.get_by_role("heading", name="The desk can book now")).to_be_visible()


def the_desk_is_refused_a_day_earlier_and_books(page: Page, reference: str, first: date) -> None:
    page.goto(f"/c/{reference}/")
    page.get_by_role("link", name=f"Book {NAME}").click()
    expect(page.get_by_role("heading", name="Earliest treatment")).to_contain_text(in_words(first))
    too_early = date.fromordinal(first.toordinal() - 2)  # a technician is free on that day
    fill_date(page, too_early)
    page.get_by_role("button", name="Show free times").click()
    expect(page.locator("#day-error")).to_have_text(
        f"Treatment is not accepted on {in_words(too_early)}. "
        f"Choose {in_words(first)} or another day that is offered."
    )
    page.get_by_role("link", name="09:00 with Priya").first.click()
    page.get_by_role("button", name=f"Book for {NAME}").click()
    expect(page.get_by_text(f"{NAME} is booked for {in_words(first)}, 09:00.")).to_be_visible()
