"""What the journeys do with a page beside clicking: watch it, check it, take its picture."""

from __future__ import annotations

import base64
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import ConsoleMessage, Page, Request, Response

from dev.places import VAR

PICTURES = VAR / "pictures"

# Says every violation of the content security policy in the console, where we listen.
REPORT_VIOLATIONS = """
document.addEventListener("securitypolicyviolation", (event) =>
  console.error(
    `CSP: ${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}:${event.lineNumber}`));
"""


@dataclass
class Watch:
    """Collects what must not happen on any page of a journey."""

    host: str
    problems: list[str] = field(default_factory=list)

    def over(self, page: Page) -> None:
        page.add_init_script(REPORT_VIOLATIONS)
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.problems.append(f"script: {error}"))
        page.on("request", self._request)
        page.on("response", self._response)

    def _console(self, message: ConsoleMessage) -> None:
        # A 404 or 409 that a journey wants to see is reported here too; _response judges those.
        if message.type == "error" and not message.text.startswith("Failed to load resource"):
            self.problems.append(f"console: {message.text}")

    def _request(self, request: Request) -> None:
        address = urlsplit(request.url)
        if address.scheme not in ("data", "blob") and address.netloc != self.host:
            self.problems.append(f"asked another host: {request.url}")

    def _response(self, response: Response) -> None:
        path = urlsplit(response.url).path
        if response.status >= 500 or (response.status >= 400 and path.startswith("/static/")):
            self.problems.append(f"{response.status}: {response.url}")


def accessibility_problems(page: Page) -> list[str]:
    """What axe finds, one line each."""
    found = Axe().run(page).response["violations"]
    return [
        f"{violation['id']} ({violation['impact']}): {node['target'][0]}: {node['html'][:160]}"
        for violation in found
        for node in violation["nodes"]
    ]


def take_picture(page: Page, name: str) -> None:
    """The whole page as var/pictures/NAME.png.

    Playwright's own screenshot sets style attributes, which would count against the policy.
    """
    PICTURES.mkdir(parents=True, exist_ok=True)
    page.wait_for_load_state()
    session = page.context.new_cdp_session(page)
    taken = session.send("Page.captureScreenshot", {"format": "png", "captureBeyondViewport": True})
    session.detach()
    (PICTURES / f"{name}.png").write_bytes(base64.b64decode(taken["data"]))
