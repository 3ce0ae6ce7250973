"""Which free times the booking page shows, and what it says where there are none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from clinic.models import Site
from clinic.words import day as in_words
from consultations.days import local_day
from consultations.gate import Gate, free_slots
from consultations.models import Consultation
from consultations.next_steps import rests_on_private
from consultations.questions import catalogue_of
from consultations.slots import Slot, SlotDay
from sideeffects.risk import findings_on

DAYS_SHOWN = 5
ON_THE_DAY = "on_the_day"


@dataclass(frozen=True, slots=True)
class Times:
    """Days with their free times. `sentence`: why they begin later than was wished; `later`: from
    where the next page goes on; `first`: whether these are the first days there are."""

    days: tuple[SlotDay, ...]
    sentence: str = ""
    later: date | None = None
    first: bool = True


def times_from(
    consultation: Consultation, gate: Gate, wanted: date | None = None, now: datetime | None = None
) -> Times:
    """The free times from the wished day on, or from the first day that can be booked."""
    if gate.earliest is None or gate.last is None:
        return Times(())
    days = _every_day(consultation, gate, now)
    start = max(wanted or gate.earliest, gate.earliest)
    found = tuple(day for day in days if day.day >= start)
    shown, rest = found[:DAYS_SHOWN], found[DAYS_SHOWN:]
    return Times(
        shown,
        sentence=_sentence(consultation.site, start, gate.last, shown),
        later=rest[0].day if rest else None,
        first=shown == days[:DAYS_SHOWN],
    )


def times_near(
    consultation: Consultation, gate: Gate, wanted: date, now: datetime | None = None
) -> Times:
    """The free times on the days nearest to one that cannot be had."""
    if gate.earliest is None:
        return Times(())
    days = _every_day(consultation, gate, now)
    nearest = sorted(days, key=lambda day: abs(day.day - wanted))[:DAYS_SHOWN]
    return Times(tuple(sorted(nearest, key=lambda day: day.day)), first=False)


def _every_day(consultation: Consultation, gate: Gate, now: datetime | None) -> tuple[SlotDay, ...]:
    """All free times up to the last day that can be booked; the decision's validity bounds them."""
    if gate.earliest is None or gate.last is None:
        return ()
    days = (gate.last - gate.earliest).days + 1
    return free_slots(consultation, first=gate.earliest, days=days, now=now)


def _sentence(site: Site, start: date, last: date, shown: Sequence[SlotDay]) -> str:
    if not shown:
        return f"No free times from {in_words(start)} to {in_words(last)}, the last possible day."
    if shown[0].day == start:
        return ""
    first = shown[0].slots[0]
    return f"No free times on {in_words(start)}. Next is {moment_in_words(site, first)}."


def moment_in_words(site: Site, slot: Slot) -> str:
    """Monday 18 May 2026, 10:00."""
    starts_at = slot.starts_at.astimezone(ZoneInfo(site.timezone))
    return f"{in_words(starts_at.date())}, {starts_at:%H:%M}"


def slot_at(
    consultation: Consultation,
    *,
    starts_at: datetime,
    technician: int,
    room: int,
    now: datetime | None = None,
) -> Slot | None:
    """This free time, if it can still be booked."""
    day = local_day(consultation.site, starts_at)
    found = free_slots(consultation, first=day, days=1, now=now)
    return next(
        (
            slot
            for part in found
            for slot in part.slots
            if (slot.starts_at, slot.technician.pk, slot.room.pk) == (starts_at, technician, room)
        ),
        None,
    )


def before_treatment(consultation: Consultation, day: date) -> tuple[str, ...]:
    """What the patient can do for the day, in the patient's words, to be read out at the desk.

    What only follows from an answer given in private is left for the technician to say.
    """
    summary = consultation.summary
    if summary is None:
        return ()
    catalogue = catalogue_of(consultation)
    findings = findings_on(
        catalogue,
        summary.answers,
        consultation_date=summary.consultation_date,
        treatment_date=day,
        letters={name: date.fromisoformat(on) for name, on in summary.letters.items()},
        stages=summary.stages,
    )
    sentences = (
        action.patient
        for finding in findings
        if not rests_on_private(finding, catalogue.questions)
        for action in finding.actions
        if action.gate == ON_THE_DAY and action.patient
    )
    return tuple(dict.fromkeys(sentences))


def length_in_words(length: timedelta) -> str:
    hours, rest = divmod(length, timedelta(hours=1))
    words = f"{hours} hour{'' if hours == 1 else 's'}"
    return f"{words} {rest.seconds // 60} minutes" if rest else words
