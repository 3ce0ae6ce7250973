"""A real Chromium against the real site. The trap on every page: see browser.Watch."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from playwright.sync_api import Browser, Page, sync_playwright
from pytest_django.live_server_helper import LiveServer

from clinic import demo
from clinic.models import User
from dev import chromium
from tests.consultations.world import World
from tests.journeys import browser as tools

OpenPage = Callable[..., Page]
Check = Callable[[Page], None]
TakePicture = Callable[[Page, str], None]

WIDE, TABLET, PHONE = 1280, 820, 390
HEIGHTS = {WIDE: 800, TABLET: 1180, PHONE: 844}
PATIENCE = 10_000  # milliseconds


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.journey)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    program = chromium.find()
    if program is None and os.environ.get("CI") == "true":
        pytest.fail("The checks of a submission must run the browser journeys. " + chromium.MISSING)
    if program is None:
        pytest.skip(chromium.MISSING)
    # Playwright keeps an event loop in this thread, where Django would then refuse the database.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=program, args=list(chromium.FLAGS))
        yield started
        started.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def world(transactional_db: None) -> World:
    """With its edition and its technician already there, as a page would find them."""
    made = World()
    assert made.edition
    assert made.technician
    return made


@pytest.fixture
def open_page(browser: Browser, live_server: LiveServer) -> Iterator[OpenPage]:
    """`open_page("technician", "/review/")` gives a page signed in as that person of the demo.

    Without a name the visitor is a stranger. Each page has its own cookies. The test fails when a
    page broke the content security policy, had a script error, asked another host, or got a 500.
    """
    watch = tools.Watch(urlsplit(live_server.url).netloc)
    contexts = []

    def open_as(
        username: str | None = None,
        path: str = "/",
        *,
        width: int = WIDE,
        dark: bool = False,
        script: bool = True,
    ) -> Page:
        context = browser.new_context(
            base_url=live_server.url,
            viewport={"width": width, "height": HEIGHTS.get(width, 800)},
            color_scheme="dark" if dark else "light",
            reduced_motion="reduce",
            locale="en-GB",
            timezone_id="Europe/London",
            java_script_enabled=script,
        )
        contexts.append(context)
        context.set_default_timeout(PATIENCE)
        if username:
            name, value = _session_of(username)
            context.add_cookies([{"name": name, "value": value, "url": live_server.url}])
        page = context.new_page()
        watch.over(page)
        page.goto(path)
        return page

    yield open_as
    for context in contexts:
        context.close()
    _until_quiet()
    assert watch.problems == []


def _until_quiet() -> None:
    """What was sent last may still be under way, and would stand in the way of emptying tables."""
    quiet = 0
    for _ in range(200):
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
                " AND pid <> pg_backend_pid() AND state <> 'idle'"
            )
            quiet = quiet + 1 if cursor.fetchone() == (0,) else 0
        if quiet == 2:
            return
        time.sleep(0.05)


def _session_of(username: str) -> tuple[str, str]:
    """The session cookie of somebody who has just signed in."""
    if not User.objects.filter(username=username).exists():
        demo.seed_staff()
    client = Client()
    client.force_login(User.objects.get(username=username))
    name = settings.SESSION_COOKIE_NAME
    return name, client.cookies[name].value


@pytest.fixture
def assert_accessible() -> Check:
    """`assert_accessible(page)`: axe finds nothing on it."""

    def check(page: Page) -> None:
        assert tools.accessibility_problems(page) == []

    return check


@pytest.fixture
def take_picture() -> TakePicture:
    """`take_picture(page, "review-wide-light")` saves var/pictures/review-wide-light.png."""
    return tools.take_picture
