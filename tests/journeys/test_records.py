"""An auditor finds out who saw a record, with the keyboard alone, and takes a copy."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from consultations.models import Consultation
from tests.consultations.pages import signed_in
from tests.consultations.world import World
from tests.journeys.conftest import Check, OpenPage

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def seen(world: World) -> Consultation:
    """A record that a technician opened, and that somebody was refused."""
    consultation = world.sent()
    assert world.auditor
    signed_in(world.technician).get(f"/review/{consultation.reference}/")
    signed_in(world.technician).get(f"/records/{consultation.patient.reference}/")
    return consultation


@pytest.mark.parametrize("look", [(1280, False), (820, True), (390, True), (320, False)])
def test_the_pages_are_accessible_and_fit(
    open_page: OpenPage,
    world: World,
    seen: Consultation,
    assert_accessible: Check,
    look: tuple[int, bool],
) -> None:
    width, dark = look
    patient = seen.patient.reference
    page = open_page("auditor", "/records/", width=width, dark=dark)
    for path in (
        "/records/",
        f"/records/{patient}/",
        f"/records/{patient}/?kind=looked&last_day=32&last_month=1&last_year=2026",
        f"/records/{patient}/?kind=exported",
        f"/records/{patient}/export/",
        f"/records/staff/{world.technician.pk}/",
    ):
        page.goto(path)
        page.evaluate("document.querySelectorAll('details').forEach((f) => { f.open = true; })")
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
        assert_accessible(page)


def test_who_saw_a_record_by_keyboard(
    open_page: OpenPage, seen: Consultation, assert_accessible: Check
) -> None:
    page = open_page("auditor")
    page.wait_for_url("**/records/")
    page.keyboard.press("Control+k")
    page.keyboard.type("adeyemi")
    page.keyboard.press("Enter")
    page.wait_for_url("**/records/find/")
    assert_accessible(page)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/records/{seen.patient.reference}/")
    assert page.get_by_role("row", name="Some technician").first.is_visible()
    assert page.get_by_text("Opened the review").is_visible()


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_a_copy_is_taken_with_a_reason(
    open_page: OpenPage, seen: Consultation, tmp_path: Path, script: bool
) -> None:
    page = open_page("auditor", f"/records/{seen.patient.reference}/", script=script)
    page.get_by_text("Filters").click()
    page.get_by_label("What").select_option("Looked")
    page.get_by_role("button", name="Show these").click()
    page.get_by_role("link", name="Export these").click()
    page.get_by_role("button", name="Export").click()
    assert page.get_by_role("alert").get_by_text("Write why it is exported").is_visible()
    page.get_by_label("Why is it exported?").fill("=Complaint of 3 November")
    with page.expect_download() as download:
        page.get_by_role("button", name="Export").click()
    assert "Adeyemi" not in download.value.suggested_filename
    saved = tmp_path / "record.csv"
    download.value.save_as(saved)
    with saved.open(encoding="utf-8-sig", newline="") as file:
        lines = list(csv.reader(file))
    assert ["Reason", "'=Complaint of 3 November"] in lines
    assert any("Opened the review" in line for line in lines)
