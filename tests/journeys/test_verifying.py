"""A receipt is scanned, or typed from the paper: anybody learns whether it stands, and no more."""

from __future__ import annotations

import pytest

from consultations.actions.sending import look_again
from consultations.models import Review
from consultations.receipt_code import code_of
from tests.consultations.world import World
from tests.journeys.conftest import Check, OpenPage

pytestmark = pytest.mark.django_db(transaction=True)


def test_scanned_on_a_phone_it_sends_itself_and_leaves_the_address(
    open_page: OpenPage, world: World, assert_accessible: Check
) -> None:
    consultation = world.approved()
    code = code_of(Review.objects.get())
    page = open_page(None, f"/verify/#{code.replace('-', '')}", width=390, dark=True)
    page.get_by_role("heading", name="This receipt is genuine").wait_for()
    assert page.url.endswith("/verify/")
    assert "and it stands" in page.inner_text("main")
    assert "Adeyemi" not in page.content()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert_accessible(page)
    look_again(consultation, reason="x", by=world.technician)
    page.fill("[name=code]", code)
    page.get_by_role("button", name="Verify another").click()
    page.get_by_text("Its decision no longer stands since").wait_for()
    assert_accessible(page)


def test_without_script_it_is_typed_from_the_paper(
    open_page: OpenPage, world: World, assert_accessible: Check
) -> None:
    world.approved()
    code = code_of(Review.objects.get())
    page = open_page(None, "/verify/", script=False)
    for typed, heard in (
        ("nothing", "A code has eight groups"),
        ("7" * 40, "This is not a receipt of ours"),
        (code.lower(), "This receipt is genuine"),
    ):
        page.fill("[name=code]", typed)
        page.get_by_role("button", name="Verify").click()
        page.get_by_text(heard).first.wait_for()
