"""Until when a record is kept, and what forbids to erase it now. Nothing is written here."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

from django.db.models import Max, Q

from clinic.errors import NotAllowed
from clinic.words import day as day_words
from consultations.days import local_day
from consultations.models import (
    AnswerChange,
    Booking,
    Consultation,
    PatchTest,
    PatchTestReading,
    Patient,
    Status,
)
from consultations.models.patient_queries import age_on
from consultations.models.rights import standing_hold
from consultations.retention import CHILD_UNTIL, RECORD_YEARS, SEVENTEEN_UNTIL
from sideeffects.risk.dates import add

OF_AGE = 18
LATELY = timedelta(hours=24)


def last_day(patient: Patient, today: date) -> date:
    """The last consultation, treatment or patch test; else the day the patient was put on file."""
    case = Consultation.objects.filter(patient=patient)
    treated = Booking.objects.live().filter(consultation__patient=patient, day__lte=today)
    moments = [
        patient.created_at,
        case.aggregate(last=Max("started_at"))["last"],
        PatchTest.objects.filter(patient=patient).aggregate(last=Max("applied_at"))["last"],
        PatchTestReading.objects.filter(patch_test__patient=patient).aggregate(last=Max("read_at"))[
            "last"
        ],
    ]
    days: list[date | None] = [
        *(local_day(patient.site, moment) for moment in moments if moment),
        case.aggregate(last=Max("consultation_date"))["last"],
        treated.aggregate(last=Max("day"))["last"],
    ]
    return max(day for day in days if day)


def kept_until(patient: Patient, today: date) -> date:
    """The first day on which nothing has to be kept any more (consultations/retention.py)."""
    last = last_day(patient, today)
    until = add(last, RECORD_YEARS, "years")
    age = age_on(patient.birth_date, last)
    if age < OF_AGE:
        years = SEVENTEEN_UNTIL if age == OF_AGE - 1 else CHILD_UNTIL
        until = max(until, add(patient.birth_date, years, "years"))
    return until


def whose_period_is_over(today: date) -> Iterator[Patient]:
    """Those whose record need not be kept any more, at all sites."""
    long_ago = add(today, -RECORD_YEARS, "years") + timedelta(days=1)
    lately = Consultation.objects.filter(started_at__gte=_midnight(long_ago)).values("patient")
    older = Patient.objects.filter(created_at__lt=_midnight(long_ago)).exclude(pk__in=lately)
    for patient in older.select_related("site").order_by("pk").iterator():
        if kept_until(patient, today) <= today:
            yield patient


def _midnight(day: date) -> datetime:
    """A day late wherever the clinic is: this only narrows what is looked at in full."""
    return datetime(day.year, day.month, day.day, tzinfo=UTC) + timedelta(days=1)


def hold_in_words(patient: Patient) -> str:
    """Since when, by whom and why nobody may erase this patient; empty without a hold."""
    hold = standing_hold(patient)
    if hold is None:
        return ""
    since = day_words(local_day(patient.site, hold.said_at), "born")
    who, why = hold.said_by.display_name, hold.reason.rstrip(".")
    return f"On legal hold since {since}, set by {who}: {why}."


def check_may_go(patient: Patient, *, before_its_time: bool, now: datetime) -> None:
    """Refuses with the reason and the next step. Under the patient's lock."""
    today = local_day(patient.site, now)
    if hold := hold_in_words(patient):
        raise NotAllowed(
            f"{patient.reference} cannot be erased. {hold}",
            "Lift the hold first, with a reason: legal_hold --lift.",
        )
    _check_nothing_goes_on(patient, today, now)
    until = kept_until(patient, today)
    if until > today and not before_its_time:
        raise NotAllowed(
            f"{patient.reference} must be kept until {day_words(until, 'born')}.",
            "Where the clinic decides otherwise, with a reason: --before-its-time.",
        )


def _check_nothing_goes_on(patient: Patient, today: date, now: datetime) -> None:
    ahead = Booking.objects.filter(consultation__patient=patient).upcoming(today).first()
    if ahead is not None:
        raise NotAllowed(
            f"{patient.reference} has a booking on {day_words(ahead.day, 'born')}.",
            "Cancel it first.",
        )
    since = now - LATELY
    answered = AnswerChange.objects.filter(set_at__gt=since).values("consultation")
    lately = Q(started_at__gt=since) | Q(sent_at__gt=since) | Q(pk__in=answered)
    worked_on = Consultation.objects.filter(
        lately, patient=patient, status__in=[Status.DRAFT, Status.SUBMITTED]
    ).first()
    if worked_on is not None:
        raise NotAllowed(
            f"{worked_on.reference} was worked on in the last 24 hours.",
            "Try again when nobody works on it any more.",
        )
