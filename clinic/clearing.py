"""What has ended by itself leaves the database: rows to which clinic/retention.py gives an end."""

from __future__ import annotations

from django.utils import timezone

from clinic.retention import ending

SECONDS_BETWEEN = 600
EACH_TIME = 2_000


def clear_ended() -> bool:
    """One slice of each table; whether more waits. Nobody reads these rows again, and two processes
    may do it at once."""
    now, more = timezone.now(), False
    for model, ends in ending():
        rows = model._default_manager.all()
        old = rows.filter(**{f"{ends.field}__lt": now - ends.after}).order_by(ends.field)
        gone, _ = rows.filter(pk__in=old.values("pk")[:EACH_TIME]).delete()
        more = more or gone == EACH_TIME
    return more
