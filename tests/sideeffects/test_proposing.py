"""A draft goes live as it was frozen, once, and by two people wherever one alone may not."""

from __future__ import annotations

import uuid
from dataclasses import replace
from typing import Any

import pytest

from clinic.errors import NotAllowed
from clinic.models import User
from clinic.models.user import Role
from sideeffects.actions import NotReady, load, publish
from sideeffects.actions.proposing import (
    DraftChanged,
    Plan,
    approve,
    propose,
)
from sideeffects.editions import catalogue_of_rows
from sideeffects.models import Edition, Period, Proposal, Rule, SamplePatient
from tests.catalogue import STARTER, starter
from tests.people import person
from tests.sideeffects.shelf import (
    COMPARED,
    PINNED,
    back_to,
    nothing_follows,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def manager(db: None) -> User:
    return person(Role.MANAGER)


@pytest.fixture
def lead(db: None) -> User:
    return person(Role.CLINIC_LEAD)


# ── The draft ──────────────────────────────────────────────────────────────────


@pytest.fixture
def draft(manager: User) -> None:
    load(STARTER, by=manager)
    publish(by=manager)


def wait(months: int) -> None:
    """Another wait after the tablets; the pinned sample that measures it is loosened."""
    Period.objects.filter(key="isotretinoin_wait").update(value=months)
    SamplePatient.objects.filter(key=PINNED).update(expected=None)


def proposed(manager: User, **given: Any) -> Proposal:
    live = Edition.objects.newest()
    named: dict[str, Any] = {
        "seen_hash": catalogue_of_rows().hash,
        "replay": replace(COMPARED, compared_with=live.hash if live else ""),
        "key": uuid.uuid4(),
        "follow_up": nothing_follows,
        **given,
    }
    return propose(Plan(note="Wait longer."), by=manager, **named)


def test_the_draft_is_frozen_and_waits_and_goes_live_as_it_was_frozen(
    draft: None, manager: User, lead: User
) -> None:
    wait(9)
    frozen = catalogue_of_rows()
    proposal = proposed(manager)
    assert (proposal.hash, proposal.edition) == (frozen.hash, None)
    assert proposal.catalogue == frozen
    wait(1)
    live = approve(proposal, by=lead, follow_up=nothing_follows).edition
    assert live == Edition.objects.live()
    assert (live.number, live.note, live.published_by) == (2, "Wait longer.", lead)
    assert live.catalogue.periods["isotretinoin_wait"].words == "9 months"


def test_a_draft_that_changed_since_the_page_was_shown_is_not_proposed(
    draft: None, manager: User
) -> None:
    wait(9)
    with pytest.raises(DraftChanged):
        proposed(manager, seen_hash=starter().hash)
    assert not Proposal.objects.exists()


def test_a_draft_with_gaps_is_not_proposed_and_each_gap_is_named(
    draft: None, manager: User
) -> None:
    Rule.objects.filter(key="keloid_yes").update(
        when=[{"question": "keloid_history", "is": "is", "value": "perhaps"}]
    )
    with pytest.raises(NotReady) as caught:
        proposed(manager)
    assert "keloid_yes" in {problem.key for problem in caught.value.problems}


def test_a_draft_whose_pinned_sample_breaks_is_not_proposed(draft: None, manager: User) -> None:
    Period.objects.filter(key="isotretinoin_wait").update(value=9)
    with pytest.raises(NotReady) as caught:
        proposed(manager)
    (problem,) = caught.value.problems
    assert (problem.kind, problem.key) == ("sample_breaks", PINNED)


def test_a_text_that_tells_a_patient_to_stop_a_medicine_is_not_proposed(
    draft: None, manager: User
) -> None:
    Rule.objects.filter(key="keloid_yes").update(patient_says="Stop taking your tablets.")
    with pytest.raises(NotReady) as caught:
        proposed(manager)
    assert {problem.kind for problem in caught.value.problems} == {"stops_medicine"}


def test_a_draft_that_says_what_is_live_is_not_proposed(draft: None, manager: User) -> None:
    with pytest.raises(NotAllowed, match="Edition 1 is live and says the same"):
        proposed(manager)


def test_the_same_form_twice_is_one_proposal(draft: None, manager: User) -> None:
    wait(9)
    one = uuid.uuid4()
    assert proposed(manager, key=one) == proposed(manager, key=one)
    assert Proposal.objects.count() == 1


def test_what_was_compared_with_another_edition_is_not_proposed(draft: None, manager: User) -> None:
    wait(9)
    with pytest.raises(NotAllowed, match="Another edition went live"):
        proposed(manager, replay=replace(COMPARED, compared_with="of another"))


# ── Going back ─────────────────────────────────────────────────────────────────


def test_going_back_makes_a_new_edition_and_leaves_the_draft_alone(
    draft: None, manager: User, lead: User
) -> None:
    wait(9)
    approve(proposed(manager), by=lead, follow_up=nothing_follows)
    wait(12)
    one = uuid.uuid4()
    proposal = back_to(Edition.objects.get(number=1), by=manager, key=one)
    assert back_to(Edition.objects.get(number=1), by=manager, key=one) == proposal
    approve(proposal, by=lead, follow_up=nothing_follows)
    live = Edition.objects.live()
    assert (live.number, live.hash) == (3, starter().hash)
    assert catalogue_of_rows().periods["isotretinoin_wait"].words == "12 months"


def test_the_first_edition_needs_a_second_person_too(manager: User, lead: User) -> None:
    load(STARTER, by=manager)
    proposal = proposed(manager)
    assert "no_live_edition" in {reason["kind"] for reason in proposal.why_second}
    assert approve(proposal, by=lead, follow_up=nothing_follows).edition == Edition.objects.live()
    assert Edition.objects.live().number == 1
