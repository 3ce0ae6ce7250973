"""The look in a real browser: the style page holds every part, the clinic's own pages use them."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from clinic.models import User
from tests.journeys.conftest import PHONE, TABLET, WIDE, Check, OpenPage, TakePicture

pytestmark = pytest.mark.urls("tests.look.urls")

SMALLEST = 320
THEMES = pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
OWN_PAGES = [(None, "/sign-in/"), ("desk", "/preferences/"), ("desk", "/keys/"), ("desk", "/no/")]


@THEMES
@pytest.mark.parametrize("width", [WIDE, TABLET, PHONE])
def test_every_part_is_accessible(
    open_page: OpenPage,
    assert_accessible: Check,
    take_picture: TakePicture,
    width: int,
    dark: bool,
) -> None:
    page = open_page(None, "/style/", width=width, dark=dark)
    assert_accessible(page)
    take_picture(page, f"style-{width}-{'dark' if dark else 'light'}")


@THEMES
@pytest.mark.parametrize(("who", "path"), OWN_PAGES)
def test_the_clinic_s_own_pages_are_accessible(
    open_page: OpenPage, assert_accessible: Check, who: str | None, path: str, dark: bool
) -> None:
    page = open_page(who, path, dark=dark)
    assert_accessible(page)
    page.set_viewport_size({"width": PHONE, "height": 844})
    assert_accessible(page)


@pytest.mark.parametrize("width", [SMALLEST, PHONE, TABLET, WIDE])
def test_nothing_scrolls_sideways(open_page: OpenPage, width: int) -> None:
    for who, path in [*OWN_PAGES, (None, "/style/")]:
        page = open_page(who, path, width=width)
        wider = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        assert wider <= 0, path


@pytest.mark.parametrize("width", [PHONE, WIDE])
def test_targets_are_large_enough(open_page: OpenPage, width: int) -> None:
    page = open_page(None, "/style/", width=width)
    smallest = """(selector) => Math.min(...[...document.querySelectorAll(selector)]
        .filter((element) => element.offsetParent)
        .map((element) => element.getBoundingClientRect().height))"""
    assert page.evaluate(smallest, ".btn, .nav-main a, .tabs a, summary, .back, .btn-link") >= 32
    assert page.evaluate(smallest, ".pick") >= 44
    assert page.evaluate(smallest, ".form-check, .form-control, .form-select") >= 40


def test_a_level_is_one_unit_that_never_breaks(open_page: OpenPage) -> None:
    page = open_page(None, "/style/", width=SMALLEST)
    heights = page.evaluate(
        "[...document.querySelectorAll('.lvl:not(.lvl-large)')].map((tag) => tag.offsetHeight)"
    )
    assert len(set(heights)) == 1


def test_the_first_tab_skips_to_the_page(open_page: OpenPage) -> None:
    page = open_page("desk", "/keys/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the page")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()


def test_the_focus_shows_two_rings(open_page: OpenPage) -> None:
    page = open_page("desk", "/keys/")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    style = page.evaluate("(({outlineStyle, boxShadow}) => [outlineStyle, boxShadow])"
                          "(getComputedStyle(document.activeElement))")  # fmt: skip
    assert style == ["solid", "rgb(255, 200, 61) 0px 0px 0px 2px"]


def test_a_form_with_errors_puts_the_focus_on_the_summary(open_page: OpenPage) -> None:
    page = open_page(None, "/style/")
    expect(page.locator(".errors")).to_be_focused()
    page.get_by_role("link", name="Date of birth needs a month").click()
    expect(page.locator("#id_birth_date_month, #id_birth_date_1")).to_be_focused()


def test_the_name_menu_opens_without_script(open_page: OpenPage) -> None:
    page = open_page("desk", "/keys/", script=False)
    page.locator(".name-menu summary").click()
    page.get_by_role("button", name="Sign out").click()
    assert "/sign-in/" in page.url


def test_the_name_menu_closes_on_escape(open_page: OpenPage) -> None:
    page = open_page("desk", "/keys/")
    page.locator(".name-menu summary").click()
    expect(page.get_by_role("link", name="Preferences").first).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator(".name-menu")).not_to_have_attribute("open", "")
    expect(page.locator(".name-menu summary")).to_be_focused()


@pytest.mark.parametrize(("theme", "dark"), [("dark", False), ("light", True)])
def test_a_chosen_theme_wins_over_the_machine(open_page: OpenPage, theme: str, dark: bool) -> None:
    page = open_page("desk", "/preferences/", dark=dark)
    page.get_by_label(theme.capitalize(), exact=True).check()
    page.get_by_role("button", name="Save preferences").click()
    expect(page.get_by_text("Your preferences are saved.")).to_be_visible()
    assert User.objects.get(username="desk").theme == theme
    paper = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert paper == {"dark": "rgb(18, 23, 26)", "light": "rgb(250, 248, 245)"}[theme]


@pytest.mark.parametrize("theme", ["system", "dark"])
def test_paper_is_white_in_any_theme(open_page: OpenPage, theme: str) -> None:
    page = open_page(None, f"/style/?theme={theme}", dark=True)
    page.emulate_media(media="print")
    read = "(selector) => getComputedStyle(document.querySelector(selector))"
    assert page.evaluate(f"({read})('body').backgroundColor") == "rgb(255, 255, 255)"
    assert page.evaluate(f"({read})('.lvl.stop').color") == "rgb(0, 0, 0)"
    expect(page.locator(".name-menu")).to_be_hidden()


# ── Finding while typing ───────────────────────────────────────────────────────


def searches_of(page: Page) -> list[str]:
    """The addresses of the searches that the page sends from now on."""
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url))
    return sent


def type_name(page: Page, text: str) -> None:
    page.keyboard.press("Control+k")
    expect(page.get_by_role("combobox", name="Find a patient")).to_be_focused()
    page.keyboard.type(text)


def test_names_are_listed_while_typing_and_enter_opens_the_chosen_one(
    open_page: OpenPage, assert_accessible: Check
) -> None:
    page = open_page(None, "/style/")
    type_name(page, "ade")
    box = page.get_by_role("combobox", name="Find a patient")
    expect(page.get_by_role("listbox").get_by_role("option")).to_have_count(3)
    expect(page.get_by_text("2 matches")).to_be_attached()
    expect(box).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("listbox").get_by_role("option", selected=True)).to_have_text("Adebayo")
    assert_accessible(page)
    page.keyboard.press("Enter")
    page.wait_for_url("**/found/?Adebayo")


def test_the_list_goes_round_and_escape_closes_it(open_page: OpenPage) -> None:
    page = open_page(None, "/style/")
    type_name(page, "ade")
    expect(page.get_by_role("listbox").get_by_role("option")).to_have_count(3)
    page.keyboard.press("ArrowUp")
    expect(page.get_by_role("listbox").get_by_role("option", selected=True)).to_contain_text(
        "Add a new patient"
    )
    page.keyboard.press("Escape")
    expect(page.get_by_role("listbox")).to_be_hidden()
    expect(page.get_by_role("combobox", name="Find a patient")).to_have_value("ade")


def test_one_letter_asks_for_nothing(open_page: OpenPage) -> None:
    page = open_page(None, "/style/")
    asked = searches_of(page)
    type_name(page, "a")
    page.wait_for_timeout(400)
    assert not [url for url in asked if "/rows/" in url]


def test_fast_typing_asks_once(open_page: OpenPage) -> None:
    page = open_page(None, "/style/")
    asked = searches_of(page)
    type_name(page, "adebayo")
    expect(page.get_by_text("1 match", exact=True)).to_be_attached()
    assert len([url for url in asked if "/rows/" in url]) <= 2


@pytest.mark.parametrize("script", [True, False])
def test_enter_alone_shows_the_results(open_page: OpenPage, script: bool) -> None:
    page = open_page(None, "/style/", script=script)
    page.get_by_label("Find a patient").fill("ade")
    page.get_by_label("Find a patient").press("Enter")
    expect(page.get_by_text("Results for ade")).to_be_visible()


# ── The state of saving ────────────────────────────────────────────────────────

STATE = "[data-save-state]"
LOAD = "async () => { window.state = await import('/static/js/save-state.js'); }"


def test_saved_is_said_only_when_nothing_is_on_its_way(open_page: OpenPage) -> None:
    page = open_page(None, "/style/")
    place = page.locator(STATE)
    page.evaluate(LOAD)
    page.evaluate("() => { state.saving('a'); state.saving('b'); state.saved('a'); }")
    expect(place).to_be_empty()
    expect(place).to_have_text("Saving…")
    page.evaluate("() => state.saved('b', new Date('2026-05-14T09:42:00Z'))")
    expect(place).to_have_text("Saved 10:42")


def test_a_quick_answer_never_says_saving(open_page: OpenPage) -> None:
    page = open_page(None, "/style/")
    page.evaluate(LOAD)
    page.evaluate("() => { state.saving('a'); state.saved('a'); }")
    expect(page.locator(STATE)).to_contain_text("Saved")
    page.wait_for_timeout(1100)
    expect(page.locator(STATE)).to_contain_text("Saved")


def test_what_is_not_saved_stays_said_until_it_is(open_page: OpenPage) -> None:
    page = open_page(None, "/style/")
    page.evaluate(LOAD)
    page.evaluate("() => { state.notSaved('a'); state.saving('b'); state.saved('b'); }")
    expect(page.locator(STATE)).to_contain_text("Not saved yet")
    assert page.evaluate("() => state.unsaved()") == 1
    page.evaluate("() => state.saved('a')")
    expect(page.locator(STATE)).to_contain_text("Saved")
