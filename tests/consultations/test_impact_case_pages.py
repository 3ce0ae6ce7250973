"""The impact pages: what they count, whom they let in, and that they name nobody."""

from __future__ import annotations

import html
import re
from typing import Any

import pytest
import time_machine
from django.core.management import call_command
from django.db import connection
from pytest_django import Settings

from clinic.models import Event, User
from consultations.impact_page import case_behind, link_of
from consultations.models import Consultation, ImpactRun
from tests.consultations.impact_cases import (
    ISOTRETINOIN,
    PRIVATE,
    change_draft,
    live_world,
    manager,
    retinoid,
)
from tests.consultations.pages import signed_in, text_of
from tests.consultations.world import World, key

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("starter_rows")]

PAGE = "/catalogue/desk/impact/"
CANARY = "Zwqxkanari"


@pytest.fixture
def world(db: None) -> World:
    return live_world()


@pytest.fixture
def marek(db: None) -> User:
    return manager()


@pytest.fixture
def longer(marek: User) -> None:
    change_draft("periods", ISOTRETINOIN, marek, value=9)


def shown(user: User, address: str = PAGE) -> str:
    return text_of(signed_in(user).get(address))


def cases_linked(user: User, address: str = PAGE) -> list[str]:
    page = signed_in(user).get(address).content.decode()
    return [html.unescape(link) for link in re.findall(r'href="([^"]*/case/[^"]*)"', page)]


# ── One case ───────────────────────────────────────────────────────────────────


def test_a_case_stands_side_by_side_and_is_on_the_record(
    world: World, marek: User, longer: None
) -> None:
    consultation = world.examined(**retinoid(world, 200))
    (link,) = cases_linked(marek)
    page = shown(marek, link)
    assert "Stricter under the draft." in page
    assert "Nothing found." in page
    assert "wait 9 months after the last dose" in page
    event = Event.objects.filter(action="impact.case_opened").get()
    assert (event.actor, event.subject_id) == (marek, consultation.reference)


def test_a_link_opens_one_case_for_some_hours_and_tells_nothing(world: World) -> None:
    consultation = world.examined()
    link = link_of(consultation.pk)
    assert case_behind(link) == consultation.pk
    assert consultation.reference not in link
    assert link != link_of(consultation.pk)
    for odd in ("none", link[:-4] + "AAA=", "ü", ""):
        assert case_behind(odd) is None


def test_a_link_lasts_twelve_hours_and_while_its_key_is_kept(settings: Settings) -> None:
    with time_machine.travel("2026-11-21T10:00:00Z", tick=False) as now:
        link = link_of(7)
        old, settings.SECRET_KEY = settings.SECRET_KEY, "another key that is long enough here"
        assert case_behind(link) is None
        settings.SECRET_KEY_FALLBACKS = [old]
        now.shift(12 * 60 * 60)
        assert case_behind(link) == 7
        now.shift(1)
        assert case_behind(link) is None


def test_a_link_to_what_has_no_summary_is_not_there(world: World, marek: User) -> None:
    client = signed_in(marek)
    for pk in (world.draft().pk, 2_000_000_000):
        assert client.get(f"{PAGE}case/{link_of(pk)}/").status_code == 404


def test_pages_and_what_is_kept_name_nobody(
    world: World, marek: User, longer: None, as_owner: Any
) -> None:
    """A word in every text a person can write, a reference, a birth date: nowhere."""
    patient = world.patient(first_name=CANARY, last_name=CANARY, email=f"{CANARY}@example.org")
    made = world.fill(
        world.draft(patient=patient),
        **retinoid(world, 200),
        **PRIVATE,
        medicines_list=CANARY,
        takes_any_medicines="yes",
    )
    world.send(made, unanswered_confirmed=True)
    consultation = Consultation.objects.get(pk=made.pk)
    client = signed_in(marek)
    client.post(f"{PAGE}runs/", {"key": str(key())})
    call_command("replay_drafts", verbosity=0)
    run = ImpactRun.objects.get()
    runs = f"{PAGE}runs/{run.pk}/"
    said = ""
    for address in (PAGE, *cases_linked(marek), runs, *cases_linked(marek, runs)):
        said += client.get(address).content.decode()
    with connection.cursor() as cursor:
        cursor.execute("SELECT figures::text || changed::text FROM consultations_impactrun")
        said += cursor.fetchone()[0]
    assert said.count("A private answer") == 4  # on both sides, here and in the run
    for secret in (CANARY, consultation.reference, "1987", "07700", "HIV", patient.reference):
        assert secret not in said


def test_a_private_finding_that_changes_stands_alone(world: World, marek: User) -> None:
    change_draft("rules", "hiv_not_well", marek, kind="absolute", cleared_by_letter=False)
    world.sent(**PRIVATE, **retinoid(world, 61))
    (link,) = cases_linked(marek)
    page = shown(marek, link)
    assert "A private answer is part of what changes" in page
    assert "From " not in page
    assert "isotretinoin" not in page
    assert "HIV" not in page
