"""The whole review page as a technician meets it: hard cases and clear ones, at every width."""

from __future__ import annotations

from collections.abc import Callable

import pypdfium2 as pdfium
import pytest
from playwright.sync_api import Page

from consultations.models import Consultation
from tests.consultations.review_cases import FIVE, KELOID, WARNED, isotretinoin, with_letter
from tests.consultations.world import World
from tests.journeys.browser import PICTURES
from tests.journeys.conftest import Check, OpenPage, TakePicture

pytestmark = pytest.mark.django_db(transaction=True)


def hard(world: World) -> Consultation:
    """Sent before, then again with much to decide: waits, a letter on file, words to read."""
    world.approved()
    answers = {**FIVE, **WARNED, **isotretinoin(world.today)}
    return with_letter(world, world.examined(planned=40, **answers))


CASES: dict[str, Callable[[World], Consultation]] = {
    "hard": hard,
    "stop": lambda world: world.examined(**KELOID),
    "clear": lambda world: world.examined(planned=40),
}
LOOKS = [(1280, False), (1280, True), (820, False), (820, True), (390, False), (390, True)]


def opened(page: Page) -> None:
    page.evaluate("document.querySelectorAll('details').forEach((fold) => { fold.open = true; })")


@pytest.mark.slow
@pytest.mark.parametrize("case", CASES)
def test_every_width_fits_light_and_dark(
    open_page: OpenPage,
    world: World,
    assert_accessible: Check,
    take_picture: TakePicture,
    case: str,
) -> None:
    consultation = CASES[case](world)
    for width, dark in LOOKS:
        page = open_page("technician", f"/review/{consultation.reference}/", width=width, dark=dark)
        take_picture(page, f"review-{case}-{width}-{'dark' if dark else 'light'}")
        opened(page)
        take_picture(page, f"review-{case}-{width}-{'dark' if dark else 'light'}-open")
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert_accessible(page)
        page.context.close()


def test_the_sheet_is_a_record_on_paper(
    open_page: OpenPage, world: World, assert_accessible: Check
) -> None:
    consultation = hard(world)
    page = open_page("technician", f"/review/{consultation.reference}/")
    page.get_by_role("link", name="Print view").click()
    assert_accessible(page)
    assert page.get_by_role("button", name="Print").is_visible()
    assert page.locator("main form:visible").count() == 0
    document = pdfium.PdfDocument(page.pdf(prefer_css_page_size=True))
    (PICTURES / "review-sheet").mkdir(parents=True, exist_ok=True)
    sheets = [sheet.get_textpage().get_text_range() for sheet in document]
    for number, text in enumerate(sheets, start=1):
        assert f"Page {number} of {len(sheets)}" in text
        assert "ADEYEMI, Tunde" in text
        assert f"Review {consultation.reference}, edition 1" in text
        document[number - 1].render(scale=1.5).to_pil().save(
            PICTURES / "review-sheet" / f"{number}.png"
        )
    whole = " ".join(sheets)
    for told in ("Stop 4 of 4", "Hold 3 of 4", "Patient hears", "Not looked at by the rules"):
        assert told in whole
    assert "Save" not in whole
