"""From a changed waiting period to patients: tried, measured, looked at by two, live; and what was
decided before stays as it was, byte for byte."""

from __future__ import annotations

from datetime import date

import pytest
from playwright.sync_api import Page, expect

from clinic import demo
from clinic.models import User
from consultations.models import Consultation, Summary
from sideeffects.actions import load, publish
from sideeffects.models import Edition
from sideeffects.risk import assess
from tests.catalogue import STARTER
from tests.consultations.impact_cases import live_world, retinoid
from tests.consultations.world import World
from tests.journeys.conftest import PHONE, TABLET, WIDE, Check, OpenPage, TakePicture

pytestmark = pytest.mark.django_db(transaction=True)

SAMPLE = "Isotretinoin ended in October"
DESK = "/catalogue/desk/"


@pytest.fixture
def clinic(transactional_db: None) -> World:
    """Somebody who stopped isotretinoin 200 days ago was sent under the live edition."""
    load(STARTER, by=None)
    publish(by=None)
    demo.seed_staff()
    made = live_world()
    made.site = User.objects.get(username="desk").site  # type: ignore[assignment]
    made.__dict__["desk"] = User.objects.get(username="desk")
    made.__dict__["technician"] = User.objects.get(username="technician")
    made.examined(**retinoid(made, 200))
    return made


def replayed(summary: Summary) -> str:
    """The stored inputs under the stored edition, assessed again."""
    return (
        assess(
            summary.edition.catalogue,
            summary.answers,
            consultation_date=summary.consultation_date,
            treatment_date=summary.treatment_date,
            letters={key: date.fromisoformat(day) for key, day in summary.letters.items()},
            stages=summary.stages,
            edition=summary.edition.number,
        )
        .canonical()
        .decode()
    )


def prove(page: Page) -> None:
    """Whoever signs is asked for the password, unless they signed in a moment ago."""
    if page.get_by_label("Password").count():
        page.get_by_label("Password").fill(demo.PASSWORD)
        page.get_by_role("main").get_by_role("button").first.click()


def test_a_wait_of_six_months_becomes_nine(
    clinic: World, open_page: OpenPage, assert_accessible: Check
) -> None:
    old = Summary.objects.latest("pk")
    bytes_before = old.canonical
    assert old.level != "hold"

    page = open_page("manager", f"{DESK}periods/")
    page.get_by_label("Words").fill("last isotretinoin")
    page.get_by_role("link", name="Wait after the last isotretinoin").click()
    page.get_by_label("Number", exact=True).fill("9")
    expect(page.locator("#preview")).to_contain_text("9 months")
    assert_accessible(page)
    page.get_by_role("button", name="Save in the draft").click()
    expect(page.get_by_role("status")).to_contain_text("Saved in the draft.")

    page.get_by_role("link", name="Try it").click()
    row = page.get_by_role("row", name=SAMPLE)
    expect(row).to_contain_text("Breaks")
    assert_accessible(page)
    row.get_by_role("link", name=SAMPLE).click()
    expect(page.get_by_role("heading", name="Not what is expected")).to_be_visible()
    page.get_by_label("What the draft gives: pin it").check()
    page.get_by_role("button", name="Save in the draft").click()
    expect(page.locator("#preview")).to_contain_text("As expected.")

    page.get_by_role("link", name="Impact").click()
    expect(page.get_by_role("main")).to_contain_text(
        "1 of the 1 consultation compared would change"
    )
    assert_accessible(page)

    page.get_by_role("link", name="Publish", exact=True).click()
    expect(page.get_by_text("A second person must look").first).to_be_visible()
    assert_accessible(page)
    page.get_by_label("sentence").fill("Isotretinoin: nine months instead of six.")
    page.get_by_role("button", name="Propose to a second person").click()
    prove(page)
    expect(page.get_by_role("heading", level=1)).to_have_text(
        "Isotretinoin: nine months instead of six."
    )
    assert page.get_by_role("button", name="Approve and publish").count() == 0
    assert Edition.objects.live().number == 1

    second = open_page("lead", f"{DESK}publish/")
    second.get_by_role("link", name="Isotretinoin: nine months").click()
    assert_accessible(second)
    second.get_by_role("button", name="Approve and publish").click()
    prove(second)
    expect(second.get_by_role("main")).to_contain_text("edition 2")
    assert Edition.objects.live().number == 2

    clinic.__dict__["edition"] = Edition.objects.live()
    new = clinic.examined(**retinoid(clinic, 200))
    assert (new.edition.number, new.summary and new.summary.level) == (2, "hold")
    review = open_page("technician", f"/review/{new.reference}/")
    expect(review.get_by_role("main")).to_contain_text("wait 9 months after the last dose")

    kept = Summary.objects.get(pk=old.pk)
    assert kept.canonical == bytes_before == replayed(kept)
    assert Consultation.objects.get(pk=old.consultation_id).edition.number == 1


PAGES = {
    "desk": DESK,
    "rules": f"{DESK}rules/",
    "changes": f"{DESK}changes/",
    "checks": f"{DESK}checks/",
    "try": f"{DESK}try/",
    "sample": f"{DESK}samples/{SAMPLE}/",
    "new-sample": f"{DESK}samples/new/",
    "past": f"{DESK}try/past/",
}


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_every_page_of_the_desk_reads_well(
    clinic: World,
    open_page: OpenPage,
    assert_accessible: Check,
    take_picture: TakePicture,
    dark: bool,
) -> None:
    page = open_page("manager", DESK, dark=dark)
    for width in (WIDE, TABLET, PHONE):
        page.set_viewport_size({"width": width, "height": 900})
        for name, path in PAGES.items():
            page.goto(path)
            assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), name
            take_picture(page, f"desk-{name}-{width}-{'dark' if dark else 'light'}")
            if width != TABLET:
                assert_accessible(page)


def test_a_sample_is_made_without_script_and_by_keyboard_alone(
    clinic: World, open_page: OpenPage
) -> None:
    page = open_page("manager", f"{DESK}samples/new/", script=False)
    page.get_by_label("Name of the sample").focus()
    page.keyboard.type("Keyboard Kim")
    page.keyboard.press("Tab")
    page.keyboard.type("Made with keys alone")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Add letter").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_label("Name of the sample")).to_have_value("Keyboard Kim")
    page.get_by_label("For", exact=True).select_option(index=1)
    page.get_by_role("button", name="Remove letter 1").focus()
    page.keyboard.press("Enter")
    page.get_by_label("Nothing: it is only there to be watched").focus()
    page.keyboard.press("Space")
    page.get_by_role("button", name="Add to the draft").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Keyboard Kim")
