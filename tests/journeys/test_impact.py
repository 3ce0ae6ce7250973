"""What a draft would have done: counted, looked into, and replayed while somebody watches."""

from __future__ import annotations

import re

import pytest
from django.core.management import call_command
from playwright.sync_api import expect

from clinic.models import User
from consultations.views import impact as views
from sideeffects.actions import load, publish
from sideeffects.actions.trials import start_trial
from tests.catalogue import STARTER
from tests.consultations.impact_cases import (
    PRIVATE,
    change_draft,
    live_world,
    manager,
    retinoid,
    six_people,
)
from tests.journeys.conftest import PHONE, TABLET, WIDE, Check, OpenPage, TakePicture

IMPACT, TRIALS = "/catalogue/desk/impact/", "/catalogue/desk/trials/"


@pytest.fixture
def marek(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> User:
    """Has changed six months to nine, and sent some people through before and after."""
    load(STARTER, by=None)
    publish(by=None)
    world, found = live_world(), manager()
    six_people(world)
    world.booked(world.approved(30, **retinoid(world, 190)), 34)
    change_draft("periods", "isotretinoin_wait", found, value=9)
    change_draft("rules", "hiv_not_well", found, kind="precaution", cleared_by_letter=False)
    start_trial("retinoid_recent", by=found)
    world.sent(**PRIVATE)
    world.sent(**retinoid(world, 200))
    monkeypatch.setattr(views, "CHOICES", (2, 4))
    return found


def test_from_the_counts_to_a_case_and_to_a_run(
    marek: User, open_page: OpenPage, assert_accessible: Check
) -> None:
    page = open_page("manager", IMPACT)
    expect(page.get_by_text("A second person must look")).to_be_visible()
    expect(page.get_by_text("1 person with a booking would be on hold")).to_be_visible()
    assert_accessible(page)
    page.get_by_role("link", name=re.compile("Both summaries of consultation 2")).click()
    expect(page.get_by_text("wait 9 months after the last dose")).to_be_visible()
    assert_accessible(page)
    page.go_back()
    page.get_by_role("button", name="Replay 9").click()
    expect(page.get_by_text("It begins in a moment.")).to_be_visible()
    assert_accessible(page)
    call_command("replay_drafts", verbosity=0)
    expect(page.get_by_text("Done: 9 replayed.")).to_be_visible()
    assert_accessible(page)


def test_without_script_a_run_is_looked_at_again(marek: User, open_page: OpenPage) -> None:
    page = open_page("manager", IMPACT, script=False)
    page.get_by_role("button", name="Replay 9").click()
    call_command("replay_drafts", verbosity=0)
    page.get_by_role("link", name="Look again").click()
    expect(page.get_by_text("Done: 9 replayed.")).to_be_visible()


def test_trials_are_counted_and_ended(
    marek: User, open_page: OpenPage, assert_accessible: Check
) -> None:
    page = open_page("manager", TRIALS)
    expect(
        page.get_by_text("It would have found something in 1 of 2 consultations")
    ).to_be_visible()
    assert_accessible(page)
    page.get_by_role("button", name="End the trial").click()
    expect(page.get_by_text("The trial has ended.")).to_be_visible()


@pytest.mark.slow
@pytest.mark.usefixtures("marek")
@pytest.mark.parametrize("width", [WIDE, TABLET, PHONE])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_pictures(
    open_page: OpenPage,
    assert_accessible: Check,
    take_picture: TakePicture,
    width: int,
    theme: str,
) -> None:
    look = f"{width}-{theme}"
    page = open_page("manager", IMPACT, width=width, dark=theme == "dark")
    take_picture(page, f"impact-{look}")
    page.get_by_role("link", name=re.compile("Both summaries of consultation 3")).click()
    expect(page.get_by_role("heading", name="One past consultation")).to_be_visible()
    take_picture(page, f"impact-case-{look}")
    page.goto(IMPACT)
    page.get_by_role("link", name=re.compile("Both summaries of consultation 1")).click()
    expect(page.get_by_role("heading", name="One past consultation")).to_be_visible()
    take_picture(page, f"impact-private-{look}")
    page.goto(IMPACT)
    page.get_by_role("button", name="Replay 9").click()
    expect(page.get_by_text("It begins in a moment.")).to_be_visible()
    take_picture(page, f"impact-run-{look}")
    page.goto(TRIALS)
    take_picture(page, f"trials-{look}")
    assert_accessible(page)
