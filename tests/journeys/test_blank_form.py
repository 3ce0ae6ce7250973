"""The blank form on a screen and on paper."""

from __future__ import annotations

import pytest

from dev.places import VAR
from tests.catalogue import starter_edition
from tests.journeys.conftest import PHONE, TABLET, WIDE, Check, OpenPage, TakePicture

pytestmark = pytest.mark.django_db(transaction=True)

FORM = "/catalogue/blank-form/"


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("width", [WIDE, TABLET, PHONE])
def test_it_reads_well(
    open_page: OpenPage,
    assert_accessible: Check,
    take_picture: TakePicture,
    width: int,
    dark: bool,
) -> None:
    starter_edition()
    page = open_page("manager", FORM, width=width, dark=dark)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    take_picture(page, f"blank-form-{width}-{'dark' if dark else 'light'}")
    assert_accessible(page)


def test_print(open_page: OpenPage) -> None:
    starter_edition()
    page = open_page("manager", FORM, dark=True)
    page.pdf(path=VAR / "pictures" / "blank-form.pdf", prefer_css_page_size=True)
