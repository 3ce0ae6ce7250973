"""Publishing at the same moment as somebody publishes, approves, books or decides."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.utils import timezone

from clinic.errors import NotAllowed
from clinic.models.user import Role
from consultations.actions.booking import book
from consultations.actions.rechecking import check_bookings
from consultations.actions.rescreening import rescreen
from consultations.actions.sending import look_again
from consultations.models import Booking, Consultation, Review, Summary
from sideeffects.actions.proposing import approve, publish_due, withdraw
from sideeffects.models import Edition, Proposal
from tests.consultations.newer_editions import after_a_course, before_and_after, manager, waiting
from tests.consultations.test_races import errors, together
from tests.consultations.world import World, key
from tests.people import person
from tests.sideeffects.shelf import back_to, edition_of, noted, renoted

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def clinic(transactional_db: None) -> Iterator[World]:
    yield World()


def test_two_look_and_let_it_go_live_at_once(clinic: World) -> None:
    proposal = waiting(before_and_after(clinic))
    lead, third = clinic.lead, person(Role.MANAGER, "third")
    results = together(
        lambda: approve(proposal, by=lead, follow_up=check_bookings),
        lambda: approve(proposal, by=third, follow_up=check_bookings),
    )
    assert all(str(error).startswith("This proposal has come to") for error in errors(results))
    assert Edition.objects.count() == 3


def test_two_proposals_go_live_at_once_and_one_of_them_does(clinic: World) -> None:
    coming = before_and_after(clinic)
    one, other = waiting(coming), waiting(coming)
    lead = clinic.lead
    together(
        lambda: approve(one, by=lead, follow_up=check_bookings),
        lambda: approve(other, by=lead, follow_up=check_bookings),
    )
    assert Edition.objects.count() == 3
    assert Proposal.objects.filter(edition__isnull=False).count() == 1
    assert Proposal.objects.exclude(stopped="").count() == 1


def test_it_is_sent_back_or_live_and_never_both(clinic: World) -> None:
    proposal, lead = waiting(before_and_after(clinic)), clinic.lead
    by = proposal.proposed_by
    together(
        lambda: approve(proposal, by=lead, follow_up=check_bookings),
        lambda: withdraw(proposal, reason="x", by=by),
    )
    proposal.refresh_from_db()
    assert (proposal.edition is None) != (proposal.withdrawn_at is None)


def test_many_processes_find_the_same_one_due(clinic: World) -> None:
    first, second = edition_of(noted), edition_of(renoted)
    assert clinic.edition
    now = timezone.now()
    for coming in (first, second):
        back_to(coming, by=manager(), publish_at=now + timedelta(minutes=1), now=now)
    later = now + timedelta(minutes=2)
    found = together(*[lambda: publish_due(follow_up=check_bookings, now=later)] * 4)
    assert errors(found) == []
    assert sum(len(editions) for editions in found) == 1
    assert Edition.objects.count() == 4


def test_who_books_at_that_moment_is_checked_too(clinic: World) -> None:
    """Booked before it went live, and then held; or refused."""
    coming = before_and_after(clinic)
    consultation = after_a_course(clinic)
    clinic.offer(30)
    times, lead, proposal = clinic.place(30), clinic.lead, waiting(coming)
    booked, _ = together(
        lambda: book(consultation, key=key(), **times),
        lambda: approve(proposal, by=lead, follow_up=check_bookings),
    )
    assert Edition.objects.live().number == 3
    if isinstance(booked, Booking):
        assert Booking.objects.get().status == "held"
        assert Consultation.objects.get(pk=consultation.pk).status == "submitted"
    else:
        assert isinstance(booked, NotAllowed)
        assert not Booking.objects.exists()


def test_who_decides_at_that_moment_leaves_no_booking_unchecked(clinic: World) -> None:
    coming = before_and_after(clinic)
    consultation = after_a_course(clinic)
    lead, proposal = clinic.lead, waiting(coming)
    clinic.booked(consultation, 30)
    look_again(consultation, reason="x", by=clinic.technician)
    _, decided = together(
        lambda: approve(proposal, by=lead, follow_up=check_bookings),
        lambda: clinic.decided(consultation),
    )
    assert Edition.objects.live().number == 3
    assert Booking.objects.get().status == "held"
    assert isinstance(decided, Review | NotAllowed)
    assert Consultation.objects.get(pk=consultation.pk).status == "submitted"


def test_screening_again_twice_at_once_is_one_screening(clinic: World) -> None:
    assert clinic.edition
    consultation, technician = clinic.examined(), clinic.technician
    live = edition_of(noted)
    results = together(*[lambda: rescreen(consultation, seen=live.number, by=technician)] * 4)
    assert errors(results) == []
    assert Summary.objects.filter(cause="edition").count() == 1
