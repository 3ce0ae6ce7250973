"""The draft beside the live edition: what differs, what is wrong. Worked out once for each pair."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from django.utils import timezone

from sideeffects.desk.evidence_dates import past_date
from sideeffects.desk.kinds import KINDS, Kind
from sideeffects.desk.uses import titles_of
from sideeffects.differences import EntryChange, differences
from sideeffects.models import Edition, EditLock
from sideeffects.risk import Catalogue, Problem, problems
from sideeffects.risk.wording import fill

CHANGED = {"added": "New in the draft", "changed": "Changed in the draft", "moved": "Moved"}


@dataclass(frozen=True, slots=True)
class Listed:
    """A line of a list. `state`: added, changed, moved, retired, or nothing. `check_by`: the day by
    which a source should have been checked again, once it is past."""

    key: str
    title: str
    group: str
    state: str
    problems: tuple[Problem, ...]
    lock: EditLock | None
    check_by: date | None = None

    @property
    def state_words(self) -> str:
        return "Retired" if self.state == "retired" else CHANGED.get(self.state, "")


@lru_cache(maxsize=16)
def changes_between(live: Catalogue | None, draft: Catalogue) -> tuple[EntryChange, ...]:
    return differences(live, draft)


@lru_cache(maxsize=16)
def problems_of(catalogue: Catalogue) -> tuple[Problem, ...]:
    """What forbids publishing."""
    return problems(catalogue)


def live_catalogue() -> Catalogue | None:
    live = Edition.objects.newest()
    return live.catalogue if live else None


def changes_of_draft(draft: Catalogue) -> tuple[EntryChange, ...]:
    return changes_between(live_catalogue(), draft)


def lines_of(part: str, draft: Catalogue, locks: Iterable[EditLock]) -> list[Listed]:
    """Every entry of a part in catalogue order, those that are retired last."""
    kind = KINDS[part]
    states = {
        change.key: change.change for change in changes_of_draft(draft) if change.part == part
    }
    found: dict[str, list[Problem]] = {}
    for problem in problems_of(draft):
        if problem.part == part:
            found.setdefault(problem.key, []).append(problem)
    held = {lock.key: lock for lock in locks if lock.part == part}
    overdue = _overdue() if part == "sources" else {}
    rows = kind.model.objects.order_by("retired", "position", "pk")
    known = _published(part)
    return [
        Listed(
            key=row.key,
            title=fill(draft, kind.title(row.plain())),
            group=str(getattr(row, _column(kind), "")) if kind.group else "",
            state="retired" if row.retired else states.get(row.key, ""),
            problems=tuple(found.get(row.key, ())),
            lock=held.get(row.key),
            check_by=overdue.get(row.key),
        )
        for row in rows
        if not row.retired or row.key in known
    ]


def _overdue() -> dict[str, date | None]:
    """The sources past their date, with that date."""
    return {source.key: source.check_again_by for source in past_date(timezone.localdate())}


def _column(kind: Kind) -> str:
    """The group's column; a foreign key is named by its key."""
    return kind.model._meta.get_field(kind.group).attname  # type: ignore[union-attr]


def _published(part: str) -> set[str]:
    """What the live edition holds of a part: a draft's entry that was dropped again is no more."""
    live = live_catalogue()
    return {key for by_part, key in titles_of(live) if by_part == part} if live else set()


def counts() -> dict[str, int]:
    """How many entries of each kind the draft holds."""
    return {part: kind.model.objects.current().count() for part, kind in KINDS.items()}
