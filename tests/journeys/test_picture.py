"""The README's picture: a hold that ends on a day, as the technician sees it.

`make picture` keeps it as docs/review.png; every other run only makes it.
"""

from __future__ import annotations

import os

import pytest
from playwright.sync_api import expect

from clinic import demo
from clinic.models import User
from dev.places import ROOT
from tests.consultations.review_cases import FAINTS, isotretinoin
from tests.consultations.world import World
from tests.journeys.browser import PICTURES
from tests.journeys.conftest import OpenPage, TakePicture

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def clinic(transactional_db: None) -> World:
    world = World(demo.seed_staff())
    for name in ("desk", "technician"):
        world.__dict__[name] = User.objects.get(username=name)
    return world


def test_the_review_page_for_the_readme(
    clinic: World, open_page: OpenPage, take_picture: TakePicture
) -> None:
    consultation = clinic.examined(
        planned=14,
        **isotretinoin(clinic.today),
        **FAINTS,
    )
    page = open_page("technician", f"/review/{consultation.reference}/")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Tunde Adeyemi")
    take_picture(page, "review")
    picture = PICTURES / "review.png"
    assert picture.stat().st_size > 10_000
    if os.environ.get("KEEP_PICTURE"):
        (ROOT / "docs" / "review.png").write_bytes(picture.read_bytes())
