"""D13: script in every text there is, looked at on every page, as every role, in a real browser."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote, urlsplit

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer

from clinic.models import User
from tests.attack import full_clinic
from tests.attack.addresses import Met, crawl
from tests.attack.payloads import FEW, MARK, PAYLOADS
from tests.conftest import AsOwner
from tests.journeys.browser import Watch

# What on a page came out of a text: anything that acts, and the text itself wherever it stands.
LOOK = """
(mark) => {
  const bad = [], seen = [];
  for (const node of document.querySelectorAll("*")) {
    for (const {name, value} of node.attributes) {
      if (name.startsWith("on") || name.startsWith("hx-on") || name.includes("pwn13"))
        bad.push(`${node.localName} ${name}=${value.slice(0, 80)}`);
      if (/^\\s*(java\\s*script|vbscript|data:(?!image\\/))/i.test(value))
        bad.push(`${name}=${value}`);
      if (value.includes(mark)) seen.push(value);
    }
    if (node.localName === "script" && !node.src) bad.push("script without a file");
    if (["iframe", "object", "embed", "base", "marquee", "math"].includes(node.localName))
      bad.push(node.localName);
  }
  const texts = document.createTreeWalker(document, NodeFilter.SHOW_TEXT | NodeFilter.SHOW_COMMENT);
  while (texts.nextNode()) {
    const text = texts.currentNode.nodeValue;
    if (texts.currentNode.nodeType === 8 && text.includes(mark)) bad.push("in a comment");
    if (text.toLowerCase().includes(mark)) seen.push(text);
  }
  for (const box of document.querySelectorAll("input, textarea"))
    if (box.value.includes(mark)) seen.push(box.value);
  return {bad, seen};
}
"""


@pytest.fixture
def clinic_with(
    transactional_db: None, as_owner: AsOwner, live_server: LiveServer, browser: Browser
) -> Iterator[Any]:
    """`clinic_with(text)` fills every field with it; gives the pages that show it, as each role."""
    settings.ZEAL_RAISE = False

    def fill(text: str) -> list[str]:
        full_clinic.build(text)
        with as_owner():
            return full_clinic.poison(text)

    yield fill
    settings.ZEAL_RAISE = True


class Visitor:
    """One role in the browser, with a trap for everything that a script could do."""

    def __init__(self, browser: Browser, site: LiveServer, user: User) -> None:
        self.watch = Watch(urlsplit(site.url).netloc)
        self.context = browser.new_context(base_url=site.url)
        self.page = self.context.new_page()
        self.watch.over(self.page)
        self.page.on("dialog", self._dialog)
        name, value = _session(user)
        self.context.add_cookies([{"name": name, "value": value, "url": site.url}])

    def _dialog(self, dialog: Any) -> None:
        self.watch.problems.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    def look(self, address: str, text: str) -> int:
        """How often the text stands on the page; anything wrong is kept in the watch."""
        self.page.goto(address, wait_until="domcontentloaded")
        found = self.page.evaluate(LOOK, MARK)
        self.watch.problems += [f"{address}: {bad}" for bad in found["bad"]]
        self.watch.problems += [
            f"{address}: not literally: {seen[:200]}"
            for seen in found["seen"]
            if not literally(seen, text)
        ]
        return len(found["seen"])


def literally(seen: str, text: str) -> bool:
    """Each mark is followed by the first word as it was written, wherever the text was cut."""
    wanted = _bare(text.removeprefix(MARK).split()[0])[:5]
    return all(part.startswith(wanted) for part in _bare(seen).split(MARK)[1:])


def _bare(text: str) -> str:
    """Without what an e-mail address may not have, and as it was before it went into a link."""
    return re.sub(r"[\"'\\]", "", unquote(text)).lower()


def _session(user: User) -> tuple[str, str]:
    client = Client()
    client.force_login(user)
    name = settings.SESSION_COOKIE_NAME
    return name, client.cookies[name].value


def visit_all(browser: Browser, site: LiveServer, text: str, *, once: bool) -> tuple[int, int]:
    """Every page as every role, or each page as the first role that may open it."""
    pages, shown, known = 0, 0, set[str]()
    problems: list[str] = []
    for user in User.objects.filter(is_active=True).order_by("pk"):
        met = crawl(user)
        visitor = Visitor(browser, site, user)
        for address in _worth_opening(met, known, once=once):
            shown += visitor.look(address, text)
            pages += 1
        visitor.context.close()
        problems += visitor.watch.problems
    assert problems == []
    return pages, shown


def _worth_opening(met: Met, known: set[str], *, once: bool) -> list[str]:
    """Pages; no files, and no addresses that only forms lead to."""
    found = []
    for route, addresses in met.by_route.items():
        if once and route in known:
            continue
        known.add(route)
        shown = [address for address in addresses if address in met.pages]
        found += shown[:1] if once else shown
    return found


def test_a_handful_in_all_fields_at_once(
    clinic_with: Any, browser: Browser, live_server: LiveServer
) -> None:
    text = FEW[0]
    fields = clinic_with(text)
    pages, shown = visit_all(browser, live_server, text, once=True)
    print(f"{len(fields)} columns, {pages} pages, shown literally {shown} times")
    assert len(fields) > 40
    assert pages > 40
    assert shown > 1_000


@pytest.mark.slow
@pytest.mark.parametrize("number", range(len(PAYLOADS)))
def test_each_payload_on_every_page_as_every_role(
    clinic_with: Any, browser: Browser, live_server: LiveServer, number: int
) -> None:
    """`-k "[7]"` runs one of them."""
    text = PAYLOADS[number]
    clinic_with(text)
    pages, shown = visit_all(browser, live_server, text, once="QUICK" in os.environ)
    print(f"{text!r}: {pages} pages, shown literally {shown} times")
    assert shown > 1_000


def test_the_trap_sees_what_runs(browser: Browser, live_server: LiveServer) -> None:
    """On a page without any policy, where the text is markup."""
    page: Page = browser.new_page()
    page.set_content(f"<p>{PAYLOADS[1]}</p><a href='{PAYLOADS[0][5:]}'>x</a>")
    found = page.evaluate(LOOK, MARK)
    assert found["bad"] == ["img onerror=alert(13)"]
    assert not literally(found["seen"][0], PAYLOADS[1])
    page.close()
