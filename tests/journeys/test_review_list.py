"""The review list to the eye and to a screen reader, and a day's work on it without script."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone

from clinic.models.user import Role
from consultations.actions.review_locks import open_case
from consultations.actions.setting_aside import set_aside
from consultations.models import ReviewLock
from tests.consultations.review_cases import KELOID, STOPPED_WARFARIN, WARFARIN
from tests.consultations.world import World
from tests.journeys.conftest import Check, OpenPage, TakePicture
from tests.people import person

pytestmark = pytest.mark.django_db(transaction=True)

OPEN_ALL = "document.querySelectorAll('details.fold').forEach((fold) => { fold.open = true; })"
LISTS = ("/review/", "/review/waiting/", "/review/holds/", "/review/?level=stop")


@pytest.fixture
def busy(world: World) -> World:
    """Somebody has one open, somebody left one open, one is set aside, one hold ends."""
    kim = person(Role.TECHNICIAN, "kim", display_name="Kim Osei")
    now = timezone.now()
    open_case(world.sent(**KELOID), by=kim, now=now)
    open_case(world.sent(**WARFARIN), by=kim, now=now - timedelta(hours=1))
    world.sent(**STOPPED_WARFARIN)
    set_aside(world.sent(), reason="Photos to come", until=world.day(3), by=kim)
    world.held_until(3)
    return world


Looked = Callable[..., None]


@pytest.fixture
def look(
    open_page: OpenPage, busy: World, assert_accessible: Check, take_picture: TakePicture
) -> Looked:
    """Every list and the page of a case that a colleague has open, with all folds open."""

    def at(width: int, *, dark: bool) -> None:
        opened = ReviewLock.objects.earliest("pk").consultation
        page = open_page("technician", "/", width=width, dark=dark)
        for number, path in enumerate((*LISTS, f"/review/{opened.reference}/")):
            page.goto(path)
            page.evaluate(OPEN_ALL)
            take_picture(page, f"review-list-{width}-{number}")
            assert page.evaluate("document.documentElement.scrollWidth") <= width
            assert_accessible(page)

    return at


def test_the_lists_are_accessible_and_fit(look: Looked) -> None:
    look(1280, dark=False)


@pytest.mark.slow
@pytest.mark.parametrize(("width", "dark"), [(820, True), (390, True), (320, False)])
def test_they_fit_narrow_screens_too(look: Looked, width: int, dark: bool) -> None:
    look(width, dark=dark)


def test_taking_over_setting_aside_and_narrowing_need_no_script(
    open_page: OpenPage, busy: World
) -> None:
    page = open_page("technician", "/review/", script=False)
    page.get_by_role("button", name="Take over").click()
    page.get_by_text("Open with you since").wait_for()
    page.get_by_text("Set it aside").click()
    page.get_by_label("Why is it set aside?").fill("Letter expected on Monday")
    page.get_by_role("button", name="Set aside", exact=True).click()
    page.get_by_text("Set aside until").first.wait_for()
    page.get_by_role("link", name="Waiting on patient").click()
    page.get_by_text("Letter expected on Monday").wait_for()
    page.get_by_label("Treatment").select_option("density")
    page.get_by_role("button", name="Narrow").click()
    assert "treatment=density" in page.url
    page.get_by_text("Letter expected on Monday").wait_for()
