"""What a rule on trial would have found: counted when somebody looks, and never told a patient."""

from __future__ import annotations

from datetime import timedelta

import pytest

from clinic.models import User
from consultations import trials
from consultations.models import Summary
from consultations.trials import Counted, trials_lately
from sideeffects.actions.trials import start_trial, stop_trial
from sideeffects.models import Edition, Trial
from tests.catalogue import starter_edition
from tests.consultations.impact_cases import change_draft, live_world, manager, retinoid
from tests.consultations.pages import signed_in, text_of
from tests.consultations.world import World

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("starter_rows")]

PAGE = "/catalogue/desk/trials/"
RULE = "retinoid_recent"


@pytest.fixture
def world(db: None) -> World:
    return live_world()


@pytest.fixture
def marek(db: None) -> User:
    return manager()


@pytest.fixture
def trial(marek: User) -> Trial:
    """Nine months instead of six."""
    change_draft("periods", "isotretinoin_wait", marek, value=9)
    return start_trial(RULE, by=marek)


def only() -> Counted:
    (counted,) = trials_lately()
    return counted


def test_who_was_screened_since_it_began_is_counted(world: World, marek: User) -> None:
    world.examined(**retinoid(world, 200))
    change_draft("periods", "isotretinoin_wait", marek, value=9)
    start_trial(RULE, by=marek)
    assert (only().cases, only().fired) == (0, 0)
    world.examined()
    world.examined(**retinoid(world, 200))
    world.examined(**retinoid(world, 61))
    world.sent(oral_retinoid=None)
    counted = only()
    assert (counted.cases, counted.fired, counted.lacking) == (4, 2, 1)
    assert [(pair.count, pair.before, pair.after) for pair in counted.pairs] == [
        (1, "clear", "hold"),
        (1, "hold", "hold"),
    ]
    assert counted.running
    assert "wait 9 months after the last dose" in counted.sentence


def test_nothing_of_it_reaches_a_summary(world: World, trial: Trial) -> None:
    consultation = world.examined(**retinoid(world, 200))
    assert consultation.summary is not None
    assert consultation.summary.level == "clear"
    assert Summary.objects.filter(edition=trial.base).count() == Summary.objects.count()
    page = text_of(signed_in(world.technician).get(f"/review/{consultation.reference}/"))
    assert "9 months" not in page
    assert "trial" not in page.lower()


def test_what_came_after_its_end_is_not_counted(
    world: World, trial: Trial, marek: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.examined(**retinoid(world, 200))
    stop_trial(trial, by=marek)
    world.examined(**retinoid(world, 200))
    assert (only().cases, only().running) == (1, False)
    assert trials_lately(trial.started_at + timedelta(days=80)) == []
    monkeypatch.setattr(trials, "MOST", 0)
    assert (only().cases, only().cut) == (0, True)


def test_it_goes_on_beside_the_edition_it_began_with(world: World, trial: Trial) -> None:
    assert only().overtaken is None
    newer = starter_edition()
    assert only().overtaken == newer.number
    assert Edition.objects.live() == newer


# ── The page ───────────────────────────────────────────────────────────────────


def test_a_manager_begins_and_ends_one(world: World, marek: User) -> None:
    client = signed_in(marek)
    assert "The draft has no rule that finds anything else" in text_of(client.get(PAGE))
    change_draft("periods", "isotretinoin_wait", marek, value=9)
    assert f'value="{RULE}" selected' in client.get(f"{PAGE}?rule={RULE}").content.decode()
    response = client.post(f"{PAGE}start/", {"rule": RULE, "days": "14"}, follow=True)
    assert "The rule is on trial." in text_of(response)
    world.examined(**retinoid(world, 200))
    page = text_of(client.get(PAGE))
    assert "It would have found something in 1 of 1 consultation." in page
    assert "wait 9 months after the last dose" in page
    again = client.post(f"{PAGE}start/", {"rule": RULE, "days": "14"})
    assert (again.status_code, "on trial already" in text_of(again)) == (409, True)
    trial = Trial.objects.get()
    ended = client.post(f"{PAGE}{trial.pk}/stop/", follow=True)
    assert "The trial has ended." in text_of(ended)
    assert text_of(client.get(PAGE)).count("Ended") == 2


def test_what_is_typed_wrong_is_said_beside_the_box(world: World, marek: User) -> None:
    change_draft("periods", "isotretinoin_wait", marek, value=9)
    response = signed_in(marek).post(f"{PAGE}start/", {"rule": "hiv_well", "days": "200"})
    page = text_of(response)
    assert response.status_code == 422
    assert "Pick a rule of the list" in page
    assert "Days: 90 or fewer" in page


def test_the_lead_reads_and_begins_none(world: World, trial: Trial) -> None:
    client = signed_in(world.lead)
    page = text_of(client.get(PAGE))
    assert "Nobody has been screened since it began" in page
    assert "A manager begins trials." in page
    assert "End the trial" not in page
    assert client.post(f"{PAGE}start/", {"rule": RULE, "days": "1"}).status_code == 404
    assert client.post(f"{PAGE}{trial.pk}/stop/").status_code == 404
    assert signed_in(world.technician).get(PAGE).status_code == 404


def test_before_the_first_edition_there_is_nothing_to_try(
    world: World, marek: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = signed_in(marek)
    monkeypatch.setattr(Edition.objects, "newest", lambda: None)
    assert "No edition is published yet" in text_of(client.get(PAGE))
    assert client.post(f"{PAGE}start/").status_code == 302
    assert client.post(f"{PAGE}12345/stop/").status_code == 404
