"""Signing in with a second factor, proving it again, and what an unwatched screen shows."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from allauth.mfa.models import Authenticator
from playwright.sync_api import Page, expect
from pytest_django import Settings

from clinic import demo
from clinic.models import Event, User
from clinic.sessions import BEGAN, SessionStore
from consultations.models import Review
from tests.clinic.second_factor import code_now, code_of, with_app
from tests.consultations.world import World
from tests.journeys.browser import take_picture
from tests.journeys.conftest import Check, OpenPage
from tests.people import PASSWORD

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def second_factor(settings: Settings) -> Iterator[None]:
    demo.seed_staff()
    settings.SECOND_FACTOR = True
    yield


def type_password(page: Page, username: str = "desk") -> None:
    page.get_by_label("Sign-in name").fill(username)
    page.get_by_label("Password").fill(demo.PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()


def with_a_key(page: Page) -> None:
    """A key is plugged into this browser, and its owner always touches it."""
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": options})


def test_a_passkey_is_set_up_and_signs_in_alone(
    open_page: OpenPage, second_factor: None, assert_accessible: Check
) -> None:
    page = open_page(None, "/sign-in/")
    with_a_key(page)
    type_password(page)
    expect(page.get_by_role("heading", name="Set up your second factor")).to_be_visible()
    assert_accessible(page)
    page.get_by_role("link", name="Add a passkey").click()
    page.get_by_label("Name of this key").fill("The desk’s own")
    assert_accessible(page)
    page.get_by_role("button", name="Make the passkey").click()
    expect(page.get_by_role("heading", name="Your recovery codes")).to_be_visible()
    expect(page.locator(".long-code")).to_have_count(10)
    assert_accessible(page)
    page.get_by_role("link", name="I have kept them").click()
    expect(page.get_by_text("The desk’s own").first).to_be_visible()
    assert_accessible(page)
    page.locator(".name-menu summary").click()
    page.get_by_role("button", name="Sign out").click()
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page).to_have_url(re.compile("/desk/$"))
    told = Event.objects.filter(actor__username="desk").order_by("id")
    assert [event.action for event in told][-4:] == [
        "second_factor.codes_made",
        "signed_out",
        "signed_in",
        "desk.opened",
    ]


def test_a_passkey_is_the_second_step_and_the_proof(
    open_page: OpenPage, second_factor: None
) -> None:
    page = open_page(None, "/second-factor/")
    with_a_key(page)
    type_password(page, "technician")
    page.get_by_role("link", name="Add a passkey").click()
    page.get_by_role("button", name="Make the passkey").click()
    page.get_by_role("link", name="I have kept them").click()
    page.locator(".name-menu summary").click()
    page.get_by_role("button", name="Sign out").click()
    type_password(page, "technician")
    page.get_by_role("button", name="Use your passkey").click()
    expect(page).to_have_url(re.compile("/second-factor/$|/review/$"))
    long_ago(page)
    page.goto("/second-factor/passkey/")
    page.get_by_role("button", name="Use your passkey").click()
    expect(page.get_by_role("heading", name="Add a passkey")).to_be_visible()


def test_an_app_is_set_up_with_the_keyboard_alone(
    open_page: OpenPage, second_factor: None, assert_accessible: Check
) -> None:
    page = open_page(None, "/sign-in/", width=390)
    page.get_by_label("Sign-in name").focus()
    page.keyboard.type("desk")
    page.keyboard.press("Tab")
    page.keyboard.type(demo.PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Set up your second factor")).to_be_visible()
    reach(page, "Set up an app")
    page.keyboard.press("Enter")
    secret = page.locator(".long-code").inner_text().replace(" ", "")
    assert_accessible(page)
    take_picture(page, "second-factor-app")
    reach(page, "", "INPUT")
    page.keyboard.type(code_of(secret))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Your recovery codes")).to_be_visible()
    reach(page, "I have kept them")
    page.keyboard.press("Enter")
    expect(page.get_by_text("10 of 10 not used")).to_be_visible()


def reach(page: Page, words: str, kind: str = "") -> None:
    """Press Tab until the focus stands on it."""
    for _ in range(40):
        page.keyboard.press("Tab")
        here, tag = page.evaluate(
            "[document.activeElement.textContent.trim(), document.activeElement.tagName]"
        )
        if (kind and tag == kind) or (words and here == words):
            return
    raise AssertionError(f"Tab never reaches {words or kind}.")


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_the_second_step_with_a_code(
    open_page: OpenPage, second_factor: None, script: bool, assert_accessible: Check
) -> None:
    app = with_app(User.objects.get(username="desk"))
    page = open_page(None, "/sign-in/", script=script)
    type_password(page)
    page.get_by_role("textbox", name="Code").fill("12")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_text("That code does not match").first).to_be_visible()
    if script:
        assert_accessible(page)
        take_picture(page, "second-step-wrong")
    page.get_by_role("textbox", name="Code").fill(code_now(app))
    page.get_by_role("button", name="Sign in").click()
    expect(page).to_have_url(re.compile("/desk/$"))
    assert Authenticator.objects.get(pk=app.pk).last_used_at


# ── Proving it again ───────────────────────────────────────────────────────────


def long_ago(page: Page, seconds: int = 6 * 60) -> None:
    """As if the person of this page had signed in so long ago."""
    cookies = {cookie["name"]: cookie["value"] for cookie in page.context.cookies()}
    session = SessionStore(cookies["session"])
    session[BEGAN] -= seconds
    if "proved_at" in session:
        session["proved_at"] -= seconds
    session.save()


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_a_decision_waits_for_the_proof_and_then_goes_out(
    open_page: OpenPage, world: World, script: bool, assert_accessible: Check
) -> None:
    first, second = world.examined(planned=20), world.examined(planned=30)
    page = open_page("technician", f"/review/{first.reference}/", script=script)
    long_ago(page)
    page.get_by_role("button", name="Approve and open next").click()
    expect(page.get_by_role("heading", name="Is it still you?")).to_be_visible()
    assert not Review.objects.exists()
    if script:
        assert_accessible(page)
        take_picture(page, "prove")
    page.get_by_label("Your password").fill("not it")
    page.get_by_role("button", name="Go on as").click()
    expect(page.get_by_text("That is not your password").first).to_be_visible()
    page.get_by_label("Your password").fill(PASSWORD)
    page.get_by_role("button", name="Go on as").click()
    if not script:
        page.get_by_role("button", name="Save it and carry on").click()
    expect(page.get_by_role("status").first).to_contain_text("approved.")
    assert Review.objects.get().consultation == first
    page.get_by_role("button", name="Approve and open next").click()
    expect(page.get_by_role("heading", name="Nothing to decide")).to_be_visible()
    assert Review.objects.count() == 2
    assert second.reference


# ── A screen that nobody watches ───────────────────────────────────────────────


def left_alone(page: Page, path: str, minutes: str) -> None:
    """Open the page and leave it for so long ("13:30"), by the browser's clock."""
    page.clock.install()
    page.goto(path)
    page.clock.fast_forward(minutes)


def test_the_page_says_before_the_session_ends_and_one_may_stay(
    open_page: OpenPage, world: World, assert_accessible: Check
) -> None:
    page = open_page(world.desk.username, "/desk/")
    left_alone(page, "/desk/", "13:30")
    notice = page.get_by_text("You will be signed out in")
    expect(notice).to_be_visible()
    assert_accessible(page)
    take_picture(page, "session-end")
    page.get_by_role("button", name="Stay signed in").click()
    expect(notice).to_be_hidden()


def test_the_page_is_hidden_once_the_session_has_ended(
    open_page: OpenPage, world: World, assert_accessible: Check
) -> None:
    page = open_page(world.desk.username, "/desk/")
    record = f"/patients/{world.person.reference}/"
    left_alone(page, record, "15:05")
    expect(page.get_by_role("heading", name="You have been signed out")).to_be_visible()
    expect(page.get_by_text(world.person.last_name).first).to_be_hidden()
    assert_accessible(page)
    take_picture(page, "session-over")
    page.get_by_role("button", name="Show my page again").click()
    # The server's own clock did not move.
    expect(page.get_by_text(world.person.last_name).first).to_be_visible()


# ── Looks ──────────────────────────────────────────────────────────────────────


def with_old_passkey(user: User) -> None:
    """One whose key has long been thrown away; the page only names it."""
    name = "A key whose owner gave it a rather long name, so that it is found again"
    Authenticator.objects.create(
        user=user, type=Authenticator.Type.WEBAUTHN, data={"name": name, "credential": {}}
    )


@pytest.mark.parametrize(
    "screen",
    [(1280, False), (1280, True), (820, False), (390, False), (390, True), (320, False)],
    ids=lambda screen: f"{screen[0]}-{'dark' if screen[1] else 'light'}",
)
def test_the_pages_of_ones_own_sign_in_are_accessible_and_fit(
    open_page: OpenPage, assert_accessible: Check, screen: tuple[int, bool]
) -> None:
    width, dark = screen
    page = open_page("desk", "/", width=width, dark=dark)
    for path in ("", "sign-in/again/", "password/", "second-factor/app/", "second-factor/"):
        if path == "second-factor/":
            with_old_passkey(User.objects.get(username="desk"))
        page.goto(f"/{path}")
        assert_accessible(page)
        wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert wide <= 0, f"{path} scrolls sideways by {wide} px"
        what = path.strip("/").replace("/", "-") or "home"
        take_picture(page, f"own-{what}-{width}-{'dark' if dark else 'light'}")
