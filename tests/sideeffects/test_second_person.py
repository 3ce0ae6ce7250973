"""What one person alone may not put live, and who the second may be."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from clinic.errors import NotAllowed
from clinic.models import Event, User
from clinic.models.user import Role
from sideeffects.actions.proposing import (
    approve,
    withdraw,
)
from sideeffects.desk.second_look import ReplaySeen
from sideeffects.models import Edition, Proposal
from tests.people import person
from tests.sideeffects.shelf import (
    COMPARED,
    back_to,
    edition_of,
    longer,
    noted,
    nothing_follows,
    shorter,
    waiting,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def manager(db: None) -> User:
    return person(Role.MANAGER)


@pytest.fixture
def lead(db: None) -> User:
    return person(Role.CLINIC_LEAD)


def kinds(proposal: Proposal) -> set[str]:
    return {reason["kind"] for reason in proposal.why_second}


def test_what_changes_nothing_for_patients_goes_live_by_one_person(manager: User) -> None:
    earlier = edition_of(noted)
    edition_of()
    proposal = back_to(earlier, by=manager)
    assert proposal.why_second == []
    assert proposal.edition == Edition.objects.live()
    assert proposal.edition.published_by == manager


@pytest.mark.parametrize(
    ("edits", "replay", "kind"),
    [
        ([longer], COMPARED, "patient_text"),
        ([shorter], COMPARED, "less_strict"),
        ([noted], ReplaySeen(), "nothing_replayed"),
        ([noted], ReplaySeen(cases=500, less_strict=1), "less_strict_cases"),
        ([noted], ReplaySeen(cases=500, not_assessed=2), "not_assessed_cases"),
    ],
)
def test_what_one_person_alone_may_not_put_live(
    manager: User, edits: list[Any], replay: ReplaySeen, kind: str
) -> None:
    earlier = edition_of(*edits)
    live = edition_of()
    proposal = back_to(earlier, by=manager, replay=replay)
    assert kind in kinds(proposal)
    assert all(reason["words"] for reason in proposal.why_second)
    assert Edition.objects.live() == live


def test_nobody_is_their_own_second_person(manager: User) -> None:
    proposal = waiting(manager)
    with pytest.raises(NotAllowed, match="somebody else"):
        approve(proposal, by=manager, follow_up=nothing_follows)
    proposal.approved_by, proposal.approved_at = manager, timezone.now()
    with pytest.raises(IntegrityError, match="proposal_second_person"), transaction.atomic():
        proposal.save()


def test_no_sql_puts_live_what_nobody_looked_at(manager: User) -> None:
    proposal = waiting(manager)
    with (
        pytest.raises(IntegrityError, match="proposal_published_as_approved"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(
            "UPDATE sideeffects_proposal SET edition_id = base_id WHERE id = %s", [proposal.pk]
        )


@pytest.mark.parametrize("role", [Role.TECHNICIAN, Role.FRONT_DESK, Role.AUDITOR])
def test_others_neither_propose_nor_look(manager: User, role: Role) -> None:
    proposal, other = waiting(manager), person(role, "other")
    acts: list[Callable[[], object]] = [
        lambda: back_to(Edition.objects.get(number=1), by=other),
        lambda: approve(proposal, by=other, follow_up=nothing_follows),
        lambda: withdraw(proposal, reason="x", by=other),
    ]
    for act in acts:
        with pytest.raises(NotAllowed, match="managers"):
            act()


def test_a_lead_looks_and_does_not_propose(manager: User, lead: User) -> None:
    waiting(manager)
    with pytest.raises(NotAllowed, match="managers"):
        back_to(Edition.objects.get(number=1), by=lead)


def test_who_lost_the_role_meanwhile_looks_at_nothing(manager: User, lead: User) -> None:
    proposal = waiting(manager)
    lead.is_active = False
    with pytest.raises(NotAllowed):
        approve(proposal, by=lead, follow_up=nothing_follows)


def test_looking_twice_is_looking_once(manager: User, lead: User) -> None:
    when = timezone.now() + timedelta(days=1)
    proposal = waiting(manager, publish_at=when)
    first = approve(proposal, by=lead, follow_up=nothing_follows)
    second = approve(proposal, by=person(Role.MANAGER, "third"), follow_up=nothing_follows)
    assert (first.approved_by, second.approved_by) == (lead, lead)
    assert first.approved_at == second.approved_at
    assert Event.objects.filter(action="proposal.approved").count() == 1
