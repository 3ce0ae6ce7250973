"""When a proposal goes live, and how it ends otherwise."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from clinic.errors import NotAllowed
from clinic.models import Event, User
from clinic.models.user import Role
from sideeffects.actions import load, publish
from sideeffects.actions.proposing import (
    approve,
    publish_due,
    withdraw,
)
from sideeffects.models import Edition, Period, Proposal, SamplePatient
from tests.catalogue import STARTER
from tests.people import person
from tests.sideeffects.shelf import (
    PINNED,
    back_to,
    edition_of,
    longer,
    noted,
    nothing_follows,
    renoted,
    waiting,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def manager(db: None) -> User:
    return person(Role.MANAGER)


@pytest.fixture
def lead(db: None) -> User:
    return person(Role.CLINIC_LEAD)


def wait(months: int) -> None:
    """Another wait after the tablets; the pinned sample that measures it is loosened."""
    Period.objects.filter(key="isotretinoin_wait").update(value=months)
    SamplePatient.objects.filter(key=PINNED).update(expected=None)


# ── Sent back, withdrawn, overtaken ────────────────────────────────────────────


def test_a_proposal_is_sent_back_with_words(manager: User, lead: User) -> None:
    proposal = withdraw(waiting(manager), reason=" The patient text is hard to read. ", by=lead)
    assert (proposal.withdrawn_by, proposal.withdrawn_reason) == (
        lead,
        "The patient text is hard to read.",
    )
    assert not proposal.is_open
    acts: list[Callable[[], object]] = [
        lambda: approve(proposal, by=lead, follow_up=nothing_follows),
        lambda: withdraw(proposal, reason="Again", by=manager),
    ]
    for act in acts:
        with pytest.raises(NotAllowed, match="come to an end"):
            act()


@pytest.mark.parametrize(
    ("reason", "words"), [(" ", "Give a reason"), ("x" * 401, "at most 400 signs")]
)
def test_it_is_sent_back_with_a_reason_that_can_be_kept(
    manager: User, reason: str, words: str
) -> None:
    with pytest.raises(NotAllowed, match=words):
        withdraw(waiting(manager), reason=reason, by=manager)


def test_when_another_edition_goes_live_every_other_proposal_is_stopped(
    manager: User, lead: User
) -> None:
    first = waiting(manager)
    second = back_to(Edition.objects.get(number=1), by=manager)
    approve(first, by=lead, follow_up=nothing_follows)
    second.refresh_from_db()
    assert second.stopped.startswith("Edition 3 went live meanwhile")
    assert not second.is_open
    assert Event.objects.filter(action="proposal.stopped").count() == 1


def test_publishing_from_the_command_line_stops_them_too(manager: User) -> None:
    proposal = waiting(manager)
    load(STARTER, by=None)
    wait(7)
    publish(by=None)
    proposal.refresh_from_db()
    assert proposal.stopped


def test_an_edition_that_came_by_another_way_stops_it_when_it_is_looked_at(
    manager: User, lead: User
) -> None:
    proposal = waiting(manager)
    live = edition_of(noted)
    stopped = approve(proposal, by=lead, follow_up=nothing_follows)
    assert (stopped.approved_by, stopped.edition) == (None, None)
    assert f"Edition {live.number} went live" in stopped.stopped
    assert Edition.objects.live() == live


# ── When ───────────────────────────────────────────────────────────────────────


def test_at_a_time_it_goes_live_once_and_not_before(manager: User) -> None:
    earlier = edition_of(noted)
    edition_of()
    now = timezone.now()
    proposal = back_to(earlier, by=manager, publish_at=now + timedelta(hours=2), now=now)
    assert proposal.edition is None
    assert publish_due(follow_up=nothing_follows, now=now + timedelta(hours=1)) == []
    (edition,) = publish_due(follow_up=nothing_follows, now=now + timedelta(hours=2))
    assert (edition.number, edition.published_by) == (3, manager)
    assert publish_due(follow_up=nothing_follows, now=now + timedelta(hours=3)) == []
    assert Edition.objects.count() == 3


def test_a_time_that_came_before_the_second_person_waits_for_the_second_person(
    manager: User, lead: User
) -> None:
    now = timezone.now()
    proposal = waiting(manager, publish_at=now + timedelta(hours=1), now=now)
    later = now + timedelta(hours=2)
    assert publish_due(follow_up=nothing_follows, now=later) == []
    approved = approve(proposal, by=lead, follow_up=nothing_follows, now=later)
    assert approved.edition == Edition.objects.live()


def test_what_was_looked_at_goes_live_when_its_time_comes(manager: User, lead: User) -> None:
    now = timezone.now()
    when = now + timedelta(hours=1)
    proposal = waiting(manager, publish_at=when, now=now)
    assert approve(proposal, by=lead, follow_up=nothing_follows, now=now).edition is None
    (edition,) = publish_due(follow_up=nothing_follows, now=when)
    assert edition.published_by == lead


def test_of_two_planned_for_one_time_the_earlier_stops_the_later(manager: User) -> None:
    first, second = edition_of(noted), edition_of(renoted)
    edition_of()
    now = timezone.now()
    back_to(first, by=manager, publish_at=now + timedelta(minutes=1), now=now)
    back_to(second, by=manager, publish_at=now + timedelta(minutes=2), now=now)
    (live,) = publish_due(follow_up=nothing_follows, now=now + timedelta(hours=1))
    assert live.hash == first.hash
    assert Proposal.objects.exclude(stopped="").get().hash == second.hash


def test_a_planned_one_that_was_overtaken_says_so_and_stays_where_it_is(manager: User) -> None:
    earlier = edition_of(noted)
    edition_of()
    now = timezone.now()
    proposal = back_to(earlier, by=manager, publish_at=now + timedelta(hours=1), now=now)
    live = edition_of(longer)
    assert publish_due(follow_up=nothing_follows, now=now + timedelta(hours=1)) == []
    proposal.refresh_from_db()
    assert "went live meanwhile" in proposal.stopped
    assert Edition.objects.live() == live


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"note": "  "}, "one sentence"),
        ({"note": "x" * 301}, "at most 300 signs"),
        ({"publish_at": timezone.now() - timedelta(minutes=1)}, "has passed"),
        ({"publish_at": timezone.now() + timedelta(days=91)}, "over 90 days"),
    ],
)
def test_what_cannot_be_planned(manager: User, given: dict[str, Any], words: str) -> None:
    with pytest.raises(NotAllowed, match=words):
        waiting(manager, **given)


def test_there_is_no_way_back_to_what_never_was(manager: User) -> None:
    with pytest.raises(NotAllowed, match="no edition of that number"):
        back_to(Edition(number=77), by=manager)


# ── All of it or nothing ───────────────────────────────────────────────────────


def test_if_what_follows_fails_nothing_went_live(manager: User, lead: User) -> None:
    proposal, live = waiting(manager), Edition.objects.live()

    def fails(*_: Any, **__: Any) -> None:
        raise RuntimeError

    with pytest.raises(RuntimeError):
        approve(proposal, by=lead, follow_up=fails)
    proposal.refresh_from_db()
    assert (proposal.approved_by, proposal.edition) == (None, None)
    assert Edition.objects.live() == live
