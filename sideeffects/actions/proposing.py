"""The way of a draft to the patients: frozen, looked at by a second person, live.

Everything here waits for one lock, so that of two who publish at once one is first.
"""

from __future__ import annotations

import uuid
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Protocol

from django.db import transaction
from django.utils import timezone

from clinic import audit
from clinic.access import may
from clinic.errors import NotAllowed
from clinic.models import User
from sideeffects.actions.ground import NotReady, one_at_a_time
from sideeffects.actions.publishing import freeze, readable_draft, stop, stop_overtaken
from sideeffects.desk.checking import blocking
from sideeffects.desk.second_look import ReplaySeen, why_second
from sideeffects.editions import canonical_json
from sideeffects.models import Edition, Proposal
from sideeffects.risk import Catalogue

FURTHEST = timedelta(days=90)


class FollowUp(Protocol):
    """What follows from going live, in the same transaction. If it fails nothing went live."""

    def __call__(
        self, proposal: Proposal, edition: Edition, *, by: User, moment: datetime
    ) -> object: ...


@dataclass(frozen=True, slots=True)
class Plan:
    """How it goes live: what it changes in a sentence, when (None: as soon as may be), and whether
    open bookings are checked again."""

    note: str
    publish_at: datetime | None = None
    safety: bool = False


class DraftChanged(NotAllowed):
    """The draft is another one than the page showed."""

    def __init__(self) -> None:
        super().__init__(
            "The draft changed while you were here.",
            "Look at what it changes now, then propose it again.",
        )


@transaction.atomic
def propose(
    plan: Plan,
    *,
    seen_hash: str,
    replay: ReplaySeen,
    by: User,
    key: uuid.UUID,
    follow_up: FollowUp,
    now: datetime | None = None,
) -> Proposal:
    """Freeze the draft that the page showed; live at once if nobody has to look and no time is set.

    Raises `NotReady` while anything forbids publishing, and `DraftChanged`.
    """
    one_at_a_time()
    before = Proposal.objects.filter(created_key=key).first()
    if before is not None:
        return before
    catalogue = readable_draft()
    if catalogue.hash != seen_hash:
        raise DraftChanged
    proposal = _frozen(catalogue, plan, replay, by=by, key=key, moment=now or timezone.now())
    return _at_once(proposal, follow_up)


@transaction.atomic
def go_back(
    number: int,
    plan: Plan,
    *,
    replay: ReplaySeen,
    by: User,
    key: uuid.UUID,
    follow_up: FollowUp,
    now: datetime | None = None,
) -> Proposal:
    """Propose what an earlier edition said, as a new edition. The draft keeps its own changes."""
    one_at_a_time()
    before = Proposal.objects.filter(created_key=key).first()
    if before is not None:
        return before
    earlier = Edition.objects.filter(number=number).first()
    if earlier is None:
        raise NotAllowed("There is no edition of that number.")
    moment = now or timezone.now()
    proposal = _frozen(earlier.catalogue, plan, replay, by=by, key=key, moment=moment)
    return _at_once(proposal, follow_up)


def _frozen(
    catalogue: Catalogue,
    plan: Plan,
    replay: ReplaySeen,
    *,
    by: User,
    key: uuid.UUID,
    moment: datetime,
) -> Proposal:
    _check_person(by, "catalogue.edit")
    note = _filled(plan.note, "Say in one sentence what this changes.", longest=300)
    _check_time(plan.publish_at, moment)
    live = Edition.objects.newest()
    if replay.compared_with != (live.hash if live else ""):
        raise NotAllowed(
            "Another edition went live while you were here.",
            "Look at what this changes now, then propose it again.",
        )
    if live is not None and live.hash == catalogue.hash:
        raise NotAllowed(
            f"Edition {live.number} is live and says the same.", "There is nothing to publish."
        )
    if found := blocking(catalogue):
        raise NotReady(found)
    reasons = why_second(live.catalogue if live else None, catalogue, replay)
    proposal = Proposal.objects.create(
        canonical=canonical_json(catalogue),
        hash=catalogue.hash,
        base=live,
        note=note,
        safety=plan.safety,
        publish_at=plan.publish_at,
        why_second=[asdict(reason) for reason in reasons],
        impact=replay.figures,
        proposed_by=by,
        proposed_at=moment,
        created_key=key,
    )
    audit.record(
        "proposal.made",
        actor=by,
        subject=proposal,
        detail={"hash": proposal.hash, "second": bool(reasons), "safety": proposal.safety},
    )
    return proposal


def _at_once(proposal: Proposal, follow_up: FollowUp) -> Proposal:
    if not proposal.why_second and proposal.publish_at is None:
        _go_live(proposal, follow_up, by=proposal.proposed_by, moment=proposal.proposed_at)
    return proposal


def _filled(text: str, refusal: str, *, longest: int) -> str:
    text = text.strip()
    if not text:
        raise NotAllowed(refusal)
    if len(text) > longest:
        raise NotAllowed(f"Write at most {longest} signs.")
    return text


def _check_time(when: datetime | None, moment: datetime) -> None:
    if when is not None and when <= moment:
        raise NotAllowed("That time has passed.", "Choose a later time, or publish now.")
    if when is not None and when > moment + FURTHEST:
        raise NotAllowed("That is over 90 days away.", "Choose an earlier time.")


def _check_person(by: User, permission: str) -> None:
    """The same that pages check, again: this is the last door before the patients."""
    if not may(by, permission):
        raise NotAllowed("This is for the managers of the catalogue.")


@transaction.atomic
def approve(
    proposal: Proposal, *, by: User, follow_up: FollowUp, now: datetime | None = None
) -> Proposal:
    """A second person has looked. It goes live at once, or when its time comes.

    What was overtaken meanwhile comes back stopped.
    """
    moment = now or timezone.now()
    row = _open(proposal, by)
    if row.approved_at is not None or _overtaken(row, by):
        return row
    if row.proposed_by_id == by.pk:
        raise NotAllowed(
            "You proposed this, so somebody else looks at it.",
            "Ask another manager or a clinic lead.",
        )
    row.approved_by, row.approved_at = by, moment
    row.save(update_fields=["approved_by", "approved_at"])
    audit.record("proposal.approved", actor=by, subject=row, detail={"hash": row.hash})
    if row.publish_at is None or row.publish_at <= moment:
        _go_live(row, follow_up, by=by, moment=moment)
    return row


@transaction.atomic
def withdraw(proposal: Proposal, *, reason: str, by: User, now: datetime | None = None) -> Proposal:
    """Take a proposal back, or send it back with words. The draft is as it was."""
    row = _open(proposal, by)
    row.withdrawn_reason = _filled(reason, "Give a reason.", longest=400)
    row.withdrawn_by, row.withdrawn_at = by, now or timezone.now()
    row.save(update_fields=["withdrawn_by", "withdrawn_at", "withdrawn_reason"])
    audit.record("proposal.withdrawn", actor=by, subject=row)
    return row


def _open(proposal: Proposal, by: User) -> Proposal:
    """The proposal as it is now, under the lock; refused once it has come to an end."""
    _check_person(by, "catalogue.check")
    one_at_a_time()
    row = Proposal.objects.select_for_update(of=("self",)).get(pk=proposal.pk)
    if not row.is_open:
        raise NotAllowed("This proposal has come to an end.", "Load the page again to see how.")
    return row


def publish_due(*, follow_up: FollowUp, now: datetime | None = None) -> list[Edition]:
    """Put live what was planned for a time that has come. Asked again, it does nothing."""
    moment = now or timezone.now()
    due = Proposal.objects.due(moment).values_list("pk", flat=True)
    found = [_publish_when_due(pk, follow_up, moment) for pk in list(due)]
    return [edition for edition in found if edition is not None]


@transaction.atomic
def _publish_when_due(pk: int, follow_up: FollowUp, moment: datetime) -> Edition | None:
    one_at_a_time()
    waiting = Proposal.objects.due(moment).select_for_update(of=("self",)).filter(pk=pk)
    row = waiting.select_related("proposed_by", "approved_by").first()
    if row is None:  # another process was quicker
        return None
    by = row.approved_by or row.proposed_by
    return None if _overtaken(row, by) else _go_live(row, follow_up, by=by, moment=moment)


def _overtaken(proposal: Proposal, by: User) -> bool:
    """Whether another edition went live since; then this one is stopped and says so."""
    live = Edition.objects.newest()
    if live is None or live.pk == proposal.base_id:
        return False
    stop(proposal, live, by=by)
    return True


def _go_live(proposal: Proposal, follow_up: FollowUp, *, by: User, moment: datetime) -> Edition:
    edition = freeze(proposal.catalogue, by=by, note=proposal.note)
    proposal.edition = edition
    proposal.save(update_fields=["edition"])
    stop_overtaken(edition, by=by)
    follow_up(proposal, edition, by=by, moment=moment)
    return edition
