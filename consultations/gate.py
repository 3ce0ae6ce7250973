"""The booking gate explained: what is open, the first day that can be booked, and why."""

from __future__ import annotations

import zoneinfo
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import groupby

from django.utils import timezone

from consultations.models import Booking, Consultation, FreeTime, Review
from consultations.questions import catalogue_of
from consultations.refusals import Refusal
from consultations.slots import LENGTHS, Slot, SlotDay, slots_in
from consultations.standing import GateWindow, Standing, standing
from consultations.stored import risk_of
from sideeffects.risk import Catalogue
from sideeffects.risk.catalogue import lines_of
from sideeffects.risk.summary import FindingRef

ONE_DAY = timedelta(days=1)
PRIVATE_WAIT = "A wait set at the review"
ACCEPTED_DAYS = "Days accepted in the review begin"


@dataclass(frozen=True, slots=True)
class GateLine:
    """A row of the gate page. `state`: done, waiting, wait (for a date), sets_date (the latest)."""

    what: str
    when: date | None
    state: str


@dataclass(frozen=True, slots=True)
class Gate:
    """The gate page: may something be booked, from when, and what sets the date."""

    refusal: Refusal | None
    lines: tuple[GateLine, ...]
    earliest: date | None
    last: date | None
    review: Review | None
    booking: Booking | None

    @property
    def open(self) -> bool:
        return self.refusal is None


def why_not(consultation: Consultation, day: date, now: datetime | None = None) -> Refusal | None:
    """Why this day cannot be booked for a treatment, and what to do; None if it can."""
    return standing(consultation, now).why_not(day)


def explain_gate(consultation: Consultation, now: datetime | None = None) -> Gate:
    """Everything the booking page says before a time is chosen."""
    found = standing(consultation, now)
    earliest = found.earliest
    refusal = found.blocked
    if refusal is None and earliest is None:
        window = found.next_window
        refusal = found.why_not(max(window.first, found.today) if window else found.today)
    return Gate(
        refusal=refusal,
        lines=tuple(_lines(found, found.review, earliest)) if found.review else (),
        earliest=earliest,
        last=found.last,
        review=found.review,
        booking=upcoming_booking(consultation, found.today),
    )


def upcoming_booking(consultation: Consultation, today: date) -> Booking | None:
    """Booked or held, for today or later."""
    return Booking.objects.filter(consultation=consultation).upcoming(today).first()


def _lines(found: Standing, review: Review, earliest: date | None) -> Iterator[GateLine]:
    window = found.next_window
    if window is None:
        return
    dated = list(_waits(found, review, window))
    if window.first > found.today and not dated:
        dated.append((ACCEPTED_DAYS, window.first))
    for step in window.steps:
        if step.state == "open":
            yield GateLine(step.label, None, "waiting")
        elif step.bookable_from and step.bookable_from > found.today:
            dated.append((step.label, step.bookable_from))
        else:
            yield GateLine(step.label, step.on_date, "done")
    for what, day in sorted(dated, key=lambda line: line[1], reverse=True):
        yield GateLine(what, day, "sets_date" if day == earliest else "wait")


def _waits(found: Standing, review: Review, window: GateWindow) -> Iterator[tuple[str, date]]:
    """The holds that end before these days begin, with the day each is over."""
    catalogue = catalogue_of(found.consultation)
    over: dict[str, date] = {}
    for part in risk_of(review.summary).windows:
        if found.today <= part.last < window.first:
            for ref in part.findings:
                if ref.kind != "precaution":
                    over[_name(catalogue, ref)] = part.last + ONE_DAY
    yield from over.items()


def _name(catalogue: Catalogue, ref: FindingRef) -> str:
    """The contraindication in words; what was answered in private stays private."""
    rule = catalogue.rules.get(ref.made_by)
    read = {line.question for line in lines_of(rule.when)} if rule else {ref.made_by}
    if any(key in read and question.private for key, question in catalogue.questions.items()):
        return PRIVATE_WAIT
    return catalogue.contraindications[ref.contraindication].name


def free_slots(
    consultation: Consultation, *, first: date, days: int = 14, now: datetime | None = None
) -> tuple[SlotDay, ...]:
    """Free times on the days the gate admits, by day. Days without one are left out."""
    found = standing(consultation, now)
    return _slot_days(found, max(first, found.today), first + timedelta(days=days - 1), now)


def next_free_day(
    consultation: Consultation, *, first: date, now: datetime | None = None
) -> SlotDay | None:
    """The first day with a free time, up to the last day that can be booked."""
    found = standing(consultation, now)
    if found.last is None:
        return None
    return next(iter(_slot_days(found, max(first, found.today), found.last, now)), None)


def _slot_days(
    found: Standing, first: date, last: date, now: datetime | None
) -> tuple[SlotDay, ...]:
    consultation = found.consultation
    zone = zoneinfo.ZoneInfo(consultation.site.timezone)
    begin = datetime.combine(first, time.min, zone)
    end = datetime.combine(last + ONE_DAY, time.min, zone)
    if found.earliest is None or begin >= end:
        return ()
    free = FreeTime.objects.filter(room__site=consultation.site).between(begin, end)
    taken = Booking.objects.filter(room__site=consultation.site).overlapping(begin, end)
    slots = slots_in(
        free,
        taken,
        length=LENGTHS[consultation.Treatment(consultation.treatment)],
        after=max(begin, now or timezone.now()),
    )

    def day_of(slot: Slot) -> date:
        return slot.starts_at.astimezone(zone).date()

    in_order = sorted(slots, key=lambda slot: (slot.starts_at, slot.technician.display_name))
    return tuple(
        SlotDay(day, tuple(times))
        for day, times in groupby(in_order, key=day_of)
        if day <= last and found.why_not(day) is None
    )
