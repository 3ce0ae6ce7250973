"""Inviting somebody and choosing a password: by mouse, by keyboard, and with script off."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from clinic import demo
from clinic.models import User
from clinic.models.user import Role
from tests.clinic.second_factor import with_app
from tests.journeys.browser import take_picture
from tests.journeys.conftest import Check, OpenPage
from tests.people import person
from tests.staff.invited import CHOSEN, invited, newest_link, page_of

pytestmark = pytest.mark.django_db(transaction=True)

SCREENS = pytest.mark.parametrize(
    "screen",
    [(1280, False), (820, True), (390, False)],
    ids=lambda screen: f"{screen[0]}-{'dark' if screen[1] else 'light'}",
)


def fits(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= innerWidth"))


@pytest.fixture
def staffed(transactional_db: None) -> User:
    """The demo's people at two sites, somebody who left, and Kim with an invitation."""
    demo.seed_staff()
    with_app(User.objects.get(username="technician"))
    for number in range(12):
        person(Role.TECHNICIAN, f"t{number}", display_name=f"Ann-Kathrin Whitaker {number}")
    person(Role.FRONT_DESK, "gone", display_name="Gone Away", is_active=False)
    unsent = invited(name="Lee Unsent", sign_in_name="lee", email="lee@clinic.example")
    unsent.invitations.unspent().update(withdrawn_at=unsent.date_joined)
    return invited()


@SCREENS
def test_the_staff_pages_are_accessible_and_fit(
    open_page: OpenPage, assert_accessible: Check, staffed: User, screen: tuple[int, bool]
) -> None:
    width, dark = screen
    page = open_page("admin", "/staff/", width=width, dark=dark)
    technician = User.objects.get(username="technician")
    gone = User.objects.get(username="gone")
    link = newest_link()
    for name, path in (
        ("list", "/staff/"),
        ("invite", "/staff/invite/"),
        ("person", page_of(technician)),
        ("invited", page_of(staffed)),
        ("gone", page_of(gone)),
        ("password", link),
        ("ended", "/invitation/wrong/"),
    ):
        page.goto(path)
        assert_accessible(page)
        assert fits(page), path
        take_picture(page, f"staff-{name}-{width}-{'dark' if dark else 'light'}")


def test_from_the_invitation_to_the_second_factor(
    open_page: OpenPage, assert_accessible: Check, staffed: User
) -> None:
    page = open_page("admin", "/staff/invite/")
    page.get_by_role("button", name="Invite").click()
    expect(page.get_by_role("alert")).to_be_focused()
    assert_accessible(page)
    page.get_by_label("Name", exact=True).fill("Noor Haddad")
    page.get_by_label("Sign-in name").fill("noor")
    page.get_by_label("E-mail").fill("noor@clinic.example")
    page.get_by_label("Role").select_option("Front desk")
    page.get_by_label("Site").select_option(label=str(User.objects.get(username="desk").site))
    page.get_by_role("button", name="Invite").click()
    expect(page.get_by_role("row", name="Noor Haddad")).to_contain_text("Invited")
    noor = open_page(None, newest_link())
    assert noor.url.endswith("/invitation/")
    noor.get_by_label("New password").fill("short")
    noor.get_by_role("button", name="Set it and go on").click()
    expect(noor.get_by_text("at least 12 characters").first).to_be_visible()
    assert_accessible(noor)
    noor.get_by_label("New password").fill(CHOSEN)
    noor.get_by_role("button", name="Set it and go on").click()
    expect(noor.get_by_text("Your password is set. Sign in with it.")).to_be_visible()
    noor.get_by_label("Sign-in name").fill("noor")
    noor.get_by_label("Password", exact=True).fill(CHOSEN)
    noor.get_by_role("button", name="Sign in", exact=True).click()
    noor.wait_for_url("**/desk/")
    page.reload()
    expect(page.get_by_role("row", name="Noor Haddad")).to_contain_text("May sign in")


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_a_link_is_followed_with_the_keyboard_alone(
    open_page: OpenPage, staffed: User, script: bool
) -> None:
    page = open_page(None, newest_link(), script=script)
    for _ in range(10):
        if page.locator("input[type=password]:focus").count():
            break
        page.keyboard.press("Tab")
    page.keyboard.type(CHOSEN)
    page.keyboard.press("Enter")
    expect(page.get_by_text("Your password is set. Sign in with it.")).to_be_visible()
    staffed.refresh_from_db()
    assert staffed.check_password(CHOSEN)


def test_an_administrator_works_without_script(open_page: OpenPage, staffed: User) -> None:
    page = open_page("admin", "/staff/", script=False)
    page.get_by_role("button", name="Send a new link to Lee Unsent").click()
    expect(page.get_by_text("Invited", exact=True)).to_be_visible()
    page.get_by_role("link", name="Staff").first.click()
    page.get_by_role("link", name="Priya Nair").click()
    page.get_by_role("button", name="Take off the second factor").click()
    expect(page.get_by_text("Not set up yet.")).to_be_visible()
    page.get_by_role("button", name="End their access").click()
    expect(page.get_by_role("button", name="Let them sign in again")).to_be_visible()
    page.get_by_label("Role").select_option("Clinic lead")
    page.get_by_label("E-mail").fill("priya@clinic.example")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Saved.", exact=True)).to_be_visible()
    priya = User.objects.get(username="technician")
    assert (priya.role, priya.is_active, priya.site) == (Role.CLINIC_LEAD, False, priya.site)


def test_whoever_is_disabled_sees_it_on_the_next_page(open_page: OpenPage, staffed: User) -> None:
    desk = open_page("desk", "/keys/")
    admin = open_page("admin", page_of(User.objects.get(username="desk")))
    admin.get_by_role("button", name="End their access").click()
    expect(admin.get_by_text("may not sign in any more")).to_be_visible()
    desk.get_by_role("link", name="Scalpwise").first.click()
    desk.wait_for_url("**/sign-in/**")
