"""D5 without a clock of ours: whoever types on and on has every sign on its way within two seconds.

The page's own time is moved by hand; it stands still while a request is on its way. So nothing here
depends on how fast the machine is (how many seconds are lost is test_killed_while_typing.py's).
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from urllib.parse import parse_qs

from django.utils import timezone
from playwright.sync_api import Page, Request, expect

from consultations.models import Consultation
from tests.consultations.world import World
from tests.journeys.conftest import OpenPage

PROMISED = 2000  # milliseconds of the page's time
BETWEEN = 500  # two signs: shorter than any pause after which a text is sent
TYPED = "abcdefghijklmn"
QUESTION = "other_condition_detail"


def by_a_clock_moved_by_hand(open_page: OpenPage, world: World, draft: Consultation) -> Page:
    page = open_page(world.desk.username, "/desk/")
    page.clock.install()
    page.goto(f"/c/{draft.reference}/health/")
    page.locator("#q-other_condition > .q input[value=yes]").check()
    page.locator(f"#q-{QUESTION} textarea").click()
    page.clock.pause_at(timezone.now() + timedelta(minutes=1))
    expect(page.locator("[data-save-state]")).to_contain_text("Saved")
    return page


def test_every_sign_is_on_its_way_within_two_seconds(open_page: OpenPage, world: World) -> None:
    draft = world.draft()
    page = by_a_clock_moved_by_hand(open_page, world, draft)
    sent, due = [""], 0

    def left() -> bool:
        return len(sent[-1]) >= due

    def note(request: Request) -> None:
        fields = parse_qs(request.post_data or "", keep_blank_values=True)
        sent.extend(fields.get(f"a-{QUESTION}", ()))

    page.on("request", note)
    # Given somebody who never rests long enough to count as done
    for number, sign in enumerate(TYPED, start=1):
        page.keyboard.type(sign)
        page.clock.run_for(BETWEEN)
        # Then what was typed two seconds ago has left, before they rest and without leaving the box
        due = max(0, number - PROMISED // BETWEEN)
        _until(page, left)
        assert TYPED.startswith(sent[-1])
        assert left(), f"{TYPED[:due]} was typed; {sent[-1]} has been sent"
    # And what stands in the database is that
    assert len(sent) > 2
    _until(page, lambda: _kept(draft) == sent[-1])
    assert _kept(draft) == sent[-1]


def _kept(draft: Consultation) -> object:
    draft.refresh_from_db()
    return draft.answers.get(QUESTION, "")


def _until(page: Page, so: Callable[[], bool]) -> None:
    """A request that has left may not have come yet. The page's time stands still."""
    for _ in range(200):
        if so():
            return
        page.wait_for_timeout(20)
