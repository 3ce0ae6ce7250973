"""A hold for a letter: asked for, printed, arrived at the desk, accepted, booked."""

from __future__ import annotations

import pypdfium2
import pytest
from playwright.sync_api import FilePayload, Page, expect

from clinic import demo
from clinic.models import User
from clinic.pdf import paper
from consultations.models import Booking, Document, LetterReceived
from tests.clinic.hostile_files import with_exif
from tests.consultations.letters import with_address
from tests.consultations.review_cases import WARFARIN
from tests.consultations.world import World
from tests.journeys.conftest import PHONE, Check, OpenPage, TakePicture

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def clinic(transactional_db: None) -> World:
    world = World(demo.seed_staff())
    for name in ("desk", "technician"):
        world.__dict__[name] = User.objects.get(username=name)
    paper("paper.html", {"title": "x", "foot": "x"})  # the first one loads what makes them
    return with_address(world)


def test_a_hold_for_a_letter_from_asking_to_booking(
    clinic: World, open_page: OpenPage, assert_accessible: Check, take_picture: TakePicture
) -> None:
    # Given somebody who takes a blood thinner, and a technician who writes to their doctor
    consultation = clinic.examined(planned=20, **WARFARIN)
    clinic.offer(20, (9, 15))
    review = f"/review/{consultation.reference}/"
    page = open_page("technician", review)
    ask(page, assert_accessible, take_picture)

    # When the letter is printed, and the case held until it is answered
    printed(page)
    hold(page)

    # Then the desk writes down what came, and is not told what it is about
    desk = open_page("desk", f"/book/{consultation.reference}/", width=PHONE)
    receive(desk, clinic, assert_accessible, take_picture)
    assert "lood thinner" not in desk.content()

    # And the technician finds it to be decided, accepts it, and approves
    page.goto("/review/")
    page.get_by_role("link", name="Take the next one").click()
    accept(page, assert_accessible, take_picture)
    approve(page)

    # And the desk books
    desk.goto(f"/book/{consultation.reference}/")
    desk.get_by_role("link", name="09:00 with").first.click()
    desk.get_by_role("button", name="Book for Tunde Adeyemi").click()
    expect(desk.get_by_text("Tunde Adeyemi is booked for")).to_be_visible()
    assert Booking.objects.get().day == clinic.day(20)


def ask(page: Page, assert_accessible: Check, take_picture: TakePicture) -> None:
    page.get_by_role("button", name="Write to a doctor: Blood thinner").click()
    expect(page.get_by_role("heading", name="Ask a doctor for a letter")).to_be_visible()
    page.get_by_label("Who does it go to?").fill("Dr A. Osei\nMill Lane Surgery")
    page.get_by_role("button", name="Make the letter").click()
    expect(page.get_by_text("Ask the patient, and tick it if they agree").first).to_be_visible()
    page.get_by_label("The patient agrees that we write to their doctor").check()
    assert_accessible(page)
    take_picture(page, "letter-ask")
    page.get_by_role("button", name="Make the letter").click()
    expect(page.get_by_text("The letter is made. Open it to print it.")).to_be_visible()


def printed(page: Page) -> None:
    """As the browser gets it, and as it is saved."""
    link = page.get_by_role("link", name="Open the file (2 pages)")
    shown = page.context.request.get(link.get_attribute("href") or "")
    with page.expect_download() as download:
        page.get_by_role("link", name="Save it").click()
    kept = download.value.path().read_bytes()
    assert shown.body() == kept
    assert "Blood thinner" in pypdfium2.PdfDocument(kept)[0].get_textpage().get_text_bounded()


def hold(page: Page) -> None:
    page.get_by_label("I read this").check()
    page.get_by_role("radio", name="Hold until").check()
    page.get_by_role("button", name="Save decision for Tunde Adeyemi").click()
    expect(page.get_by_role("heading", name="It comes back by itself")).to_be_visible()


def receive(desk: Page, clinic: World, assert_accessible: Check, take_picture: TakePicture) -> None:
    desk.get_by_role("link", name="Letter is here").click()
    expect(desk.get_by_label("Letter from the doctor, asked")).to_be_checked()
    day = clinic.day(-1)
    for name, value in (("Day", day.day), ("Month", day.month), ("Year", day.year)):
        desk.get_by_role("textbox", name=name).fill(str(value))
    desk.get_by_label("Who wrote it?").fill("Dr A. Osei, GP")
    desk.get_by_label("Treatment is safe").check()
    scan = FilePayload(name="scan.jpg", mimeType="image/jpeg", buffer=with_exif("JPEG", 6))
    desk.get_by_label("Scan or photo of it").set_input_files(scan)
    assert_accessible(desk)
    take_picture(desk, "letter-received-phone")
    assert desk.evaluate("document.documentElement.scrollWidth") <= PHONE
    desk.get_by_role("button", name="Save: the letter is here").click()
    expect(desk.get_by_text("The letter is here. A technician reads it next.")).to_be_visible()


def accept(page: Page, assert_accessible: Check, take_picture: TakePicture) -> None:
    expect(page.get_by_text("Letter is here", exact=True)).to_be_visible()
    with page.context.expect_page() as opened:
        page.get_by_role("link", name="Open the file (1 page)").click()
    opened.value.wait_for_load_state()
    assert opened.value.evaluate("document.images[0].naturalWidth") == 180  # drawn upright
    opened.value.close()
    assert_accessible(page)
    take_picture(page, "letter-judge")
    page.get_by_role("button", name="Accept the letter").click()
    expect(page.get_by_text("The letter is on file. The rules were read again.")).to_be_visible()
    assert LetterReceived.objects.get().outcome == "accepted"
    assert Document.objects.count() == 2


def approve(page: Page) -> None:
    """Every step is ticked as done today, then it is approved."""
    while (fold := page.locator("#steps summary", has_text="Tick as done")).count():
        fold.first.click()
        page.locator("#steps details[open] button").first.click()
        page.wait_for_load_state()
    page.get_by_role("radio", name="Approve", exact=True).check()
    page.get_by_role("button", name="Save decision for Tunde Adeyemi").click()
    expect(page.get_by_role("heading", name="The desk can book now")).to_be_visible()
