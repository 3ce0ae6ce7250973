"""What the lists of the rule editor offer: questions by section, days, periods, actions.

Worked out once for each draft, since every line of a rule offers the same.
"""

from __future__ import annotations

from functools import lru_cache

from sideeffects.risk import Catalogue, Question
from sideeffects.risk.catalogue import Action, Period
from sideeffects.risk.words import CALENDAR_UNITS, CONSULTATION_DATE, TREATMENT_DATE

Choice = tuple[str, str]
Group = tuple[str, tuple[Choice, ...]]
Choices = tuple[Choice | Group, ...]

DAYS: tuple[Choice, ...] = (
    (TREATMENT_DATE, "The treatment date"),
    (CONSULTATION_DATE, "The consultation date"),
)
DAY_KEYS = frozenset(key for key, _ in DAYS)


@lru_cache(maxsize=8)
def questions_offered(catalogue: Catalogue) -> Choices:
    """Everything that a line can look at: the two days, then the questions in asking order."""
    return (
        ("", "Pick what to look at"),
        ("Days", DAYS),
        *_by_section(catalogue, tuple(catalogue.questions.values())),
    )


@lru_cache(maxsize=8)
def days_offered(catalogue: Catalogue) -> Choices:
    """Days to compare with or to count from."""
    dates = tuple(known for known in catalogue.questions.values() if known.kind == "date")
    return (("Days", DAYS), *_by_section(catalogue, dates))


def _by_section(catalogue: Catalogue, questions: tuple[Question, ...]) -> tuple[Group, ...]:
    found = []
    for section in catalogue.sections.values():
        inside = tuple(
            (known.key, known.text) for known in questions if known.section == section.key
        )
        if inside:
            found.append((section.title, inside))
    return tuple(found)


@lru_cache(maxsize=8)
def waits_offered(catalogue: Catalogue) -> tuple[Choice, ...]:
    """Periods that can be added to a day."""
    return _periods(catalogue, CALENDAR_UNITS)


def limits_offered(catalogue: Catalogue, unit: str | None) -> tuple[Choice, ...]:
    """Limits that a number in this unit can be compared with."""
    return _periods(catalogue, (unit or "",))


@lru_cache(maxsize=8)
def periods_offered(catalogue: Catalogue) -> tuple[Choice, ...]:
    return tuple((period.key, period_label(period)) for period in catalogue.periods.values())


def _periods(catalogue: Catalogue, units: tuple[str, ...]) -> tuple[Choice, ...]:
    return tuple(
        (period.key, period_label(period))
        for period in catalogue.periods.values()
        if period.unit in units
    )


def period_label(period: Period) -> str:
    """ "6 months: wait after the last dose"; the number first, since lists are narrow."""
    return f"{period.words}: {period.label[:1].lower()}{period.label[1:]}"


@lru_cache(maxsize=8)
def actions_offered(catalogue: Catalogue) -> tuple[Choice, ...]:
    known = sorted(catalogue.actions.values(), key=lambda action: action.label.lower())
    return (("", "Pick what to do"), *((action.key, _gaps(action)) for action in known))


def _gaps(action: Action) -> str:
    """The label of an action that still has its gaps: Give … to think."""
    label = action.label
    for name in action.params:
        label = label.replace(f"{{{name}}}", "…")
    return label


@lru_cache(maxsize=8)
def contraindications_offered(catalogue: Catalogue) -> tuple[Choice, ...]:
    known = sorted(catalogue.contraindications.values(), key=lambda entry: entry.name.lower())
    return tuple((entry.key, entry.name) for entry in known)


@lru_cache(maxsize=8)
def units_offered(catalogue: Catalogue) -> tuple[Choice, ...]:
    """Days, months and years, then what numbers are asked in and limits are given in."""
    asked = [known.unit for known in catalogue.questions.values() if known.unit]
    given = [period.unit for period in catalogue.periods.values()]
    return tuple((unit, unit) for unit in dict.fromkeys([*CALENDAR_UNITS, *asked, *given]))
