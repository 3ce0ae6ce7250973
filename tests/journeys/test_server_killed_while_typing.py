"""D6 with a server that is really killed while somebody types, and started again.

The small version, with a network that fails and a proxy that says 503, is test_typing_is_kept.py.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from datetime import timedelta

import dj_database_url
import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from bench.servers import Server, Site, free_port, serving
from clinic.models import Event
from consultations.models import AnswerChange, Patient
from dev.postgres import WEB_ROLE
from tests.consultations.world import World
from tests.journeys.test_typing_is_kept import NOT_SENT, SAVE

HOST = "127.0.0.1"
TEXT = "other_condition_detail"


@dataclass
class Clinic:
    """The site on the database of the tests, in processes that can be killed."""

    port: int = field(default_factory=free_port)
    stack: ExitStack = field(default_factory=ExitStack)
    server: Server | None = None

    def start(self) -> None:
        database = dj_database_url.parse(os.environ["DATABASE_OWNER_URL"])
        known = os.environ["DATABASE_OWNER_URL"].removesuffix(str(database["NAME"]))
        there = {
            "DJANGO_SETTINGS_MODULE": "tests.settings",
            "DATABASE_OWNER_URL": known + connection.settings_dict["NAME"],
            "PGOPTIONS": f"-c role={WEB_ROLE}",
        }
        site = Site("killed", "clinic.wsgi:application", there, "/healthz")
        self.server = self.stack.enter_context(serving(site, self.port))

    def kill(self) -> None:
        if self.server is not None:
            with suppress(ProcessLookupError):
                os.killpg(self.server.pid, signal.SIGKILL)
        self.stack.close()
        self.server = None


@pytest.fixture
def clinic(world: World) -> Iterator[Clinic]:
    clinic = Clinic()
    clinic.start()
    yield clinic
    clinic.kill()


@pytest.fixture
def pages(world: World, clinic: Clinic, browser: Browser) -> Iterator[list[Page]]:
    """Three pages of somebody at the desk, by a clock that can be moved."""
    address = f"http://{HOST}:{clinic.port}"
    client, name = Client(), settings.SESSION_COOKIE_NAME
    client.force_login(world.desk)
    with browser.new_context(base_url=address, reduced_motion="reduce") as context:
        context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": address}])
        context.clock.install()
        yield [context.new_page() for _ in range(3)]


def correcting(page: Page, patient: Patient, name: str) -> None:
    """A record with half a correction in it."""
    page.goto(f"/patients/{patient.reference}/correct/")
    page.get_by_label("First name").fill(name)


@pytest.mark.slow
def test_typed_while_the_server_was_dead(world: World, clinic: Clinic, pages: list[Page]) -> None:
    answers, waiting, sent = pages
    draft = world.draft()
    two = world.patient(
        first_name="Ada", last_name="Obi", phone="07700 900 998", birth_date=world.day(-20_000)
    )
    # Given health answers and two forms in which somebody types
    answers.goto(f"/c/{draft.reference}/health/")
    answers.locator("#q-other_condition > .q input[value=yes]").check()
    box = answers.locator(f"#q-{TEXT} textarea")
    box.fill("Cold hands")
    mark = answers.locator(f"#state-{TEXT} [data-save-words]")
    expect(mark).to_contain_text("Saved")
    answers.clock.pause_at(timezone.now() + timedelta(seconds=5))  # of all three pages
    correcting(waiting, world.person, "Theodora")
    correcting(sent, two, "Adaeze")
    # When the server is killed, and they type on
    clinic.kill()
    box.fill("Cold hands in winter")
    answers.clock.run_for(1_500)
    expect(answers.locator("[data-save-state]")).to_contain_text("Not saved yet.")
    # Then a form whose button they reach stays where it is
    with waiting.expect_event("requestfailed"):
        waiting.get_by_role("button", name=SAVE).hover()
    waiting.get_by_role("button", name=SAVE).click()
    expect(waiting.get_by_text(NOT_SENT)).to_be_visible()
    expect(waiting.get_by_label("First name")).to_have_value("Theodora")
    # And one that is sent in the same instant waits in the browser's own page
    with sent.expect_event("requestfailed"):
        sent.get_by_label("First name").press("Enter")
    sent.wait_for_url("chrome-error://**")
    # When the server is there again
    clinic.start()
    answers.clock.run_for(15_000)
    # Then the answer is saved by itself, once
    expect(mark).to_contain_text("Saved", timeout=20_000)
    expect(box).to_have_value("Cold hands in winter")
    changes = AnswerChange.objects.filter(consultation=draft, question=TEXT).order_by("pk")
    assert [change.value for change in changes] == ["Cold hands", "Cold hands in winter"]
    # And each form, when its button or Reload is pressed
    waiting.get_by_role("button", name=SAVE).click()
    expect(waiting.get_by_text("The record is corrected.")).to_be_visible()
    sent.reload()
    expect(sent.get_by_text("The record is corrected.")).to_be_visible()
    assert Patient.objects.get(pk=world.person.pk).first_name == "Theodora"
    assert Patient.objects.get(pk=two.pk).first_name == "Adaeze"
    assert Event.objects.filter(action="patient.corrected").count() == 2
