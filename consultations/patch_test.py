"""What the patch tests on file say to the rules, how long they count, when to look again. Pure.

A test belongs to the patient. A reaction counts for good, whichever test it was in. Days are those
of the site; how long to wait, and how long a test counts, is asked of the edition alone.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from typing import Any

from clinic.words import day as in_words
from sideeffects.risk import Catalogue
from sideeffects.risk.dates import add

DONE, DATE, RESULT = "patch_test_done", "patch_test_date", "patch_test_result"
SAME, LATE = "patch_test_same_products", "patch_test_late_symptoms"
QUESTIONS = (DONE, DATE, RESULT, SAME, LATE)

REACTION, UNCLEAR, NOT_READ_YET, NOT_SURE = "reaction", "unclear", "not_read_yet", "not_sure"
FIRST_LOOK, COUNTS_FOR = "patch_min", "patch_valid"
ACTION, LATE_FROM, LATE_TO = "patch_test", "late_read_from", "late_read_to"


@dataclass(frozen=True, slots=True)
class Look:
    """One reading, as the rules may hear of it. `late`: itchy, red or bumpy since."""

    at: datetime
    result: str
    late: str


@dataclass(frozen=True, slots=True)
class Spot:
    """One test with its standing readings. `same`: the products we plan with; None is not sure."""

    at: datetime
    same: bool | None
    looks: tuple[Look, ...] = ()
    withdrawn: bool = False


def asks(catalogue: Catalogue) -> bool:
    """Whether this edition asks about patch tests at all."""
    return DONE in catalogue.questions


def first_look(catalogue: Catalogue, at: datetime) -> datetime:
    """From when on a reading of a test applied then counts."""
    return at + timedelta(hours=_hours(catalogue, FIRST_LOOK, at.date()))


def counts(catalogue: Catalogue, spot: Spot, look: Look) -> bool:
    """A reading before its time counts only when it shows a reaction."""
    return look.result == REACTION or look.at >= first_look(catalogue, spot.at)


def valid_until(catalogue: Catalogue, applied: date) -> date | None:
    """The last treatment day that this test counts for."""
    period = catalogue.periods.get(COUNTS_FOR)
    return add(applied, int(period.value), period.unit) if period else None


def says(
    catalogue: Catalogue, spots: Iterable[Spot], on_file: Mapping[str, Any], zone: tzinfo
) -> dict[str, str | None]:
    """The answers of the records, by question; None takes an answer back, nothing leaves all.

    Where every test was withdrawn, the answers that came from one of them are taken back.
    """
    every = tuple(spots)
    standing = tuple(spot for spot in every if not spot.withdrawn)
    if not standing:
        gone = {_day(spot, zone).isoformat() for spot in every}
        taken_back = dict.fromkeys(QUESTIONS) if on_file.get(DATE) in gone else {}
        return _askable(catalogue, taken_back)
    test = the_test(standing)
    return _askable(
        catalogue,
        {
            DONE: "yes",
            DATE: _day(test, zone).isoformat(),
            RESULT: result_of(catalogue, standing),
            SAME: {True: "yes", False: "no", None: NOT_SURE}[test.same],
            LATE: late_of(catalogue, standing),
        },
    )


def the_test(standing: Collection[Spot]) -> Spot:
    """The one whose date counts: the newest of the products we plan with, else the newest."""
    newest = sorted(standing, key=lambda spot: spot.at)
    return next((spot for spot in reversed(newest) if spot.same), newest[-1])


def result_of(catalogue: Catalogue, standing: Collection[Spot]) -> str:
    """The worst that was ever seen; without anything bad, what was seen on the test that counts."""
    found = {look.result for _, look in _looks(catalogue, standing)}
    if REACTION in found:
        return REACTION
    if UNCLEAR in found:
        return NOT_SURE
    mine = [look for spot, look in _looks(catalogue, standing) if spot is the_test(standing)]
    return max(mine, key=lambda look: look.at).result if mine else NOT_READ_YET


def late_of(catalogue: Catalogue, standing: Collection[Spot]) -> str | None:
    """A yes stays a yes, whenever it was said; else what was said last."""
    if any(look.late == "yes" for spot in standing for look in spot.looks):
        return "yes"
    mine = [look for spot, look in _looks(catalogue, standing) if spot is the_test(standing)]
    return max(mine, key=lambda look: look.at).late if mine else None


def _looks(catalogue: Catalogue, standing: Iterable[Spot]) -> Iterator[tuple[Spot, Look]]:
    for spot in standing:
        for look in spot.looks:
            if counts(catalogue, spot, look):
                yield spot, look


def _askable(catalogue: Catalogue, said: Mapping[str, str | None]) -> dict[str, str | None]:
    """What this edition asks. An answer that it does not offer is left blank."""
    found: dict[str, str | None] = {}
    for key, value in said.items() if asks(catalogue) else ():
        question = catalogue.questions.get(key)
        if question is not None:
            offered = question.kind == "date" or value in question.option_keys
            found[key] = value if offered else None
    return found


def _day(spot: Spot, zone: tzinfo) -> date:
    return spot.at.astimezone(zone).date()


def _hours(catalogue: Catalogue, key: str, start: date) -> int:
    period = catalogue.periods.get(key)
    return (add(start, int(period.value), period.unit) - start).days * 24 if period else 0


# ── When to look ───────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Due:
    """A look that is asked for: from this moment on, and at the latest on this day."""

    hours: int
    at: datetime
    last: date
    done: bool
    overdue: bool


def late_looks(catalogue: Catalogue, rules: Iterable[str | None]) -> dict[int, int]:
    """The late readings these rules ask for: from so many hours on, until so many."""
    found: dict[int, int] = {}
    for rule in rules:
        known = catalogue.rules.get(rule or "")
        for asked in known.actions if known else ():
            given = dict(asked.params)
            if asked.action == ACTION and {LATE_FROM, LATE_TO} <= given.keys():
                first, last = (
                    _hours(catalogue, str(given[end]), date.min) for end in (LATE_FROM, LATE_TO)
                )
                found[first] = max(last, found.get(first, 0))
    return found


def to_read(catalogue: Catalogue, late: Iterable[int] = ()) -> list[int]:
    """The hours after which a test is to be read: once it counts, and late where that is asked."""
    return sorted({_hours(catalogue, FIRST_LOOK, date.min), *late})


def dues(
    catalogue: Catalogue, spot: Spot, hours: Iterable[int], zone: tzinfo, now: datetime
) -> tuple[Due, ...]:
    """Every look asked for. None is due any more once the skin reacted."""
    until = late_looks(catalogue, catalogue.rules)
    reacted = any(look.result == REACTION for look in spot.looks)
    found = []
    for after in sorted(set(hours)):
        at = spot.at + timedelta(hours=after)
        last = (spot.at + timedelta(hours=until.get(after, after))).astimezone(zone).date()
        done = reacted or any(look.at >= at for look in spot.looks)
        late = not done and now.astimezone(zone).date() > last
        found.append(Due(after, at, last, done, late))
    return tuple(found)


def next_due(every: Iterable[Due]) -> Due | None:
    return next((due for due in every if not due.done), None)


def desk_words(due: Due, zone: tzinfo) -> str:
    """The next step in words that the desk may read and say."""
    at = due.at.astimezone(zone)
    day = in_words(at.date(), "medium")
    if due.overdue:
        return f"Patch test: the spot was to be looked at by {in_words(due.last, 'medium')}"
    if due.last > at.date():
        return f"Patch test: look at the spot from {day} to {in_words(due.last, 'medium')}"
    return f"Patch test: look at the spot on {day} from {at:%H:%M}"
