"""The page on which a draft is published: what changes, what stands in the way, who must look."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse

from clinic.models import User
from consultations.impact import Figures, Impact, bookings_falling, impact_of
from consultations.impact_page import Between, impact_context
from consultations.impact_words import told
from consultations.models import Reopening
from sideeffects.actions import NotReady
from sideeffects.actions.publishing import readable_draft
from sideeffects.desk.addresses import edit_address
from sideeffects.desk.checking import Group, blocking, grouped
from sideeffects.desk.overview import changes_between
from sideeffects.desk.second_look import REPLAY, ReplaySeen, why_second
from sideeffects.desk.uses import titles_of
from sideeffects.differences import EntryChange
from sideeffects.models import Edition, Proposal
from sideeffects.risk import Catalogue, Problem

CHANGES_SHOWN = 60

HEADINGS = {
    "stop_removed": "A stop is gone or weaker",
    "less_strict": "Less strict for somebody",
    "patient_text": "Patients read other words",
}
OF_THE_REPLAY = "Past consultations"


@dataclass(frozen=True, slots=True)
class Reason:
    """One thing a second person must look at, the name of its entry, and where that is."""

    problem: Problem
    title: str
    url: str


@dataclass(frozen=True, slots=True)
class Reasons:
    """Why a second person must look, under one heading."""

    heading: str
    found: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What would go live: the draft, or what an `earlier` edition said."""

    live: Edition | None
    catalogue: Catalogue
    earlier: Edition | None = None

    @property
    def compared_with(self) -> Catalogue | None:
        return self.live.catalogue if self.live else None

    @property
    def same(self) -> bool:
        return self.live is not None and self.live.hash == self.catalogue.hash


def wanted(number: int | None = None) -> Wanted | None:
    """The draft, or an earlier edition by its number; None where there is no such edition.

    Raises `NotReady` for a draft that cannot be read.
    """
    live = Edition.objects.newest()
    if number is None:
        return Wanted(live, readable_draft())
    earlier = Edition.objects.filter(number=number).first()
    return Wanted(live, earlier.catalogue, earlier) if earlier else None


def impact_on(found: Wanted) -> Impact | None:
    """Over the newest consultations and the open bookings; None without a live edition."""
    before = found.compared_with
    return impact_of(before, found.catalogue) if before else None


def replay_seen(found: Wanted, impact: Impact | None) -> ReplaySeen:
    """What counts for whether one person alone may publish. Who lacks an answer tells nothing."""
    if impact is None or found.live is None:
        return ReplaySeen()
    return ReplaySeen(
        compared_with=found.live.hash,
        cases=impact.figures.compared,
        less_strict=impact.figures.less_strict,
        not_assessed=impact.figures.outcomes["not_assessed"],
        figures=impact.plain(),
    )


def page_of(found: Wanted) -> dict[str, Any]:
    """Everything that is looked at before a draft is proposed."""
    context: dict[str, Any] = {
        "live": found.live,
        "earlier": found.earlier,
        "same": found.same,
        "open_proposals": open_proposals(),
    }
    if found.same:
        return context
    groups = stops(found.catalogue)
    context |= changes(found.compared_with, found.catalogue)
    context |= {"blocking": groups}
    if not groups:
        impact = impact_on(found)
        reasons = why_second(found.compared_with, found.catalogue, replay_seen(found, impact))
        context["second"] = reasons_of(reasons, found.compared_with, found.catalogue)
        if impact and found.live and impact.figures.cases:
            between = Between(found.live, found.live.catalogue, found.catalogue)
            context |= impact_context(impact, between)
        elif impact:
            context["booked"] = impact.booked
    return context


def stops(catalogue: Catalogue) -> list[Group]:
    """What forbids publishing, broken samples included, each with where it is repaired."""
    return grouped(catalogue, blocking(catalogue))


def changes(before: Catalogue | None, after: Catalogue) -> dict[str, Any]:
    every: tuple[EntryChange, ...] = changes_between(before, after)
    return {
        "changes": every[:CHANGES_SHOWN],
        "change_count": len(every),
        "more_changes": max(0, len(every) - CHANGES_SHOWN),
    }


def reasons_of(
    problems: Iterable[Problem], before: Catalogue | None, after: Catalogue
) -> list[Reasons]:
    titles = {**(titles_of(before) if before else {}), **titles_of(after)}
    found: dict[str, list[Reason]] = {}
    for one in problems:
        if one.part == REPLAY:
            heading, url = OF_THE_REPLAY, reverse("consultations:impact")
        else:
            heading = HEADINGS.get(one.kind, "To look at")
            url = edit_address(one.part, one.key)
        title = titles.get((one.part, one.key), "")
        found.setdefault(heading, []).append(Reason(one, title, url))
    return [Reasons(heading, tuple(each)) for heading, each in found.items()]


# ── One proposal ───────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class State:
    """Where a proposal stands. `look`: ours, theirs or done, as everywhere."""

    words: str
    look: str
    at: datetime | None = None
    who: User | None = None
    reason: str = ""


def state_of(proposal: Proposal) -> State:
    if proposal.edition is not None:
        number = proposal.edition.number
        return State(f"Live as edition {number}", "done", proposal.edition.published_at)
    if proposal.withdrawn_at is not None:
        mine = proposal.withdrawn_by_id == proposal.proposed_by_id
        words = "Withdrawn" if mine else "Sent back"
        return State(
            words, "done", proposal.withdrawn_at, proposal.withdrawn_by, proposal.withdrawn_reason
        )
    if proposal.stopped:
        return State("Stopped", "done", reason=proposal.stopped)
    if proposal.why_second and proposal.approved_at is None:
        return State("Waiting for a second look", "ours")
    if proposal.approved_at is not None:
        return State("Approved, goes live", "theirs", proposal.publish_at, proposal.approved_by)
    return State("Goes live", "theirs", proposal.publish_at)


@dataclass(frozen=True, slots=True)
class Listed:
    proposal: Proposal
    state: State


def open_proposals() -> list[Listed]:
    found = Proposal.objects.still_open().select_related("proposed_by", "approved_by")
    return [Listed(proposal, state_of(proposal)) for proposal in found]


def proposal_with(pk: int) -> Proposal | None:
    people = ("proposed_by", "approved_by", "withdrawn_by")
    found = Proposal.objects.select_related("base", "edition", *people)
    return found.defer("base__canonical", "edition__canonical").filter(pk=pk).first()


def proposal_page(proposal: Proposal) -> dict[str, Any]:
    """The same as the page before it was proposed, of what was frozen then."""
    base = proposal.base.catalogue if proposal.base else None
    after = proposal.catalogue
    reasons = [Problem(**reason) for reason in proposal.why_second]
    context: dict[str, Any] = {
        "proposal": proposal,
        "state": state_of(proposal),
        "live": proposal.base,
        "second": reasons_of(reasons, base, after),
        **changes(base, after),
    }
    if base and proposal.impact:
        figures = Figures.read(proposal.impact)
        context["told"] = told(figures, base, after) if figures.cases else None
    if proposal.is_open:
        context["booked"] = bookings_falling(after)
    if proposal.edition is not None:
        held = Reopening.objects.filter(edition=proposal.edition)
        context |= {"held": held.count(), "draft_differs": _draft_differs()}
    return context


def _draft_differs() -> bool:
    """Whether the draft still holds changes of its own."""
    live = Edition.objects.newest()
    try:
        return live is None or readable_draft().hash != live.hash
    except NotReady:
        return True
