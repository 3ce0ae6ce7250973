"""In and out in a real browser: a folder becomes the draft, editions stand side by side."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Page

from clinic.models.user import Role
from sideeffects.actions import load, publish, record_approval
from sideeffects.desk.exporting import zipped
from sideeffects.models import Edition, Period, Section
from sideeffects.yaml_writing import yaml_texts
from tests.catalogue import STARTER, catalogue_with, starter
from tests.journeys.conftest import PHONE, TABLET, WIDE, Check, OpenPage, TakePicture
from tests.people import person
from tests.sideeffects.imports.sent_folders import packed

pytestmark = pytest.mark.django_db(transaction=True)
BOX = "The folder, as a zip or as its files"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The starter with one wait longer, one text reworded, one claim gone and one new."""
    starting = starter()
    wait = replace(starting.periods["isotretinoin_wait"], value=9)
    stop = replace(starting.rules["keloid_yes"], patient_says="We do not treat people who scar so.")
    claims = dict(starting.claims)
    gone = claims.pop("s0-02")
    made = catalogue_with(
        periods={**starting.periods, wait.key: wait},
        rules={**starting.rules, stop.key: stop},
        claims={**claims, "s9-01": replace(gone, id="s9-01", claim="SMP suits everybody")},
    )
    texts = {**yaml_texts(made), "notes.txt": "Not a part."}
    path = tmp_path / "catalogue.zip"
    path.write_bytes(zipped(texts))
    return path


@pytest.fixture
def two_editions(transactional_db: None) -> Edition:
    load(STARTER, by=None)
    first = publish(by=None, note="The starter.").edition
    record_approval(first, name="Dr A Lund", role="Dermatologist", by=person(Role.CLINIC_LEAD))
    Period.objects.filter(key="isotretinoin_wait").update(value=9)
    Section.objects.filter(key="health").update(title="Your health now")
    publish(by=None, note="Isotretinoin: nine months, as its label says.")
    return first


def no_wider_than_its_window(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"))


@pytest.mark.parametrize("script", [True, False], ids=["script", "plain"])
def test_a_folder_becomes_the_draft(
    open_page: OpenPage, two_editions: Edition, folder: Path, script: bool
) -> None:
    page = open_page("manager", "/catalogue/desk/", script=script)
    page.get_by_role("link", name="Import").click()
    page.get_by_label(BOX).set_input_files(folder)
    page.get_by_role("button", name="Read the folder").click()
    assert page.get_by_role("heading", name="What the folder changes").is_visible()
    assert "notes.txt" in page.locator("main").inner_text()
    page.get_by_role("link", name="Beside the live edition").click()
    page.get_by_role("button", name="Make this the draft").press("Enter")
    assert "The folder is the draft now." in page.locator("main").inner_text()
    assert Edition.objects.live().number == 2
    page.goto("/catalogue/desk/import/")
    page.get_by_label(BOX).set_input_files(
        {"name": "x.zip", "mimeType": "application/zip", "buffer": packed({"rules.yaml": b"a: [}"})}
    )
    page.get_by_role("button", name="Read the folder").click()
    assert "rules.yaml: line 1" in page.locator("main").inner_text()


def test_a_paper_signature_goes_on_record(open_page: OpenPage, two_editions: Edition) -> None:
    live = Edition.objects.live()
    page = open_page("manager", "/catalogue/editions/2/")
    page.get_by_role("link", name="Record an approval").click()
    page.get_by_label("Name of the clinician who signed").fill("Dr B Mora")
    page.get_by_role("button", name="Record the approval").click()
    assert page.get_by_label("Name of the clinician who signed").input_value() == "Dr B Mora"
    page.get_by_label("Profession and registration").fill("GP, GMC 7654321")
    page.get_by_label("Fingerprint on the signed paper").fill(live.hash[:12])
    page.get_by_label("I hold the paper with the signature").check()
    page.get_by_role("button", name="Record the approval").click()
    assert "The approval of Dr B Mora is on record." in page.locator("main").inner_text()
    page.goto("/catalogue/")
    assert "Clinically approved. Dr B Mora" in page.locator("main").inner_text()


LOOKS = [(WIDE, False), (PHONE, True)]
MORE_LOOKS = [(WIDE, True), (TABLET, False), (TABLET, True), (PHONE, False)]
PAGES = {
    "import": "/catalogue/desk/import/",
    "export": "/catalogue/desk/export/",
    "editions": "/catalogue/editions/",
    "edition": "/catalogue/editions/2/",
    "edition-first": "/catalogue/editions/1/",
    "approval": "/catalogue/editions/2/approval/",
}


@pytest.mark.parametrize(
    "look", [*LOOKS, *(pytest.param(look, marks=pytest.mark.slow) for look in MORE_LOOKS)], ids=str
)
def test_every_page_reads_well(
    open_page: OpenPage,
    assert_accessible: Check,
    take_picture: TakePicture,
    look: tuple[int, bool],
    request: pytest.FixtureRequest,
) -> None:
    request.getfixturevalue("two_editions")
    width, dark = look
    theme = "dark" if dark else "light"
    page = open_page("manager", "/catalogue/desk/import/", width=width, dark=dark)
    page.get_by_label(BOX).set_input_files(request.getfixturevalue("folder"))
    page.get_by_role("button", name="Read the folder").click()
    for name, path in {"folder": page.url, **PAGES}.items():
        page.goto(path)
        assert no_wider_than_its_window(page), name
        take_picture(page, f"exchange-{name}-{width}-{theme}")
        assert_accessible(page)
    page.get_by_role("button", name="Record the approval").click()
    take_picture(page, f"exchange-approval-wrong-{width}-{theme}")
    assert_accessible(page)
