"""A photo from the box for a file to the decision that saw it."""

from __future__ import annotations

import pytest
from playwright.sync_api import FilePayload, expect

from clinic.models import Event
from consultations.models import Document, Review
from tests.consultations.test_photos import picture
from tests.consultations.world import World
from tests.journeys.conftest import Check, OpenPage

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_photo_is_added_looked_at_and_decided_on(
    open_page: OpenPage, world: World, assert_accessible: Check
) -> None:
    consultation = world.examined(planned=40)
    page = open_page("technician", f"/review/{consultation.reference}/")
    page.get_by_text("Add a photo").click()
    upload: FilePayload = {"name": "crown.png", "mimeType": "image/png", "buffer": picture().read()}
    page.get_by_label("Photo", exact=True).set_input_files(upload)
    page.get_by_label("What does it show?").fill("Crown, left side")
    page.get_by_role("button", name="Put the photo on file").click()
    expect(page.get_by_text("The photo is on file.")).to_be_visible()
    assert opened() == 0  # nobody looked at it yet

    page.get_by_text("Look at it here").click()
    shown = page.get_by_role("img", name="Crown, left side")
    expect(shown).to_be_visible()
    shown.evaluate("(image) => image.decode()")
    assert opened() == 1
    assert_accessible(page)

    page.get_by_label("I saw 1 photo").check()
    page.get_by_role("button", name="Approve and open next").click()
    expect(page.get_by_role("heading", name="Nothing to decide")).to_be_visible()
    assert Review.objects.get(consultation=consultation).decision == "approved"
    assert Document.objects.get().made_by.username == "technician"


def opened() -> int:
    return Event.objects.filter(action="document.opened").count()
