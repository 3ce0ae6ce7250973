"""The blank form on a screen and on paper."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page

from sideeffects.editions import canonical_json
from sideeffects.models import Edition
from tests.catalogue import starter_edition
from tests.journeys.browser import PICTURES
from tests.journeys.conftest import PHONE, TABLET, WIDE, Check, OpenPage, TakePicture
from tests.sideeffects.fhir_cases import MIXED, PERIODS
from tests.sideeffects.risk.cases import small

pytestmark = pytest.mark.django_db(transaction=True)

SMALLEST = 320
FORM = "/catalogue/blank-form/"
COLOURS = """() => {
  const seen = new Set();
  for (const one of document.querySelectorAll(".blank-part, .blank-part *")) {
    const style = getComputedStyle(one);
    seen.add(style.color);
    if (style.backgroundColor !== "rgba(0, 0, 0, 0)") seen.add(style.backgroundColor);
  }
  return [...seen].sort();
}"""


@pytest.mark.parametrize("width", [WIDE, TABLET, PHONE, SMALLEST])
def test_nothing_is_cut_off(open_page: OpenPage, width: int) -> None:
    starter_edition()
    page = open_page("manager", FORM, width=width)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("width", [WIDE, PHONE])
def test_everybody_can_use_it(
    open_page: OpenPage,
    assert_accessible: Check,
    take_picture: TakePicture,
    width: int,
    dark: bool,
) -> None:
    """A small catalogue with every kind of question: axe takes its time with a thousand boxes."""
    catalogue = small(MIXED, periods=PERIODS)
    Edition.objects.create(number=1, canonical=canonical_json(catalogue), hash=catalogue.hash)
    page = open_page("manager", FORM, width=width, dark=dark)
    assert_accessible(page)
    take_picture(page, f"blank-form-{width}-{'dark' if dark else 'light'}")


def sheets(page: Page) -> int:
    """How many sheets of A4 it takes; kept as a picture to be looked at."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    printed = page.pdf(path=PICTURES / "blank-form.pdf", prefer_css_page_size=True)
    return len(re.findall(rb"/Type /Page\b", printed))


def test_it_prints_black_on_white_also_from_dark_mode(open_page: OpenPage) -> None:
    starter_edition()
    page = open_page("manager", FORM, dark=True)
    assert "rgb(255, 255, 255)" not in page.evaluate(COLOURS)
    page.emulate_media(media="print")
    assert page.evaluate(COLOURS) == ["rgb(0, 0, 0)", "rgb(255, 255, 255)"]
    assert not page.get_by_role("button", name="Print").is_visible()
    assert not page.get_by_role("navigation").first.is_visible()
    assert page.evaluate("getComputedStyle(document.querySelector('.blank-row')).breakInside") == (
        "avoid"
    )


def test_every_part_begins_on_a_sheet_of_its_own(open_page: OpenPage) -> None:
    """Some sixteen sheets with our font; other versions of a browser may need one more."""
    starter_edition()
    page = open_page("manager", FORM)
    assert 14 <= sheets(page) <= 20
    page.emulate_media(media="print")
    breaks = page.locator(".blank-part").evaluate_all(
        "(parts) => parts.map((part) => getComputedStyle(part).breakBefore)"
    )
    assert breaks == ["auto", "page", "page", "page"]


def test_a_button_prints_and_without_script_there_is_none(open_page: OpenPage) -> None:
    starter_edition()
    page = open_page("manager", FORM)
    page.evaluate("window.print = () => { window.printed = true; }")
    page.get_by_role("button", name="Print").click()
    assert page.evaluate("window.printed")
    plain = open_page("manager", FORM, script=False)
    assert not plain.get_by_role("button", name="Print").is_visible()
