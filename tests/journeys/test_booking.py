"""Booking in a real browser: refused before the day, booked once, moved, offered, in any light."""

from __future__ import annotations

from datetime import date

import pytest
from playwright.sync_api import Page, expect

from clinic import demo
from clinic.models import User
from consultations.actions.sending import reopen
from consultations.models import Booking, Consultation, FreeTime
from tests.consultations.booking_pages import in_words
from tests.consultations.world import World
from tests.journeys.browser import take_picture
from tests.journeys.conftest import PHONE, TABLET, WIDE, Check, OpenPage

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def clinic(transactional_db: None) -> World:
    """A small clinic run by the people of the demo, who can sign in to the browser."""
    world = World(demo.seed_staff())
    for name in ("desk", "technician"):
        world.__dict__[name] = User.objects.get(username=name)
    return world


def after_isotretinoin(clinic: World) -> tuple[Consultation, date]:
    """Approved from the day six months after the last dose, with times around it."""
    last_dose = clinic.day(-160).isoformat()
    consultation = clinic.approved(
        planned=10, oral_retinoid="stopped", oral_retinoid_last_dose=last_dose
    )
    assert consultation.summary is not None
    first = consultation.summary.earliest_date
    assert first is not None
    for days in (-3, 0, 2):
        clinic.offer((first - clinic.today).days + days, (9, 15))
    return consultation, first


def type_day(page: Page, day: date) -> None:
    for name, value in (("Day", day.day), ("Month", f"{day:%B}"), ("Year", day.year)):
        page.get_by_role("textbox", name=name).fill(str(value))
    page.get_by_role("button", name="Show free times").click()


@pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
def test_the_desk_is_refused_a_day_too_early_and_books_the_first(
    clinic: World, open_page: OpenPage, assert_accessible: Check, script: bool
) -> None:
    consultation, first = after_isotretinoin(clinic)
    page = open_page("desk", f"/book/{consultation.reference}/", script=script)
    expect(page.get_by_role("heading", name="Earliest treatment:")).to_contain_text(in_words(first))
    type_day(page, clinic.day(5))
    expect(page.locator("#day-error")).to_contain_text(
        f"Treatment is not accepted on {in_words(clinic.day(5))}."
    )
    if script:
        expect(page.locator(".errors")).to_be_focused()
        assert_accessible(page)
    type_day(page, first)
    page.get_by_role("link", name="09:00 with Priya").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Book this time for Tunde Adeyemi?")
    page.get_by_role("button", name="Book for Tunde Adeyemi").dblclick()
    expect(
        page.get_by_text(f"Tunde Adeyemi is booked for {in_words(first)}, 09:00.")
    ).to_be_visible()
    assert [booking.day for booking in Booking.objects.all()] == [first]
    page.get_by_role("link", name="See the day").click()
    expect(page.get_by_role("link", name="ADEYEMI, Tunde")).to_be_visible()


def test_booking_with_the_keyboard_alone(clinic: World, open_page: OpenPage) -> None:
    consultation, first = after_isotretinoin(clinic)
    page = open_page("desk", f"/book/{consultation.reference}/")
    press_until(page, "Day")
    for value in (str(first.day), f"{first:%b}", str(first.year)):
        page.keyboard.type(value)
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")  # on "Show free times"
    page.wait_for_url("**/?from=*")
    press_until(page, "09:00 with Priya")
    page.keyboard.press("Enter")
    press_until(page, "Book for Tunde Adeyemi")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Tunde Adeyemi’s booking")
    assert Booking.objects.get().day == first


def press_until(page: Page, name: str, most: int = 40) -> None:
    """Tab to the control that has this name."""
    page.get_by_role("heading", level=1).wait_for()
    for _ in range(most):
        page.keyboard.press("Tab")
        here = page.evaluate(
            "(document.activeElement.labels?.[0] ?? document.activeElement).textContent.trim()"
        )
        if " ".join(here.split()) == name:
            return
    pytest.fail(f"{name} is not reached with the Tab key")


def test_a_booking_is_moved_and_cancelled(clinic: World, open_page: OpenPage) -> None:
    consultation, first = after_isotretinoin(clinic)
    clinic.booked(consultation, (first - clinic.today).days + 4)
    page = open_page("desk", f"/book/{consultation.reference}/")
    page.get_by_role("link", name="Move to another time").click()
    page.get_by_role("link", name="12:00 with Priya").first.click()
    page.get_by_role("button", name="Move Tunde Adeyemi").click()
    expect(
        page.get_by_text(f"Tunde Adeyemi now comes on {in_words(first)}, 12:00.")
    ).to_be_visible()
    page.get_by_role("link", name="Cancel the booking").click()
    page.get_by_role("button", name="Cancel Tunde Adeyemi’s booking").click()
    expect(page.locator(".errors")).to_be_focused()
    page.get_by_label("Why is it cancelled?").fill("He called: a new shift.")
    page.get_by_role("button", name="Cancel Tunde Adeyemi’s booking").click()
    expect(page.get_by_text("The time is free again.")).to_be_visible()
    assert Booking.objects.get().status == Booking.Status.CANCELLED


def test_a_technician_offers_a_time_and_withdraws_it(clinic: World, open_page: OpenPage) -> None:
    day = clinic.day(9)
    assert clinic.room
    page = open_page("technician", f"/day/{day.isoformat()}/")
    page.get_by_role("link", name="Offer free time").click()
    page.get_by_label("Room").select_option("Room 1")
    page.get_by_label("From").fill("9.30")
    page.get_by_label("Until").fill("9")
    page.get_by_role("button", name="Offer this time").click()
    page.get_by_role("link", name="Until must be later than From").click()
    expect(page.get_by_label("Until")).to_be_focused()
    page.get_by_label("Until").fill("13")
    page.get_by_role("button", name="Offer this time").click()
    expect(page.get_by_role("rowheader", name="09:30 – 13:00")).to_be_visible()
    page.get_by_role("button", name="Withdraw 09:30, Priya Nair").click()
    expect(page.get_by_text("No times on this day")).to_be_visible()
    assert not FreeTime.objects.exists()


def test_every_page_reads_well_in_any_light_and_width(
    clinic: World, open_page: OpenPage, assert_accessible: Check
) -> None:
    tabs = {name: open_page(name, "/day/") for name in ("desk", "technician")}
    for name, (person, path) in _pages(clinic, tabs["desk"]).items():
        page = tabs[person]
        page.goto(path)
        for theme in ("light", "dark"):
            page.emulate_media(color_scheme=theme)
            for width in (WIDE, TABLET, PHONE, 320):
                page.set_viewport_size({"width": width, "height": 900})
                fits = "document.documentElement.scrollWidth <= window.innerWidth"
                assert page.evaluate(fits), f"{name} at {width}"
                if width in (WIDE, PHONE):
                    assert_accessible(page)
                take_picture(page, f"booking-{name}-{width}-{theme}")


def _pages(clinic: World, desk: Page) -> dict[str, tuple[str, str]]:
    """Every page, by a name for its picture: who opens it, and where it is."""
    consultation, first = after_isotretinoin(clinic)
    long_name = clinic.patient(
        first_name="Anastasia-Wilhelmina",
        last_name="Featherstonehaugh-Cholmondeley",
        birth_date=date(1969, 7, 23),
        phone="",
    )
    waiting = clinic.fill(clinic.draft(patient=long_name))
    book, held = f"/book/{consultation.reference}/", f"/book/{_held(clinic).reference}/"
    desk.goto(book)
    confirm = desk.locator(".slots a").first.get_attribute("href")
    return {
        "gate": ("desk", book),
        "confirm": ("desk", confirm or ""),
        "waiting": ("technician", f"/book/{waiting.reference}/"),
        "held": ("desk", held),
        "move": ("desk", f"{held}move/"),
        "cancel": ("desk", f"{held}cancel/"),
        "day": ("technician", f"/day/{clinic.day(30).isoformat()}/"),
        "free": ("desk", f"/day/{first.isoformat()}/"),
        "empty": ("technician", f"/day/{clinic.day(300).isoformat()}/"),
        "offer": ("technician", f"/day/{first.isoformat()}/offer/"),
    }


def _held(clinic: World) -> Consultation:
    """Booked in thirty days, and reopened since."""
    kay = clinic.patient(first_name="Kay", last_name="Brown", birth_date=date(1990, 2, 2), phone="")
    consultation = clinic.fill(clinic.draft(patient=kay))
    clinic.send(consultation)
    clinic.examine(clinic.fresh(consultation))
    clinic.decided(consultation)
    clinic.booked(clinic.fresh(consultation), 30)
    return reopen(clinic.fresh(consultation), reason="She called.", by=clinic.desk)
