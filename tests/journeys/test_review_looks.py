"""The review to the eye and to a screen reader: each kind of case, wide and narrow."""

from __future__ import annotations

import pytest

from consultations.models import Consultation
from tests.consultations.review_cases import CASES, KELOID, STOPPED_WARFARIN
from tests.consultations.world import World
from tests.journeys.conftest import Check, OpenPage

pytestmark = pytest.mark.django_db(transaction=True)


def path(consultation: Consultation) -> str:
    return f"/review/{consultation.reference}/"


@pytest.mark.parametrize("look", [(1280, False), (390, True)], ids=["wide-light", "phone-dark"])
@pytest.mark.parametrize("case", ["five", "clear-not-examined", "warfarin-letter", "not-assessed"])
def test_review_pages_are_accessible_and_fit(
    open_page: OpenPage,
    world: World,
    assert_accessible: Check,
    case: str,
    look: tuple[int, bool],
) -> None:
    width, dark = look
    page = open_page("technician", path(CASES[case](world)), width=width, dark=dark)
    page.evaluate("document.querySelectorAll('details').forEach((fold) => { fold.open = true; })")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert_accessible(page)


@pytest.mark.parametrize(("width", "dark"), [(1280, True), (390, False), (320, False)])
def test_the_list_is_accessible_and_fits(
    open_page: OpenPage, world: World, assert_accessible: Check, width: int, dark: bool
) -> None:
    world.sent(**STOPPED_WARFARIN)
    world.sent(**KELOID)
    page = open_page("technician", "/review/", width=width, dark=dark)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert_accessible(page)
