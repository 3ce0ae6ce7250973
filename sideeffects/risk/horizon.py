"""The earliest safe date, and the windows of days with one and the same result.

Both are found by assessing **on** the day, never by adding up: a letter may have run out by then,
a measurement be too old, a scan be near (domain.md 4 and 5).
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

from .answers import Value
from .catalogue import DateExpression
from .conditions import whole_period
from .dates import ONE_DAY, add, first_day_past
from .hits import BLANK, FUTURE, Case, Hit, hits_on, level_of
from .summary import FindingRef, Window
from .view import View, view_of
from .words import CONSULTATION_DATE, TREATMENT_DATE

HORIZON_MONTHS = 12
MOST_STEPS = 100


@dataclass(frozen=True, slots=True)
class Earliest:
    day: date | None
    because: str | None
    open_ended: bool | None
    provisional: bool | None


def earliest(case: Case, hits: list[Hit], treatment: date) -> Earliest:
    """The first day on which no dated hold is open.

    Take the latest date of the open dated holds, assess again on that day without treatment-day
    answers, and repeat while a dated hold is open there. It is a floor (``open_ended``) when a
    hold without a date is open now or then, and ``provisional`` when it rests on a plan.
    """
    if level_of(hits) == "stop":
        return Earliest(None, None, None, None)
    later = without_treatment_day(case)
    view = view_on_days(later)
    day, because, open_ended, provisional = None, None, False, False
    for _ in range(MOST_STEPS):
        holds = [hit for hit in hits if hit.holds]
        dated = [hit for hit in holds if hit.until is not None]
        open_ended |= len(dated) < len(holds)
        provisional |= any(hit.provisional for hit in (dated if day else holds))
        if not dated:
            return Earliest(day, because, open_ended, provisional)
        latest = max(dated, key=_until)
        day, because = latest.until or treatment, latest.contraindication
        hits = hits_on(later, view(day), day)
        if level_of(hits) == "stop":
            break
    return Earliest(None, None, True, provisional)


def _until(hit: Hit) -> date:
    return hit.until or date.min


def without_treatment_day(case: Case) -> Case:
    """The same patient before the treatment day: its answers and its stage left out."""
    questions = case.program.catalogue.questions
    values = {
        key: value for key, value in case.values.items() if questions[key].stage != "treatment_day"
    }
    stages = tuple(stage for stage in case.stages if stage != "treatment_day")
    return replace(case, values=values, stages=stages)


def view_on_days(case: Case) -> Callable[[date], View]:
    """The view on any day; the same one for all unless a follow-up's condition compares days."""

    def view(day: date) -> View:
        return view_of(case.program, case.values, day, case.consultation)

    if case.program.follow_ups_move:
        return view
    once = view(case.consultation)
    return lambda _: once


def windows(case: Case) -> tuple[Window, ...]:
    """The next twelve months from the consultation day as ranges with one level and one result."""
    later = without_treatment_day(case)
    view = view_on_days(later)
    first, end = case.consultation, add(case.consultation, HORIZON_MONTHS, "months")
    days = sorted({first} | {day for day in change_days(later) if first < day <= end})
    found: list[Window] = []
    for day, next_day in zip(days, [*days[1:], end + ONE_DAY], strict=True):
        hits = hits_on(later, view(day), day)
        level, refs, last = level_of(hits), _refs(hits), next_day - ONE_DAY
        if found and (found[-1].level, found[-1].findings) == (level, refs):
            found[-1] = replace(found[-1], last=last)
        else:
            found.append(Window(day, last, level, refs))
    return tuple(found)


def _refs(hits: list[Hit]) -> tuple[FindingRef, ...]:
    return tuple(
        FindingRef(hit.contraindication, hit.kind, made_by(hit)) for hit in hits if not hit.cleared
    )


def made_by(hit: Hit) -> str:
    """The rule of a finding; where there is none, what made it."""
    if hit.rule is not None:
        return hit.rule.rule.key
    return hit.origin if hit.origin in (BLANK, FUTURE) else hit.questions[0]


def change_days(case: Case) -> Iterator[date]:
    """Every treatment day on which something can change for this patient, and perhaps some more."""
    for written in case.letters.values():
        amount, unit = case.program.letter_valid
        yield written
        yield add(written, amount, unit) + ONE_DAY if written < date(9000, 1, 1) else written
    for left, right in case.program.comparisons:
        yield from _crossings(case, left, right)


def _crossings(case: Case, left: DateExpression, right: DateExpression) -> Iterator[date]:
    """The treatment days on which one side passes the other, or reaches it."""
    if right.of == TREATMENT_DATE:
        left, right = right, left
    if left.of != TREATMENT_DATE or right.of == TREATMENT_DATE:
        return
    limit = _fixed_day(case, right, case.values)
    if limit is None or not date(1000, 1, 1) < limit < date(9000, 1, 1):
        return
    amount = whole_period(case.program.catalogue, left.period, left.unit) if left.unit else 0
    unit = left.unit or "days"
    yield first_day_past(limit - ONE_DAY, amount, unit)
    yield first_day_past(limit, amount, unit)


def _fixed_day(case: Case, expression: DateExpression, values: Mapping[str, Value]) -> date | None:
    """A day that does not move with the treatment date."""
    day = case.consultation if expression.of == CONSULTATION_DATE else values.get(expression.of)
    if not isinstance(day, date) or expression.unit is None:
        return day if isinstance(day, date) else None
    amount = whole_period(case.program.catalogue, expression.period, expression.unit)
    return add(day, amount, expression.unit)
