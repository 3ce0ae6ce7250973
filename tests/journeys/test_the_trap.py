"""The trap of the journeys itself: it must see what it is there to see."""

from __future__ import annotations

from playwright.sync_api import Browser
from pytest_django.live_server_helper import LiveServer

from tests.journeys import browser as tools
from tests.journeys.conftest import OpenPage


def test_a_stranger_gets_the_sign_in_page(open_page: OpenPage) -> None:
    page = open_page()
    assert "/sign-in/" in page.url


def test_staff_are_signed_in(open_page: OpenPage) -> None:
    page = open_page("technician")
    assert "/sign-in/" not in page.url


def test_the_trap_sees_inline_script_and_foreign_hosts(
    browser: Browser, live_server: LiveServer
) -> None:
    watch = tools.Watch(live_server.url.removeprefix("http://"))
    page = browser.new_page()
    watch.over(page)
    page.goto(f"{live_server.url}/sign-in/")
    assert watch.problems == []
    page.evaluate("""() => {
        const script = document.createElement("script");
        script.textContent = "window.broken = true";
        document.body.append(script);
        const image = new Image();
        image.src = "http://127.0.0.2:9/";
        document.body.append(image);
    }""")
    page.wait_for_timeout(200)
    assert any("CSP: script-src" in problem for problem in watch.problems)
    assert any("CSP: img-src" in problem for problem in watch.problems)
    page.close()
