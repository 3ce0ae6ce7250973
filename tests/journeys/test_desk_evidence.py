"""The editors of side effects, contraindications, sources and claims in a real browser."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from sideeffects.actions import load, publish
from sideeffects.models import Contraindication, SideEffect
from tests.catalogue import STARTER
from tests.journeys.conftest import PHONE, TABLET, WIDE, Check, OpenPage, TakePicture

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("draft")]

DESK = "/catalogue/desk"
PAGES = {
    "side-effect": f"{DESK}/side_effects/soreness/",
    "contraindication": f"{DESK}/contraindications/psoriasis_scalp/",
    "source": f"{DESK}/sources/liu_2025/",
    "source-check": f"{DESK}/sources/liu_2025/check/",
    "source-new": f"{DESK}/sources/new/",
    "claim": f"{DESK}/claims/s0-01/",
    "section": f"{DESK}/sections/new/",
}


@pytest.fixture
def draft(transactional_db: None) -> None:
    load(STARTER, by=None)
    publish(by=None)


@pytest.mark.parametrize(
    ("width", "dark"),
    [
        (WIDE, False),
        (PHONE, True),
        pytest.param(WIDE, True, marks=pytest.mark.slow),
        pytest.param(TABLET, False, marks=pytest.mark.slow),
        pytest.param(TABLET, True, marks=pytest.mark.slow),
        pytest.param(PHONE, False, marks=pytest.mark.slow),
    ],
)
def test_every_editor_reads_well(
    open_page: OpenPage,
    assert_accessible: Check,
    take_picture: TakePicture,
    width: int,
    dark: bool,
) -> None:
    page = open_page("manager", "/catalogue/", width=width, dark=dark)
    for name, path in PAGES.items():
        page.goto(path)
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), name
        take_picture(page, f"evidence-{name}-{width}-{'dark' if dark else 'light'}")
        assert_accessible(page)


def test_a_side_effect_is_edited_by_keyboard_alone(open_page: OpenPage) -> None:
    page = open_page("manager", PAGES["side-effect"])
    keys = page.keyboard
    preview = page.locator("#preview")

    page.get_by_label("What it is, for patients").focus()
    keys.type("Your scalp may feel sore for a day or two.")
    preview.get_by_text("Your scalp may feel sore for a day or two.").wait_for()
    preview.get_by_text("Grade 0. Longest sentence 10 words.").wait_for()

    page.get_by_text("Pick from the other 115").focus()
    keys.press("Enter")
    keys.press("Tab")
    keys.type("korean patients")
    page.get_by_text("1 of 115 shown").wait_for()
    keys.press("Enter")  # looks for it, and does not save
    keys.press("Tab")
    with page.expect_response("**/preview/"):
        keys.press("Space")

    page.get_by_role("button", name="Add count or remark").focus()
    keys.press("Enter")
    page.get_by_role("button", name="Remove count or remark 3").wait_for()
    assert page.get_by_label("What it is, for patients").input_value().startswith("Your scalp may")
    page.locator("#id_frequency-2-text").focus()
    keys.type("Counted in two clinics")
    for words in ("12", "10", "SMP patients", "Park"):
        keys.press("Tab")
        keys.type(words)
    preview.get_by_text("as soon as every box can be read").wait_for()
    page.locator("#id_frequency-2-N").focus()
    keys.press("Enter")
    problem = page.get_by_role("link", name="12 of 10 cannot be: those who had it are part of all")
    problem.wait_for()
    assert page.title().startswith("Error: ")
    problem.focus()
    keys.press("Enter")
    assert page.evaluate("document.activeElement.id") == "id_frequency-2-n"
    keys.press("Control+A")
    keys.type("3")
    preview.get_by_text("In SMP: 3 of 10").first.wait_for()
    keys.press("Enter")
    page.get_by_text("Saved in the draft.").wait_for()
    effect = SideEffect.objects.get(key="soreness")
    assert effect.sources == ["klugl_2010", "seed_000", "park_2014"]
    assert effect.frequency[2] == {
        "text": "Counted in two clinics",
        "n": 3,
        "N": 10,
        "population": "SMP patients",
        "source": "park_2014",
    }


def test_a_contraindication_is_copied_without_script(open_page: OpenPage) -> None:
    page = open_page("manager", PAGES["contraindication"], script=False)
    page.get_by_role("link", name="Copy it to a new one").click()
    page.get_by_label("Name for staff").fill("Scalp eczema")
    page.get_by_role("button", name="Show the preview").click()
    assert page.locator("#preview").get_by_role("heading", name="Scalp eczema").is_visible()
    page.get_by_role("button", name="Add side effect").click()
    page.locator("#id_raises-2-side_effect").select_option(label="Fading (Pigment loss)")
    page.get_by_role("button", name="Add to the draft").last.click()
    problem = page.get_by_role("link", name="Why is missing")
    problem.click()
    page.locator("#id_raises-2-why").fill("the skin renews itself")
    page.get_by_text("Pick from the other 113").click()
    page.get_by_role("checkbox", name="Garg 2021").check()
    page.get_by_role("button", name="Add to the draft").last.click()
    assert page.get_by_text("Added to the draft.").is_visible()
    made = Contraindication.objects.get(key="scalp_eczema")
    assert (made.raises[-1]["side_effect"], made.sources[-1]) == ("fading", "garg_2021")
    assert made.rules == []


def test_a_source_is_checked_again(open_page: OpenPage) -> None:
    page = open_page("manager", PAGES["source"])
    page.get_by_role("link", name="Note a check").click()
    today = timezone.localdate()
    for name, day in (("checked_on", today), ("check_again_by", today + timedelta(365))):
        for part in ("day", "month", "year"):
            page.locator(f'[name="{name}_{part}"]').fill(str(getattr(day, part)))
    page.get_by_label("Checked by").fill("Rosa Marek")
    page.get_by_role("button", name="Note the check").click()
    page.get_by_text("Noted. The dates are in force at once.").wait_for()
    assert page.get_by_text("by Rosa Marek.").is_visible()
