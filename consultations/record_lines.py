"""Events as lines for a reader: the same thing done several times in a row is one line. Pure."""

from __future__ import annotations

import zoneinfo
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from clinic.models import Site
from clinic.models.user import Role
from clinic.words import day as day_words
from consultations.record_events import EventRow
from consultations.record_words import KINDS, about, kind_of, words_of

BURST = timedelta(minutes=10)
NOBODY = "The system"


@dataclass(frozen=True, slots=True)
class Line:
    """`began` and `ended` in the site's own time; the same moment unless `count` is above one."""

    began: datetime
    ended: datetime
    count: int
    who: str
    role: str
    address: str
    person: int | None
    kind: str
    kind_words: str
    words: str
    about: str
    records: tuple[str, ...]

    @property
    def when(self) -> str:
        """Thu 14 May 2026, 10:42 to 10:47."""
        began, ended = f"{self.began:%H:%M}", f"{self.ended:%H:%M}"
        span = began if began == ended else f"{began} to {ended}"
        return f"{day_words(self.began.date(), 'medium')}, {span}"

    @property
    def in_sentence(self) -> str:
        """Behind a name: was refused."""
        return self.words[:1].lower() + self.words[1:]

    @property
    def to_the_second(self) -> str:
        began, ended = f"{self.began:%H:%M:%S}", f"{self.ended:%H:%M:%S}"
        return began if began == ended else f"{began} to {ended}"


def lines_of(rows: Iterable[EventRow], site: Site, *, names: Collection[str] = ()) -> list[Line]:
    """`rows` newest first. `site`: where this is read; people of another one are told by theirs.
    `names`: the references to name; the others of a list stay unnamed."""
    return [_line(burst, site, names) for burst in _bursts(rows, names)]


def _bursts(rows: Iterable[EventRow], names: Collection[str]) -> Iterator[list[EventRow]]:
    burst: list[EventRow] = []
    for row in rows:
        if burst and not _goes_on(burst[0], row, names):
            yield burst
            burst = []
        burst.append(row)
    if burst:
        yield burst


def _goes_on(newest: EventRow, row: EventRow, names: Collection[str]) -> bool:
    same = (newest.actor_id, newest.action, newest.address, records_of(newest, names)) == (
        row.actor_id,
        row.action,
        row.address,
        records_of(row, names),
    )
    return same and newest.at - row.at <= BURST


def _line(burst: list[EventRow], site: Site, names: Collection[str]) -> Line:
    newest, oldest = burst[0], burst[-1]
    zone = zoneinfo.ZoneInfo(site.timezone)
    kind = kind_of(newest.action)
    return Line(
        began=oldest.at.astimezone(zone),
        ended=newest.at.astimezone(zone),
        count=len(burst),
        who=newest.actor_name or NOBODY,
        role=role_of(newest, but_not=site.name),
        address=newest.address or "",
        person=newest.actor_id,
        kind=kind,
        kind_words=KINDS[kind],
        words=words_of(newest.action),
        about=about(newest.action, [row.detail for row in reversed(burst)]),
        records=records_of(newest, names),
    )


def role_of(row: EventRow, *, but_not: str = "") -> str:
    """The person's role, and the site they worked at, unless it is this one."""
    role = Role(row.actor_role).label if row.actor_role else ""
    site = row.site_name if row.site_name != but_not else ""
    return ", ".join(part for part in (role, site) if part)


def records_of(row: EventRow, names: Collection[str] = ()) -> tuple[str, ...]:
    """The references an event is about: its subject, or those of `names` that it showed."""
    if row.subject_type in ("patient", "consultation"):
        return (row.subject_id,)
    shown = row.detail.get("shown") or ()
    return tuple(reference for reference in names if reference in shown)
