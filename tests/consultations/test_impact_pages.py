"""The impact pages: what they count, whom they let in, and that they name nobody."""

from __future__ import annotations

import html
import re

import pytest

from clinic.models import User
from consultations.impact_page import LISTED, link_of
from sideeffects.models import Edition
from tests.consultations.impact_cases import (
    ISOTRETINOIN,
    change_draft,
    live_world,
    manager,
    retinoid,
    six_people,
)
from tests.consultations.pages import signed_in, statements, text_of
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


# ── Counted at once ────────────────────────────────────────────────────────────


def test_the_page_counts_and_lists_what_changes(world: World, marek: User, longer: None) -> None:
    six_people(world)
    page = shown(marek)
    assert "3 of the 6 consultations compared would change." in page
    assert "3 stricter" in page
    assert "0 less strict" in page
    assert "Clear 1 of 4 → to Hold 3 of 4" in page
    assert "with more findings or later dates" in page
    assert "Nothing reaches patients until it is published." in page
    assert "No booking from today on would be put on hold." in page
    assert len(cases_linked(marek)) == 3


def test_less_strict_says_that_a_second_person_must_look(world: World, marek: User) -> None:
    change_draft("periods", ISOTRETINOIN, marek, value=1)
    six_people(world)
    page = shown(world.lead)
    assert "1 less strict A second person must look" in page
    assert "Less strict" in page


def test_without_past_consultations_it_never_says_no_effect(
    world: World, marek: User, longer: None
) -> None:
    page = shown(marek)
    assert "There is nothing to compare with" in page
    assert "consultations compared" not in page


def test_the_same_draft_compares_nothing(world: World, marek: User) -> None:
    world.examined()
    assert "The draft says what is live" in shown(marek)


def test_a_draft_with_gaps_says_that_nobody_can_be_assessed(world: World, marek: User) -> None:
    change_draft("rules", "retinoid_recent", marek, actions=[{"action": "nothing"}])
    world.examined()
    page = shown(marek)
    assert "The draft has gaps" in page
    assert "None of the 1 past consultation could be compared." in page
    assert "1 could not be assessed" in page


def test_who_lacks_an_answer_is_left_out_and_the_question_named(world: World, marek: User) -> None:
    change_draft("questions", "fainting", marek, ask_when=None)
    world.examined()
    page = shown(marek)
    assert "1 consultation lacks an answer that the draft reads and was left out" in page


def test_how_many_are_looked_at_is_chosen(world: World, marek: User, longer: None) -> None:
    six_people(world)
    assert 'aria-current="page">Last 100<' in (
        signed_in(marek).get(f"{PAGE}?last=100").content.decode()
    )
    for odd in ("?last=7", "?last=x", ""):
        page = signed_in(marek).get(f"{PAGE}{odd}").content.decode()
        assert 'aria-current="page">Last 500<' in page


def test_a_booking_that_would_be_held_shows_reference_day_and_levels(
    world: World, marek: User, longer: None
) -> None:
    waits = world.approved(30, **retinoid(world, 190))
    world.booked(waits, 34)
    page = shown(marek)
    assert "1 person with a booking would be on hold" in page
    assert f"{waits.reference} " in page
    assert waits.patient.last_name not in page


def test_a_long_list_says_how_many_more(
    world: World, marek: User, longer: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("consultations.impact_page.LISTED", 1)
    six_people(world)
    assert LISTED == 50
    assert "and 2 more." in shown(marek)
    assert len(cases_linked(marek)) == 1


def test_the_statements_are_the_same_for_any_number_of_cases(
    world: World, marek: User, longer: None
) -> None:
    client = signed_in(marek)
    world.examined(**retinoid(world, 200))
    client.get(PAGE)
    few = len(statements(client, PAGE))
    six_people(world)
    assert len(statements(client, PAGE)) == few


def test_before_the_first_edition(
    world: World, marek: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    link = link_of(world.examined().pk)
    monkeypatch.setattr(Edition.objects, "newest", lambda: None)
    client = signed_in(marek)
    assert "No edition is published yet" in shown(marek)
    assert client.get(f"{PAGE}case/{link}/").status_code == 404
    assert client.post(f"{PAGE}runs/", {"key": key()}).status_code == 302
