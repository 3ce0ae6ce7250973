"""What was answered once, ready to be assessed again, without anybody's name.

Of all sites: the catalogue is one for all of them. What leaves this module has no name, no phone
and no reference; of a patient's own words nothing goes on to where something is kept or shown.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from clinic.models import Site
from consultations.days import local_day
from consultations.models import Booking, Consultation
from sideeffects.risk import PastCase

PAGE = 500

_READ = ("answers", "letters", "consultation_date", "treatment_date", "stages")
_COLUMNS = ("pk", *(f"summary__{name}" for name in _READ))


def newest_cases(count: int, *, below: int | None = None) -> Iterator[PastCase]:
    """The newest so many consultations that have a summary, each with its newest one.

    `ref` is the key of the consultation; `below`: only those with a lower key. Read page by page.
    """
    while count > 0:
        page = case_page(min(PAGE, count), below=below)
        yield from page
        if len(page) < min(PAGE, count):
            return
        below, count = page[-1].ref, count - len(page)


def case_page(size: int, *, below: int | None = None) -> list[PastCase]:
    """One page of `newest_cases`, in one query."""
    found = Consultation.objects.filter(summary__isnull=False)
    if below is not None:
        found = found.filter(pk__lt=below)
    return [_case(*row) for row in found.order_by("-pk").values_list(*_COLUMNS)[:size]]


def case_of(pk: int) -> PastCase | None:
    """The newest summary of one consultation as a case; None where there is none."""
    found = Consultation.objects.filter(pk=pk, summary__isnull=False)
    return next((_case(*row) for row in found.values_list(*_COLUMNS)), None)


def cases_between(first: datetime, last: datetime, most: int) -> list[PastCase]:
    """Those whose newest summary was made in this time, the newest first, at most so many."""
    found = Consultation.objects.filter(
        summary__created_at__gte=first, summary__created_at__lt=last
    )
    return [_case(*row) for row in found.order_by("-pk").values_list(*_COLUMNS)[:most]]


def count_of_cases() -> int:
    return Consultation.objects.filter(summary__isnull=False).count()


def _case(*row: Any) -> PastCase:
    """Of the columns of a summary, the key of its consultation first."""
    pk, answers, letters, consultation_date, treatment_date, stages = row
    return PastCase(
        ref=pk,
        answers=answers,
        letters={key: date.fromisoformat(day) for key, day in letters.items()},
        consultation_date=consultation_date,
        treatment_date=treatment_date,
        stages=tuple(stages),
    )


@dataclass(frozen=True, slots=True)
class Booked:
    """A treatment still to come, as a case of its own day. `edition_id`: screened under it."""

    consultation_id: int
    reference: str
    day: date
    edition_id: int
    case: PastCase


def booked_cases(now: datetime | None = None) -> list[Booked]:
    """Everybody who is booked from today on, the soonest first.

    A booking stands only while the newest summary is of exactly what is on file, so that summary's
    answers and letters are read, on the day that is booked.
    """
    today = {site.pk: local_day(site, now) for site in Site.objects.all()}
    found = Booking.objects.filter(
        status=Booking.Status.BOOKED, day__gte=min(today.values(), default=date.max)
    ).order_by("day", "starts_at", "pk")
    columns = [f"consultation__{name}" for name in _COLUMNS]
    more = [f"consultation__{name}" for name in ("reference", "site_id", "summary__edition_id")]
    return [
        Booked(row[0], reference, day, edition, replace(_case(*row), treatment_date=day))
        for day, reference, site, edition, *row in found.values_list("day", *more, *columns)
        if day >= today[site]
    ]
