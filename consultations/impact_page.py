"""What the pages about a draft's impact show, put together; and the way to one case."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from cryptography.fernet import InvalidToken
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from clinic.at_rest import lock_for
from consultations.impact import CHANGED, Figures, Impact
from consultations.impact_case import names_changed
from consultations.impact_words import told
from consultations.models import Consultation, ImpactRun
from sideeffects.actions.publishing import readable_draft
from sideeffects.models import Edition
from sideeffects.risk import Catalogue, Replayed

LISTED = 50
LATELY = 5
LINK_LASTS = 12 * 60 * 60  # seconds
_PURPOSE = "past case"


@dataclass(frozen=True, slots=True)
class Between:
    """What is compared. `same`: the draft says what the live edition says."""

    edition: Edition
    live: Catalogue
    draft: Catalogue

    @property
    def same(self) -> bool:
        return self.live.hash == self.draft.hash


def live_and_draft() -> Between | None:
    """None before the first edition. Raises `NotReady` for a draft that cannot be read."""
    edition = Edition.objects.newest()
    if edition is None:
        return None
    return Between(edition, edition.catalogue, readable_draft())


@dataclass(frozen=True, slots=True)
class ChangedCase:
    """A line of the list: what happens to one past case, and where both summaries are.

    `names`: of what it gains, loses or has otherwise; none is given with a run of many."""

    outcome: str
    before: str
    after: str
    names: tuple[str, ...]
    url: str


def impact_context(impact: Impact, between: Between) -> dict[str, Any]:
    cases = [_changed_case(one, between) for one in impact.changed[:LISTED]]
    return {
        "told": told(impact.figures, between.live, between.draft),
        "cases": cases,
        "more_cases": len(impact.changed) - len(cases),
        "booked": impact.booked,
    }


def _changed_case(replayed: Replayed, between: Between) -> ChangedCase:
    return ChangedCase(
        outcome=replayed.outcome,
        before=replayed.level_before,
        after=replayed.level_after,
        names=names_changed(replayed, between.live, between.draft),
        url=reverse("consultations:impact_case", args=[link_of(replayed.ref)]),
    )


def link_of(consultation_id: int) -> str:
    """A past case as an address names it: for some hours, and for nobody to read."""
    return lock_for(_PURPOSE).encrypt(str(consultation_id).encode()).decode()


def case_behind(link: str) -> int | None:
    try:
        return int(lock_for(_PURPOSE).decrypt(link.encode(), ttl=LINK_LASTS))
    except (InvalidToken, UnicodeEncodeError):
        return None


def consultation_behind(consultation_id: int) -> Consultation | None:
    """Whose past case it is, for the audit trail alone."""
    return Consultation.objects.only("reference").filter(pk=consultation_id).first()


def run_with(pk: int) -> ImpactRun | None:
    return _runs().filter(pk=pk).first()


def runs_lately() -> list[ImpactRun]:
    return list(_runs().defer("canonical", "figures", "changed", "live__canonical")[:LATELY])


def _runs() -> QuerySet[ImpactRun]:
    return ImpactRun.objects.select_related("live", "started_by").defer("live__canonical")


def between_of(run: ImpactRun) -> Between:
    """What a run compares: the draft as it was when the run began."""
    return Between(run.live, run.live.catalogue, run.catalogue)


def run_context(run: ImpactRun) -> dict[str, Any]:
    """`older`: why what is shown is not about the draft as it is now, if it is not."""
    now, between = live_and_draft(), between_of(run)
    older = []
    if now and now.draft.hash != run.hash:
        older.append("The draft has changed since this run began.")
    if now and now.edition.pk != run.live_id:
        older.append(f"Edition {now.edition.number} has gone live since this run began.")
    return {
        "run": run,
        "live": run.live,
        "told": told(Figures.read(run.figures), between.live, between.draft),
        "cases": _cases_of(run),
        "more_cases": 0,
        "silent": run.is_silent(timezone.now()),
        "older": older,
    }


def _cases_of(run: ImpactRun) -> list[ChangedCase]:
    """Of those that were kept, less strict ones first."""
    found = [
        ChangedCase(
            outcome=kept["outcome"],
            before=kept["before"],
            after=kept["after"],
            names=(),
            url=reverse("consultations:impact_run_case", args=[run.pk, place]),
        )
        for place, kept in enumerate(run.changed)
    ]
    return sorted(found, key=lambda case: CHANGED.index(case.outcome))
