"""The technician's way from the list to a saved decision: by hand, by keys, and without script."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from consultations.models import Consultation, Review
from tests.consultations.review_cases import (
    KELOID,
    STOPPED_WARFARIN,
    WARFARIN,
    WARNED,
    isotretinoin,
    with_letter,
)
from tests.consultations.world import World
from tests.journeys.conftest import OpenPage

pytestmark = pytest.mark.django_db(transaction=True)


class Taps:
    """A pointer that counts."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.count = 0

    def on(self, role: str, name: str) -> None:
        self.count += 1
        self.page.get_by_role(role, name=name, exact=True).click()  # type: ignore[arg-type]


def review_of(consultation: Consultation) -> Review:
    return Review.objects.get(consultation=consultation)


def path(consultation: Consultation) -> str:
    return f"/review/{consultation.reference}/"


def name(day: object) -> str:
    return f"{day:%A} {day.day} {day:%B %Y}"  # type: ignore[attr-defined]


# ── By hand ────────────────────────────────────────────────────────────────────


def test_clear_two_taps(open_page: OpenPage, world: World) -> None:
    first, second = world.examined(planned=20), world.examined(planned=30)
    page = open_page("technician", path(first))
    taps = Taps(page)
    taps.on("button", "Approve and open next")
    expect(page.get_by_role("status")).to_contain_text("Saved: Tunde Adeyemi, approved.")
    assert page.url.endswith(path(second))
    taps.on("button", "Approve and open next")
    expect(page.get_by_role("heading", name="Nothing to decide")).to_be_visible()
    assert taps.count <= 2 * 2
    assert {review_of(part).decision for part in (first, second)} == {"approved"}


def test_hold_three_taps(open_page: OpenPage, world: World) -> None:
    consultation = world.examined(**isotretinoin(world.today))
    page = open_page("technician", path(consultation))
    taps = Taps(page)
    taps.on("radio", "Hold until")
    taps.on("button", "Save decision for Tunde Adeyemi")
    expect(page.get_by_role("heading", name="It comes back by itself")).to_be_visible()
    assert taps.count <= 3
    summary = consultation.summary
    assert summary is not None
    assert review_of(consultation).hold_until == summary.earliest_date


def test_a_dated_hold_is_approved_from_the_day_it_ends(open_page: OpenPage, world: World) -> None:
    consultation = world.examined(**isotretinoin(world.today))
    summary = consultation.summary
    assert summary is not None
    page = open_page("technician", "/review/")
    page.get_by_role("link", name="Take the next one").click()
    expect(
        page.get_by_role("heading", name=f"Wait until {name(summary.earliest_date)}")
    ).to_be_visible()
    page.get_by_role("radio", name=f"Approve from {name(summary.earliest_date)}").check()
    expect(page.get_by_text("You accept treatment").first).to_be_visible()
    page.get_by_role("button", name="Save decision for Tunde Adeyemi").click()
    expect(page.get_by_role("heading", name="The desk can book now")).to_be_visible()
    review = review_of(consultation)
    assert review.windows[0]["from"] == str(summary.earliest_date)
    assert not review.less_strict


def test_a_stop_is_declined(open_page: OpenPage, world: World) -> None:
    consultation = world.examined(**KELOID)
    page = open_page("technician", path(consultation))
    for label in ("Approve", "Approve with conditions", "Hold until"):
        expect(page.get_by_role("radio", name=label, exact=True)).to_be_hidden()
    expect(page.get_by_text("Relax this stop (a second person signs)")).to_be_visible()
    page.get_by_role("radio", name="Decline").check()
    page.get_by_role("radio", name="Keloid scars (own history)").check()
    page.get_by_role("button", name="Save decision for Tunde Adeyemi").click()
    expect(page.get_by_text("1 answer is not ticked as read").first).to_be_visible()
    page.get_by_label("I read this").check()
    page.get_by_role("button", name="Save decision for Tunde Adeyemi").click()
    expect(page.get_by_role("heading", name="The patient can be told")).to_be_visible()
    assert review_of(consultation).decision == "declined"


def test_an_examination_opens_its_follow_ups_and_then_the_approval(
    open_page: OpenPage, world: World
) -> None:
    consultation = world.sent()
    page = open_page("technician", path(consultation))
    expect(page.get_by_role("radio", name="Approve", exact=True)).to_be_disabled()
    result = page.get_by_role("group", name="What was the result when it was read?")
    expect(result).to_be_hidden()
    examine(page, world)
    expect(page.get_by_text("The examination is saved.")).to_be_visible()
    expect(page.get_by_role("button", name="Approve and open next")).to_be_visible()


def examine(page: Page, world: World) -> None:
    """A clear patch test and nothing seen."""
    done = page.get_by_role("group", name="Has the patch test")
    done.get_by_label("Yes", exact=True).check()
    applied = world.day(-7)
    asked = page.get_by_role("group", name="On what date was it applied?")
    asked.get_by_label("Day").fill(str(applied.day))
    asked.get_by_label("Month").fill(str(applied.month))
    asked.get_by_label("Year").fill(str(applied.year))
    page.get_by_label("No reaction").check()
    same = page.get_by_role("group", name="Was it the same pigment")
    same.get_by_label("Yes", exact=True).check()
    for group in page.locator("#examination fieldset").all():
        if (
            not group.locator("input:checked").count()
            and group.get_by_label("No", exact=True).count()
        ):
            group.get_by_label("No", exact=True).check()
    page.get_by_role("button", name="Save the examination of Tunde Adeyemi").click()


def test_override_six_taps(open_page: OpenPage, world: World) -> None:
    consultation = world.examined(**WARNED)
    page = open_page("technician", path(consultation))
    taps = Taps(page)
    taps.on("radio", "Approve")
    taps.on("button", "Save decision for Tunde Adeyemi")
    expect(
        page.get_by_role("heading", name="The rules point to Care. You chose Approve.")
    ).to_be_visible()
    taps.on("button", "Go on with my decision")
    taps.on("radio", "The problem is over or was long ago")
    page.get_by_label("In your words").fill("a test area of last year is on file")
    taps.on("button", "Save decision for Tunde Adeyemi")
    expect(page.get_by_role("heading", name="The desk can book now")).to_be_visible()
    assert taps.count <= 6
    assert review_of(consultation).less_strict


def test_a_summary_that_changed_meanwhile_keeps_what_was_typed(
    open_page: OpenPage, world: World
) -> None:
    consultation = world.examined(**WARFARIN)
    page = open_page("technician", path(consultation))
    page.get_by_label("I read this").check()
    page.get_by_role("radio", name="Hold until").check()
    page.get_by_label("Something else that has to arrive").fill("the letter of Dr Osei")
    with_letter(world, consultation)
    page.get_by_role("button", name="Save decision for Tunde Adeyemi").click()
    expect(page.get_by_role("alert")).to_contain_text("The answers changed while you were reading")
    expect(page.get_by_role("alert")).to_contain_text(
        "A letter about Blood thinner was put on file."
    )
    expect(page.get_by_label("Something else that has to arrive")).to_have_value(
        "the letter of Dr Osei"
    )
    expect(page.get_by_role("radio", name="Hold until")).to_be_checked()
    expect(page.get_by_label("I read this")).to_be_checked()
    page.get_by_role("button", name="Save decision for Tunde Adeyemi").click()
    expect(page.get_by_role("heading", name="It comes back by itself")).to_be_visible()


def test_an_urgent_task_is_ticked_from_the_list(open_page: OpenPage, world: World) -> None:
    world.sent(**STOPPED_WARFARIN)
    page = open_page("technician", "/")
    expect(page.get_by_role("heading", name="Cannot wait")).to_be_visible()
    page.get_by_label("What was done?").fill("Called the GP; restarts today")
    page.get_by_role("button", name="Tick as done").click()
    expect(page.get_by_text("Done: Contact the prescriber today.")).to_be_visible()


# ── By keys alone ──────────────────────────────────────────────────────────────


def test_keys_choose_and_save(open_page: OpenPage, world: World) -> None:
    consultation = world.examined(**isotretinoin(world.today))
    page = open_page("technician", path(consultation))
    page.keyboard.press("Alt+3")
    expect(page.get_by_role("radio", name="Hold until")).to_be_checked()
    expect(page.get_by_role("radio", name="Hold until")).to_be_focused()
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("heading", name="It comes back by itself")).to_be_visible()


def test_a_key_for_another_decision_is_what_ctrl_enter_then_saves(
    open_page: OpenPage, world: World
) -> None:
    consultation = world.examined()
    page = open_page("technician", path(consultation))
    page.keyboard.press("Alt+3")
    expect(page.get_by_label("Something else that has to arrive")).to_be_visible()
    page.get_by_label("Something else that has to arrive").fill("a photo")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("heading", name="It comes back by itself")).to_be_visible()
    assert review_of(consultation).hold_for == "a photo"


def test_keys_stay_silent_for_people_who_switched_them_off(
    open_page: OpenPage, world: World
) -> None:
    world.technician.shortcut_keys = False
    world.technician.save(update_fields=["shortcut_keys"])
    page = open_page("technician", path(world.examined(**WARNED)))
    page.keyboard.press("Alt+1")
    expect(page.get_by_role("radio", name="Approve", exact=True)).not_to_be_checked()
    expect(page.locator("[aria-keyshortcuts]")).to_have_count(0)


def test_tab_and_space_are_enough(open_page: OpenPage, world: World) -> None:
    consultation = world.examined()
    page = open_page("technician", path(consultation))
    for _ in range(60):
        page.keyboard.press("Tab")
        focused = page.evaluate("document.activeElement.textContent.trim()")
        if focused == "Approve and open next":
            break
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Nothing to decide")).to_be_visible()
    assert review_of(consultation).decision == "approved"


# ── Without script ─────────────────────────────────────────────────────────────


def test_the_whole_way_without_script(open_page: OpenPage, world: World) -> None:
    consultation = world.sent(**WARFARIN)
    page = open_page("technician", "/review/", script=False)
    page.get_by_role("link", name="ADEYEMI, Tunde", exact=True).click()
    examine(page, world)
    expect(page.get_by_text("The examination is saved.")).to_be_visible()
    page.get_by_text("A letter is here").click()
    day = world.day(-5)
    letter = page.locator("#letters form")
    letter.get_by_label("Blood thinner").check()
    letter.get_by_label("Day").fill(str(day.day))
    letter.get_by_label("Month").fill(str(day.month))
    letter.get_by_label("Year").fill(str(day.year))
    letter.get_by_label("Who wrote it?").fill("Dr A. Osei, GP")
    letter.get_by_label("Treatment is safe").check()
    page.get_by_role("button", name="Put the letter on file").click()
    expect(page.get_by_role("heading", name="Keep the letter on file")).to_be_visible()
    page.get_by_text("Tick as done").click()
    page.get_by_role("button", name="Save: done").click()
    expect(page.get_by_text("The step is ticked.")).to_be_visible()
    page.get_by_label("I read this").check()
    page.get_by_role("radio", name="Approve", exact=True).check()
    page.get_by_role("button", name="Save decision for Tunde Adeyemi").click()
    expect(page.get_by_role("heading", name="The desk can book now")).to_be_visible()
    assert not review_of(consultation).less_strict
