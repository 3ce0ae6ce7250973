"""Whether a condition of a draft holds whenever one of the live edition does, as far as form shows.

Every "yes" here is certain; a "no" may only mean that the form does not show it.
"""

from .catalogue import Catalogue, DateExpression, Item, Line, lines_of
from .check_rules import implies
from .conditions import days_of
from .evidence import Number

# Months have 28 to 31 days, years 365 or 366.
SHORTEST = {"days": 1, "months": 28, "years": 365}
LONGEST = {"days": 1, "months": 31, "years": 366}
NEGATIVE = ("is_not", "is_none_of", "missing")
Items = tuple[Item, ...]
Amount = tuple[Number, str]


def covers(live: Catalogue, old: Items, draft: Catalogue, new: Items) -> bool:
    """Whether every item of ``new`` holds in the draft whenever all of ``old`` hold in the live."""
    return all(any(_item_covers(live, one, draft, item) for one in old) for item in new)


def _item_covers(live: Catalogue, old: Item, draft: Catalogue, new: Item) -> bool:
    return all(
        any(_line_covers(live, line, draft, other) for other in lines_of((new,)))
        for line in lines_of((old,))
    )


def _line_covers(live: Catalogue, old: Line, draft: Catalogue, new: Line) -> bool:
    if old.operator in ("at_least", "less_than"):
        return _limit_covers(live, old, draft, new)
    if days_of(old):
        return _days_cover(live, old, draft, new)
    question = draft.questions.get(new.question or "")
    several = question is not None and question.kind == "choices"
    if several and new.operator in NEGATIVE and old.operator not in NEGATIVE:
        return False  # somebody may have chosen both
    return implies(old, new)


def _limit_covers(live: Catalogue, old: Line, draft: Catalogue, new: Line) -> bool:
    if (old.operator, old.question) != (new.operator, new.question):
        return False
    before, now = live.periods.get(str(old.value)), draft.periods.get(str(new.value))
    if before is None or now is None or before.unit != now.unit:
        return False
    return now.value <= before.value if old.operator == "at_least" else now.value >= before.value


def _days_cover(live: Catalogue, old: Line, draft: Catalogue, new: Line) -> bool:
    if old.operator != new.operator or not days_of(new):
        return False
    (earlier, later), (new_earlier, new_later) = days_of(old), days_of(new)
    if old.operator == "after":
        earlier, later, new_earlier, new_later = later, earlier, new_later, new_earlier
    return not_later(live, earlier, draft, new_earlier) and not_earlier(
        live, later, draft, new_later
    )


def not_earlier(
    live: Catalogue, old: DateExpression, draft: Catalogue, new: DateExpression
) -> bool:
    """Whether the draft's day is certainly never before the live one."""
    before, now = _amount(live, old), _amount(draft, new)
    return old.of == new.of and before is not None and now is not None and _longer(now, before)


def not_later(live: Catalogue, old: DateExpression, draft: Catalogue, new: DateExpression) -> bool:
    """Whether the draft's day is certainly never after the live one."""
    return not_earlier(draft, new, live, old)


def _longer(one: Amount, other: Amount) -> bool:
    """At least as long, on every calendar."""
    if one[1] == other[1]:
        return one[0] >= other[0]
    return one[0] * SHORTEST[one[1]] >= other[0] * LONGEST[other[1]]


def _amount(catalogue: Catalogue, expression: DateExpression) -> Amount | None:
    """How much is added to a day; None where nobody can tell."""
    if expression.period is None:
        return 0, "days"
    period = catalogue.periods.get(expression.period)
    return None if period is None or period.unit not in SHORTEST else (period.value, period.unit)


def same_or_longer(live: Catalogue, old: object, draft: Catalogue, new: object) -> bool:
    """Whether a number of days, or a period by its key, has not become shorter."""
    before, now = _wait(live, old), _wait(draft, new)
    return before is not None and now is not None and _longer(now, before)


def _wait(catalogue: Catalogue, value: object) -> Amount | None:
    if isinstance(value, int):
        return value, "days"
    return _amount(catalogue, DateExpression("", period=str(value)))
