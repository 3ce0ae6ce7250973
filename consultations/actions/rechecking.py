"""A rule changed for safety: what is booked is checked again, in the transaction that publishes."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import Q
from django.utils import timezone

from clinic import audit
from clinic.models import User
from consultations.actions.lapsing import lapse_by_reopening
from consultations.days import local_day
from consultations.models import Booking, Consultation, Reopening, Status
from consultations.models.status import APPROVING
from consultations.safety_change import SafetyChange
from sideeffects.actions.proposing import publish_due
from sideeffects.models import Edition, Proposal

LONGEST_REASON = 400


def check_bookings(
    proposal: Proposal, edition: Edition, *, by: User, moment: datetime
) -> list[Reopening]:
    """Put everybody whose booking the new edition forbids up to be decided again.

    The database then holds their bookings. Whoever is not affected is left as they were.
    """
    if not proposal.safety:
        return []
    live = Edition.objects.known(edition.pk)
    found = [_check(row, live, by=by, moment=moment) for row in _locked(moment)]
    return [reopening for reopening in found if reopening is not None]


def publish_due_now() -> None:
    """Put live what was planned for a time that has come, with all that follows."""
    publish_due(follow_up=check_bookings)


def _locked(moment: datetime) -> Iterable[Consultation]:
    """Whoever is booked or may be. Who is booking, or deciding, at this moment is waited for."""
    yesterday = (timezone.localtime(moment) - timedelta(days=1)).date()  # somewhere it still is
    timed = Booking.objects.filter(day__gte=yesterday).exclude(status=Booking.Status.CANCELLED)
    bookable = Q(status__in=sorted(APPROVING), review__valid_until__gte=yesterday)
    wanted = Consultation.objects.filter(bookable | Q(pk__in=timed.values("consultation")))
    rows = Consultation.objects.select_for_update(of=("self",)).order_by("pk")
    keys = list(rows.filter(pk__in=wanted.values("pk")).values_list("pk", flat=True))
    # Read anew: what was committed while this waited for the locks counts.
    return Consultation.objects.filter(pk__in=keys).select_related("site", "summary").order_by("pk")


def _check(row: Consultation, live: Edition, *, by: User, moment: datetime) -> Reopening | None:
    today = local_day(row.site, moment)
    booked = Booking.objects.filter(
        consultation=row, status=Booking.Status.BOOKED, day__gte=today
    ).order_by("day")
    if row.summary is None or row.status not in APPROVING:
        return None  # it waits for a decision anyhow
    change = SafetyChange(row.summary, live)
    for booking in booked:
        if change.forbids(booking.day):
            return _reopen(row, change, booking, by=by, moment=moment)
    return None


def _reopen(
    row: Consultation, change: SafetyChange, booking: Booking, *, by: User, moment: datetime
) -> Reopening:
    lapse_by_reopening(row, Reopening.Kind.EDITION, by=by, moment=moment)
    reopening = Reopening.objects.create(
        consultation=row,
        kind=Reopening.Kind.EDITION,
        edition=change.live,
        reason=change.why(change.on(booking.day))[:LONGEST_REASON],
        reopened_by=by,
        reopened_at=moment,
    )
    row.status, row.decide_from = Status.SUBMITTED, local_day(row.site, moment)
    row.waiting_since = moment
    row.save(update_fields=["status", "decide_from", "waiting_since"])
    audit.record(
        "consultation.rechecked",
        actor=by,
        subject=row,
        detail={"edition": change.live.number, "booking": booking.pk},
    )
    return reopening
