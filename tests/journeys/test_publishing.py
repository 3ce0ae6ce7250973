"""Publishing and screening again, to the eye and to a screen reader, wide and narrow."""

from __future__ import annotations

import pytest

from clinic.models.user import Role
from tests.consultations.newer_editions import before_and_after, booked_after_a_course, publish
from tests.consultations.newer_editions import waiting as waiting_for_a_second
from tests.consultations.world import World
from tests.journeys.conftest import Check, OpenPage, TakePicture
from tests.people import person

pytestmark = pytest.mark.django_db(transaction=True)

LOOKS = [(1280, False), (390, True)]
NAMES = ["wide-light", "phone-dark"]
PAGE = "/catalogue/desk/publish/"


@pytest.mark.parametrize("look", LOOKS, ids=NAMES)
def test_publishing_is_accessible_and_fits(
    open_page: OpenPage,
    clinic: World,
    assert_accessible: Check,
    take_picture: TakePicture,
    look: tuple[int, bool],
) -> None:
    width, dark = look
    coming = before_and_after(clinic)
    booked_after_a_course(clinic)
    assert clinic.lead
    person(Role.MANAGER, "marek")
    proposal = waiting_for_a_second(coming)
    for name, path, who in (
        ("propose", f"{PAGE}back-to/{coming.number}/", "marek"),
        ("second", f"{PAGE}{proposal.pk}/", "clinic-lead"),
    ):
        page = open_page(who, path, width=width, dark=dark)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert_accessible(page)
        take_picture(page, f"publish-{name}-{width}-{'dark' if dark else 'light'}")


@pytest.mark.parametrize("look", LOOKS, ids=NAMES)
def test_the_notice_of_a_newer_edition_is_accessible_and_leads_on(
    open_page: OpenPage,
    clinic: World,
    assert_accessible: Check,
    take_picture: TakePicture,
    look: tuple[int, bool],
) -> None:
    width, dark = look
    coming = before_and_after(clinic)
    consultation, _ = booked_after_a_course(clinic)
    live = publish(clinic, coming)
    page = open_page(
        "technician", f"/review/{consultation.reference}/", width=width, dark=dark, script=False
    )
    take_picture(page, f"newer-edition-{width}-{'dark' if dark else 'light'}")
    page.get_by_role("button", name=f"Screen again under edition {live.number}").click()
    assert page.get_by_text(f"Screened again under edition {live.number}").is_visible()
    page = open_page("technician", f"/review/{consultation.reference}/", width=width, dark=dark)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert_accessible(page)
    assert page.get_by_role("button", name="Screen again").count() == 0


@pytest.fixture
def clinic(transactional_db: None) -> World:
    """Without an edition yet."""
    return World()
