"""Noting that somebody checked a source. In force at once; no edition changes by it."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from clinic import audit
from clinic.errors import NotAllowed
from clinic.models import User
from clinic.stale import refuse_stale
from sideeffects.models import Source


@transaction.atomic
def note_check(
    key: str,
    *,
    checked_on: date | None,
    checked_by: str,
    check_again_by: date,
    by: User,
    seen: str = "",
) -> Source:
    """`checked_on` and `checked_by` come together, or neither: then only the next date is set.
    `seen`: the three as the form showed them."""
    source: Source | None = Source.objects.select_for_update().filter(key=key).first()
    if source is None:
        raise NotAllowed("There is no source of that name.")
    wanted = {"checked_on": checked_on, "checked_by": checked_by, "check_again_by": check_again_by}
    refuse_stale(seen, {name: getattr(source, name) for name in wanted}, wanted)
    source.checked_on, source.checked_by = checked_on, checked_by
    source.check_again_by = check_again_by
    source.save(update_fields=["checked_on", "checked_by", "check_again_by"])
    audit.record_named(
        "catalogue.source_checked", actor=by, subject=("source", source.key[:64]), detail={}
    )
    return source
