"""The rows of the review list in words, its tabs and what it can be narrowed by."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TypedDict
from urllib.parse import urlencode

from django.http import QueryDict
from django.urls import reverse

from clinic import words
from clinic.models import User
from clinic.navigation import Link
from consultations.models import Status, Treatment
from consultations.models.consultation_queries import Page
from consultations.models.review_facts import ListRow
from consultations.models.review_list import DECIDED, HOLDS, TO_DECIDE, WAITING, Counts, Filters
from consultations.models.review_work import LOCK_LASTS
from consultations.waiting_words import (
    came_in,
    hold_ended,
    holds_until,
    how_long,
    opened,
    waits_for,
)

LEFT_OPEN = timedelta(hours=8)  # a day's work: after that nobody means to come back to it
DECISIONS = {"declined": "Declined", "approved_with_conditions": "Approved with conditions"}
WHEN = {TO_DECIDE: "Waiting", WAITING: "Waiting for", HOLDS: "Hold", DECIDED: "Decided"}
TABS = {
    TO_DECIDE: ("To decide", "consultations:review_list"),
    WAITING: ("Waiting on patient", "consultations:review_waiting"),
    HOLDS: ("Holds ending", "consultations:review_holds"),
    DECIDED: ("Decided", "consultations:review_decided"),
}


class Line(TypedDict):
    """A row of the list in words. A mapping, since templates read 25 of them: of an object each
    value costs them an exception first. Of `waited`, `waits_for` and `decision` one is said.

    `url`: empty while a colleague has it open. `opened`: who has, or had today.
    """

    url: str
    name: str
    birth_date: date
    planned_date: date
    level: str | None
    could_be: str
    because: str | None
    waited: str
    waits_for: str
    decision: str
    decided_at: datetime | None
    said: list[str]
    more: str
    opened: str
    take_over_url: str
    aside_url: str


@dataclass(frozen=True, slots=True)
class Moment:
    """Who reads the list, and when."""

    user: User
    today: date
    now: datetime


def filters_of(data: QueryDict, which: str) -> Filters:
    """Coded values alone; whatever else an address says narrows nothing."""
    level, treatment = data.get("level", ""), data.get("treatment", "")
    return Filters(
        level=level if level in words.LEVELS else "",
        treatment=treatment if treatment in Treatment.values else "",
        mine=data.get("mine") == "1",
        ended=data.get("ended") == "1" and which in (TO_DECIDE, HOLDS),
        second=data.get("second") == "1" and which == TO_DECIDE,
    )


def address_of(which: str, wanted: Filters, **place: str | None) -> str:
    """The list, narrowed in the same way, from another place on."""
    said: Mapping[str, str] = {
        "level": wanted.level,
        "treatment": wanted.treatment,
        **{name: "1" for name in ("mine", "ended", "second") if getattr(wanted, name)},
        **{name: value or "" for name, value in place.items()},
    }
    query = urlencode({name: value for name, value in said.items() if value})
    return reverse(TABS[which][1]) + (f"?{query}" if query else "")


def tabs_of(which: str, counted: Counts) -> list[Link]:
    numbers = {
        TO_DECIDE: counted.to_decide,
        WAITING: counted.waiting,
        HOLDS: counted.holds,
    }
    return [
        Link(label, reverse(name), here=key == which, count=numbers.get(key))
        for key, (label, name) in TABS.items()
    ]


def lines_of(page: Page[ListRow], which: str, at: Moment) -> list[Line]:
    """The address is looked up once for all rows; 25 times would be a tenth of the page's cost."""
    begin = reverse("consultations:review", args=["REFERENCE"])
    return [_line(row, which, at, begin.replace("REFERENCE", row.reference)) for row in page.rows]


def _line(row: ListRow, which: str, at: Moment, url: str) -> Line:
    theirs = row.opened_by is not None and row.opened_by != at.user.pk and which != DECIDED
    idle = at.now - row.opened_seen if row.opened_seen else LEFT_OPEN
    locked, left = idle < LOCK_LASTS, LOCK_LASTS <= idle < LEFT_OPEN
    blocked = theirs and (locked or left)
    mine = locked and row.opened_by == at.user.pk
    aside = which == TO_DECIDE and row.status == Status.SUBMITTED and not blocked
    return Line(
        url="" if blocked else url,
        name=row.list_name,
        birth_date=row.birth_date,
        planned_date=row.planned_date,
        level=row.level,
        could_be=_could_be(row),
        because=row.because,
        waited=how_long(row.waiting_since, at.now) if which == TO_DECIDE else "",
        waits_for=_waits(row, which, at.today),
        decision=DECISIONS.get(row.status, "Approved"),
        decided_at=row.decided_at,
        said=_said(row, which, at.today),
        more=(row.aside or row.waits_for or "") if which in (WAITING, HOLDS) else "",
        opened=_opened(row, mine=mine, left=left) if blocked or mine else "",
        take_over_url=f"{url}take-over/" if theirs and left else "",
        aside_url=f"{url}#aside" if aside else "",
    )


def _opened(row: ListRow, *, mine: bool, left: bool) -> str:
    holder = User(display_name=row.opened_name or "")
    return opened(holder.get_short_name(), mine=mine, left=left)


def _waits(row: ListRow, which: str, today: date) -> str:
    if which == HOLDS:
        return holds_until(row.decide_from, today)
    if which != WAITING:
        return ""
    return waits_for(row.decide_from, today, asked=row.asked, aside=row.aside is not None)


def _said(row: ListRow, which: str, today: date) -> list[str]:
    deciding = which == TO_DECIDE
    ended = hold_ended(row.status, row.decide_from, today) if deciding else ""
    came = f"Hold ended: {row.came}" if deciding and row.came else ""
    news = came_in(letter=row.letter_here, second_look=row.second_look, answered=row.answered_again)
    return [said for said in (came or ended, *news) if said]


def _could_be(row: ListRow) -> str:
    """The level it may still become, in words, where that is another one."""
    if row.could_be is None or row.level in (row.could_be, "not_assessed"):
        return ""
    return words.LEVELS[row.could_be].name
