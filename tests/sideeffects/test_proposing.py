"""A draft goes live as it was frozen, once, and by two people wherever one alone may not."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from clinic.errors import NotAllowed
from clinic.models import Event, User
from clinic.models.user import Role
from sideeffects.actions import NotReady, load, publish
from sideeffects.actions.proposing import (
    DraftChanged,
    Plan,
    approve,
    propose,
    publish_due,
    withdraw,
)
from sideeffects.desk.second_look import ReplaySeen
from sideeffects.editions import catalogue_of_rows
from sideeffects.models import Edition, Period, Proposal, Rule, SamplePatient
from tests.catalogue import STARTER, starter
from tests.people import person
from tests.sideeffects.shelf import (
    COMPARED,
    PINNED,
    back_to,
    edition_of,
    longer,
    noted,
    nothing_follows,
    renoted,
    shorter,
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


def waiting(manager: User, **given: Any) -> Proposal:
    """A proposal that a second person must look at."""
    earlier = edition_of(longer)
    edition_of()
    return back_to(earlier, by=manager, **given)


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


# ── Who may put what live ──────────────────────────────────────────────────────


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


def test_the_first_edition_needs_a_second_person_too(manager: User, lead: User) -> None:
    load(STARTER, by=manager)
    proposal = proposed(manager)
    assert "no_live_edition" in kinds(proposal)
    assert approve(proposal, by=lead, follow_up=nothing_follows).edition == Edition.objects.live()
    assert Edition.objects.live().number == 1


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
