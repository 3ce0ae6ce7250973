"""The catalogue's pages in a real browser: read, searched, without script, in the dark."""

from __future__ import annotations

import pytest

from tests.catalogue import starter_edition
from tests.journeys.conftest import PHONE, TABLET, WIDE, Check, OpenPage, TakePicture

pytestmark = pytest.mark.django_db(transaction=True)

PAGES = {
    "home": "/catalogue/",
    "search": "/catalogue/search/",
    "side-effects": "/catalogue/side-effects/",
    "side-effect": "/catalogue/side-effects/ink_allergy_delayed/",
    "uncounted": "/catalogue/side-effects/swelling_oedema/",
    "contraindications": "/catalogue/contraindications/",
    "contraindication": "/catalogue/contraindications/psoriasis_scalp/",
    "claims": "/catalogue/claims/",
    "sources": "/catalogue/sources/",
    "source": "/catalogue/sources/nielsen_2024_lymphoma/",
}


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("width", [WIDE, TABLET, PHONE])
def test_every_page_reads_well(
    open_page: OpenPage,
    assert_accessible: Check,
    take_picture: TakePicture,
    width: int,
    dark: bool,
) -> None:
    starter_edition(searchable=True)
    page = open_page("manager", "/catalogue/", width=width, dark=dark)
    for name, path in PAGES.items():
        page.goto(path)
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), name
        take_picture(page, f"catalogue-{name}-{width}-{'dark' if dark else 'light'}")
        assert_accessible(page)


def test_results_follow_the_typing(open_page: OpenPage, take_picture: TakePicture) -> None:
    starter_edition(searchable=True)
    page = open_page("manager", "/catalogue/search/")
    page.get_by_label("Word to look for").press_sequentially("kelo")
    link = page.get_by_role("link", name="Keloid scars (own history)")
    link.wait_for()
    take_picture(page, "catalogue-results-1280-light")
    assert page.url.endswith("/catalogue/search/")
    link.click()
    assert page.get_by_role("heading", level=1).inner_text() == "Keloid scars (own history)"


def test_searching_needs_no_script(open_page: OpenPage) -> None:
    starter_edition(searchable=True)
    page = open_page("manager", "/catalogue/", script=False)
    page.get_by_label("Search the catalogue").fill("warfarin")
    page.get_by_role("button", name="Search").click()
    assert page.get_by_role("link", name="Blood thinner").is_visible()
    assert "warfarin" not in page.url


def test_at_320_pixels_nothing_is_cut_off(open_page: OpenPage) -> None:
    starter_edition(searchable=True)
    page = open_page("manager", "/catalogue/", width=320)
    for name, path in PAGES.items():
        page.goto(path)
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), name
