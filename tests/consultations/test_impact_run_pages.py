"""The page of a run in the background: how far it is, what it found, how it ends."""

from __future__ import annotations

import pytest
from django.core.management import call_command

from clinic.models import User
from consultations.models import ImpactRun
from consultations.views import impact as views
from tests.consultations.impact_cases import (
    ISOTRETINOIN,
    change_draft,
    live_world,
    manager,
    six_people,
)
from tests.consultations.pages import signed_in, text_of
from tests.consultations.test_impact_pages import PAGE, cases_linked, shown
from tests.consultations.world import World, key

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("starter_rows")]


@pytest.fixture
def world(db: None) -> World:
    return live_world()


@pytest.fixture
def marek(db: None) -> User:
    return manager()


@pytest.fixture
def longer(marek: User) -> None:
    change_draft("periods", ISOTRETINOIN, marek, value=9)


@pytest.fixture
def few_are_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(views, "CHOICES", (1, 2))


def test_more_are_replayed_in_the_background(
    world: World, marek: User, longer: None, few_are_many: None
) -> None:
    six_people(world)
    client = signed_in(marek)
    assert "Replay 6" in shown(marek)
    begun = client.post(f"{PAGE}runs/", {"key": str(key())}, follow=True)
    address = begun.redirect_chain[0][0]
    assert "It begins in a moment." in text_of(begun)
    assert 'hx-trigger="every 1s"' in begun.content.decode()
    part = client.get(address, headers={"HX-Request": "true"}).content.decode()
    assert part.lstrip().startswith("<div")
    assert "hx-get" in part
    call_command("replay_drafts", verbosity=0)
    done = client.get(address)
    assert "hx-get" not in done.content.decode()
    page = text_of(done)
    assert "Done: 6 replayed." in page
    assert "3 of the 6 consultations compared would change." in page
    assert "Stricter under the draft." in shown(marek, cases_linked(marek, address)[0])
    assert client.get(f"{address}case/3/").status_code == 404
    assert "done, 6 replayed" in shown(world.lead)


def test_a_run_is_stopped_by_a_button(world: World, marek: User, longer: None) -> None:
    six_people(world)
    client = signed_in(marek)
    client.post(f"{PAGE}runs/", {"key": str(key())})
    run = ImpactRun.objects.get()
    stopped = client.post(f"{PAGE}runs/{run.pk}/stop/", follow=True)
    assert "Stopped by Marek. 0 were replayed." in text_of(stopped)


def test_a_run_about_something_older_says_so(world: World, marek: User, longer: None) -> None:
    client = signed_in(marek)
    client.post(f"{PAGE}runs/", {"key": str(key())})
    address = f"{PAGE}runs/{ImpactRun.objects.get().pk}/"
    assert "older state" not in shown(marek, address)
    change_draft("periods", ISOTRETINOIN, marek, value=8)
    assert "The draft has changed since this run began." in shown(marek, address)
    world.with_catalogue(lambda files: files)
    assert "Edition 2 has gone live since this run began." in shown(marek, address)


def test_a_silent_run_and_an_empty_one_say_so(world: World, marek: User, longer: None) -> None:
    client = signed_in(marek)
    client.post(f"{PAGE}runs/", {"key": str(key())})
    run = ImpactRun.objects.get()
    address = f"{PAGE}runs/{run.pk}/"
    ImpactRun.objects.filter(pk=run.pk).update(beat_at=world.at(-1))
    assert "Nothing has happened for two minutes." in shown(marek, address)
    call_command("replay_drafts", verbosity=0)
    assert "There is nothing to compare with" in shown(marek, address)


def test_what_is_not_a_form_of_ours_begins_nothing(world: World, marek: User, longer: None) -> None:
    client = signed_in(marek)
    assert client.post(f"{PAGE}runs/", {"key": "none"}).status_code == 302
    assert not ImpactRun.objects.exists()
    assert client.get(f"{PAGE}runs/1234567/").status_code == 404
