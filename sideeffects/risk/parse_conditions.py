"""Conditions and date expressions: plain data into frozen values."""

from .catalogue import AnyOf, DateExpression, Item, Line
from .reading import Row
from .words import CALENDAR_UNITS, DATE_OPERATORS, OPERATORS


def condition(row: Row, name: str) -> tuple[Item, ...]:
    """The items of a ``when``; never empty, nothing nested deeper than one "any of"."""
    items: list[Item] = []
    for part in row.rows(name):
        if part.has("any"):
            lines = tuple(line(inner) for inner in part.rows("any"))
            part.done()
            if not lines:
                raise part.wrong("'any' must hold a line")
            items.append(AnyOf(lines))
        else:
            items.append(line(part))
    if not items:
        raise row.wrong(f"'{name}' must not be empty")
    return tuple(items)


def line(row: Row) -> Line:
    operator = row.one_of("is", OPERATORS)
    if row.has("date"):
        if operator not in DATE_OPERATORS:
            raise row.wrong(f"a date is compared by {' or '.join(DATE_OPERATORS)}")
        read = Line(operator, date=date_expression(row.row("date")), value=_day(row))
    elif operator in DATE_OPERATORS:
        read = Line(operator, question=row.text("question"), value=_day(row))
    elif operator in ("answered", "missing"):
        read = Line(operator, question=row.text("question"))
    elif operator in ("is_one_of", "is_none_of"):
        read = Line(operator, question=row.text("question"), value=row.texts("value"))
        if not read.value:
            raise row.wrong("'value' must name at least one answer")
    else:
        read = Line(operator, question=row.text("question"), value=row.text("value"))
    row.done()
    return read


def _day(row: Row) -> DateExpression:
    return date_expression(row.row("value"))


def date_expression(row: Row) -> DateExpression:
    of = row.text("of")
    if not row.has("plus"):
        row.done()
        return DateExpression(of)
    plus = row.row("plus")
    row.done()
    if len(plus.fields) != 1:
        raise plus.wrong("one of days, months, years")
    unit = next(iter(plus.fields))
    if unit not in CALENDAR_UNITS:
        raise plus.wrong(f"'{unit}' is not one of {', '.join(CALENDAR_UNITS)}")
    return DateExpression(of, unit, plus.text(unit))  # type: ignore[arg-type]  # just checked
