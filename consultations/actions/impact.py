"""A draft replayed over very many consultations, in the background, and stopped again."""

from __future__ import annotations

import uuid
from datetime import datetime

from django.db import transaction

from clinic import audit
from clinic.errors import NotAllowed
from clinic.models import User
from consultations.actions.ground import moment_of
from consultations.models import ImpactRun
from sideeffects.editions import canonical_json
from sideeffects.models import Edition
from sideeffects.risk import Catalogue

MANY = 100_000


@transaction.atomic
def start_run(
    draft: Catalogue, *, by: User, key: uuid.UUID, now: datetime | None = None
) -> ImpactRun:
    """Have the draft, as it is now, compared with the live edition over the newest 100,000."""
    before = ImpactRun.objects.filter(created_key=key).first()
    if before is not None:
        return before
    live = Edition.objects.live()
    if live.hash == draft.hash:
        raise NotAllowed(
            "The draft says what the live edition says: there is nothing to compare.",
            "Change an entry first.",
        )
    same = ImpactRun.objects.filter(hash=draft.hash, live=live, finished_at__isnull=True).first()
    if same is not None:
        return same
    run = ImpactRun.objects.create(
        live=live,
        canonical=canonical_json(draft),
        hash=draft.hash,
        wanted=MANY,
        started_by=by,
        started_at=moment_of(now),
        created_key=key,
    )
    audit.record("impact.run_started", actor=by, subject=run)
    return run


@transaction.atomic
def stop_run(run: ImpactRun, *, by: User, now: datetime | None = None) -> ImpactRun:
    """End it where it is; what is done stays. One that has ended stays as it ended."""
    row = ImpactRun.objects.select_for_update(of=("self",)).defer("canonical").get(pk=run.pk)
    if row.finished_at is None:
        row.finished_at = moment_of(now)
        row.fault = f"Stopped by {by.display_name}."
        row.save(update_fields=["finished_at", "fault"])
        audit.record("impact.run_stopped", actor=by, subject=row)
    return row
