"""D17: a browser keeps nothing about a patient, and after signing out shows nothing either."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, Response

from clinic.models import User
from tests.attack.addresses import crawl
from tests.consultations.world import World
from tests.journeys.conftest import OpenPage

KEPT = """
async () => [
  ...Object.keys(localStorage), ...Object.keys(sessionStorage),
  ...(await indexedDB.databases()).map((each) => each.name), ...(await caches.keys()),
  ...(await navigator.serviceWorker.getRegistrations()).map((each) => each.scope),
]
"""


@pytest.fixture
def patients(world: World, settings: Any) -> World:
    settings.ZEAL_RAISE = False
    world.examined(gate_bleeding="yes", anticoagulant="current")
    world.draft()
    return world


def may_be_kept(responses: list[Response]) -> list[str]:
    return [
        response.url
        for response in responses
        if "/static/" not in response.url
        and response.headers.get("cache-control") != "no-store"
        and not response.url.startswith("data:")
    ]


@pytest.mark.parametrize("role", ["desk", "technician"])
def test_no_page_leaves_anything_in_the_browser(
    patients: World, open_page: OpenPage, role: str
) -> None:
    """Requests to other hosts fail the test by themselves (browser.Watch)."""
    user: User = getattr(patients, role)
    page, answers = open_page(user.username), list[Response]()
    page.on("response", lambda answer: answers.append(answer))  # noqa: PLW0108 - Playwright marks it
    pages = sorted(crawl(user).pages)
    assert len(pages) > 20
    for address in pages:
        page.goto(address)
        assert page.evaluate(KEPT) == [], address
    assert len(answers) > len(pages)
    assert may_be_kept(answers) == []


def test_after_signing_out_the_way_back_shows_no_record(
    patients: World, open_page: OpenPage
) -> None:
    page = open_page(patients.technician.username, "/review/")
    page.locator("a[href*='/review/C-']").first.click()
    page.wait_for_url("**/review/C-*/")
    assert "Adeyemi" in page.content()
    told = sign_out(page).all_headers()["clear-site-data"]
    assert '"cache"' in told
    assert '"storage"' in told
    assert "session" not in {cookie.get("name") for cookie in page.context.cookies()}
    for _ in range(2):
        page.go_back()
        page.wait_for_load_state()
        assert "Adeyemi" not in page.content()
        assert "/sign-in/" in page.url


def sign_out(page: Page) -> Response:
    page.locator(".name-menu summary").click()
    with page.expect_response("**/sign-out/") as answer:
        page.locator("form[action$='sign-out/'] button").click()
    page.wait_for_url("**/sign-in/**")
    return answer.value
