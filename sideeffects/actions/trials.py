"""A rule of the draft that runs silently for some days: counted, and shown to no patient."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from clinic import audit
from clinic.errors import NotAllowed
from clinic.models import User
from sideeffects.actions.ground import one_at_a_time
from sideeffects.actions.publishing import readable_draft
from sideeffects.desk.trial_catalogue import with_rule
from sideeffects.editions import canonical_json
from sideeffects.models import Edition, Trial

DAYS = 14
MOST_DAYS = 90


@transaction.atomic
def start_trial(rule: str, *, by: User, days: int = DAYS, now: datetime | None = None) -> Trial:
    """Count from now on what the rule would find, beside the live edition.

    Nothing is written when somebody is screened: the counting is done when the page is opened.
    """
    one_at_a_time()
    moment = now or timezone.now()
    if not 1 <= days <= MOST_DAYS:
        raise NotAllowed(f"A trial runs for 1 to {MOST_DAYS} days.", "Choose another number.")
    running = Trial.objects.filter(rule=rule, stopped_at__isnull=True)
    if any(trial.ends_at > moment for trial in running):
        raise NotAllowed("This rule is on trial already.", "End that trial first.")
    live = Edition.objects.live()
    catalogue = with_rule(live.catalogue, readable_draft(), rule)
    trial = Trial.objects.create(
        rule=rule,
        canonical=canonical_json(catalogue),
        hash=catalogue.hash,
        base=live,
        days=days,
        started_by=by,
        started_at=moment,
    )
    audit.record("trial.started", actor=by, subject=trial, detail={"rule": rule[:64]})
    return trial


@transaction.atomic
def stop_trial(trial: Trial, *, by: User, now: datetime | None = None) -> Trial:
    """End it before its time; what was counted until now stays."""
    moment = now or timezone.now()
    row = Trial.objects.select_for_update(of=("self",)).defer("canonical").get(pk=trial.pk)
    if row.ends_at <= moment:
        raise NotAllowed("This trial has ended already.")
    row.stopped_by, row.stopped_at = by, moment
    row.save(update_fields=["stopped_by", "stopped_at"])
    audit.record("trial.stopped", actor=by, subject=row, detail={"rule": row.rule[:64]})
    return row
