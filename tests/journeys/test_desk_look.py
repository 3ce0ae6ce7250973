"""Every page of the desk at every width, light and dark: axe finds nothing, nothing is cut off."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from consultations.actions.intake import save_answer
from consultations.models import Patient
from tests.consultations.world import World, key
from tests.journeys.browser import take_picture
from tests.journeys.conftest import Check, OpenPage

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize(
    "screen",
    [(1280, False), (1280, True), (820, False), (390, False), (390, True), (320, False)],
    ids=lambda screen: f"{screen[0]}-{'dark' if screen[1] else 'light'}",
)
def test_every_page_of_the_desk_is_accessible_and_fits(
    open_page: OpenPage, assert_accessible: Check, world: World, screen: tuple[int, bool]
) -> None:
    width, dark = screen
    draft = world.fill(
        world.draft(), diabetes="type2", hba1c=53, scar_in_area="yes", lesion_changing=None
    )
    sent = world.sent(anticoagulant="current", gate_bleeding="yes")
    patient = world.person.reference
    page = open_page(world.desk.username, "/desk/", width=width, dark=dark)
    pages = ["/desk/", "/desk/forms/", "/desk/ready/", "/patients/find/", "/patients/add/"]
    pages += ["/help/"]
    pages += [f"/patients/{patient}/{part}" for part in ("", "correct/", "start/")]
    pages += [f"/c/{draft.reference}/{part}" for part in ("health/", "private/", "check/")]
    pages += [f"/c/{sent.reference}/{part}" for part in ("", "sent/", "plan/", "reopen/")]
    for path in pages:
        page.goto(path)
        assert_accessible(page)
        wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert wide <= 0, f"{path} scrolls sideways by {wide} px"
        what = path.strip("/").split("/")[-1]
        what = {patient: "patient", sent.reference: "consultation"}.get(what, what)
        take_picture(page, f"desk-{what}-{width}-{'dark' if dark else 'light'}")


def test_pages_with_something_to_repair_are_accessible(
    open_page: OpenPage, assert_accessible: Check, world: World
) -> None:
    world.patient(first_name="Babatunde")
    page = open_page(world.desk.username, "/patients/add/")
    page.get_by_role("button", name="Add this patient").click()
    expect(page.get_by_role("alert")).to_be_focused()
    assert_accessible(page)
    take_picture(page, "desk-add-errors")
    for label, words in {
        "First name": "Tunde",
        "Last name": "Adeyemi",
        "Day": "14",
        "Month": "3",
        "Year": "1987",
        "Mobile phone": "07700 900 471",
    }.items():
        page.get_by_label(label, exact=True).fill(words)
    page.get_by_role("button", name="Add this patient").click()
    expect(page.get_by_role("heading", name="Is this the same person?")).to_be_visible()
    assert_accessible(page)
    take_picture(page, "desk-same-person")
    page.get_by_role("button", name="Different person, add new").click()
    expect(page.get_by_role("heading", name="Tunde Adeyemi")).to_be_visible()
    page.get_by_label("Year").fill("2020")
    page.get_by_role("button", name="Start with Tunde Adeyemi").click()
    assert_accessible(page)
    draft = world.draft(patient=Patient.objects.get(first_name="Tunde"))
    page.goto(f"/c/{draft.reference}/check/")
    page.get_by_role("button", name="Send to be reviewed").click()
    assert_accessible(page)
    take_picture(page, "desk-check-errors")


def test_the_page_that_says_what_changed_unseen_is_accessible(
    open_page: OpenPage, assert_accessible: Check, world: World
) -> None:
    draft = world.answered()
    page = open_page(world.desk.username, f"/c/{draft.reference}/check/")
    by, seen = world.technician, draft.version
    save_answer(draft, "lesion_changing", "yes", seen_version=seen, key=key(), by=by)
    page.get_by_role("button", name="Send to be reviewed").click()
    expect(page.get_by_text("It is now: Yes.")).to_be_visible()
    assert_accessible(page)
    page.set_viewport_size({"width": 390, "height": 844})
    assert_accessible(page)
    take_picture(page, "desk-changed-unseen")
