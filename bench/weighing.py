"""Goal 12: what a browser has to fetch, told by the browser itself."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Page, Request, sync_playwright

from bench.goals import Line, goal
from bench.measure import once
from bench.place import DESK, TECHNICIAN, Place
from bench.sizes import Size
from bench.visitor import HOST
from dev.chromium import FLAGS, MISSING, find

SIGNING_IN = "signing in"


@dataclass
class Wire:
    """Counts the bytes as they arrive, headers included, and names every other host asked."""

    host: str
    bytes: int = 0
    others: set[str] = field(default_factory=set)

    def over(self, page: Page) -> None:
        session = page.context.new_cdp_session(page)
        session.send("Network.enable")
        session.on("Network.loadingFinished", self._arrived)
        page.on("request", self._asked)

    def kilobytes(self) -> float:
        """Since the last time that somebody asked."""
        taken, self.bytes = self.bytes / 1000, 0
        return taken

    def _arrived(self, event: dict[str, Any]) -> None:
        self.bytes += int(event["encodedDataLength"])

    def _asked(self, request: Request) -> None:
        address = urlsplit(request.url)
        if address.scheme in ("http", "https", "ws", "wss") and address.netloc != self.host:
            self.others.add(address.netloc)


@dataclass(frozen=True, slots=True)
class Weight:
    """Kilobytes of a page in a browser that knows nothing yet, and once it knows the styles."""

    first: float
    known: float


def weighing(place: Place, _: Size) -> Iterator[Line | str]:
    program = find()
    if program is None:
        yield f"Goal 12 is not measured. {MISSING}"
        return
    wire = Wire(f"{HOST}:{place.product.port}")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=list(FLAGS))
        try:
            pages = weigh_all(browser, wire, place)
        finally:
            browser.close()
    yield Line(goal(12, "first view"), once(pages.pop(SIGNING_IN).first), SIGNING_IN)
    nexts = {name: size.known for name, size in pages.items()}
    heaviest = max(nexts, key=nexts.__getitem__)
    yield Line(goal(12, "a next page"), once(nexts[heaviest]), heaviest)
    yield "Kilobytes with the styles known (and in a browser that knows nothing yet):"
    yield ", ".join(f"{name} {size.known:.0f} ({size.first:.0f})" for name, size in pages.items())
    yield Line(goal(12, "requests"), once(len(wire.others)), ", ".join(sorted(wire.others)))


def weigh_all(browser: Browser, wire: Wire, place: Place) -> dict[str, Weight]:
    draft = place.take(1)[0]
    pages = {
        DESK: {
            SIGNING_IN: "/sign-in/",
            "the desk": place.desk_page,
            "the health questions": f"/c/{draft.reference}/health/",
            "the check before sending": f"/c/{draft.reference}/check/",
        },
        TECHNICIAN: {"the review list": place.list_page, "a review": place.some_review()},
    }
    cookies = {
        DESK: place.desk.visitors[0].cookies,
        TECHNICIAN: place.technicians.visitors[0].cookies,
    }
    found = {}
    for person, addresses in pages.items():
        for name, path in addresses.items():
            signed_in = {} if name == SIGNING_IN else cookies[person]
            found[name] = weigh(browser, wire, path, signed_in)
    return found


def weigh(browser: Browser, wire: Wire, path: str, cookies: dict[str, str]) -> Weight:
    address = f"http://{wire.host}"
    context = browser.new_context(base_url=address)
    for name, value in cookies.items():
        context.add_cookies([{"name": name, "value": value, "url": address}])
    page = context.new_page()
    wire.over(page)
    page.goto(path, wait_until="networkidle")
    first = wire.kilobytes()
    page.goto("about:blank")
    page.goto(path, wait_until="networkidle")
    known = wire.kilobytes()
    context.close()
    return Weight(first, known)
