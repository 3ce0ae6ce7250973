"""Lines and conditions, compiled once into plain functions of (values, treatment, consultation).

Comparing with a missing answer is false, so ``is_not`` and ``is_none_of`` are then true;
``not_sure`` equals only ``not_sure`` (catalogue README, 1). On a question with several choices
``is`` means "among those chosen".
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from .answers import Value
from .catalogue import AnyOf, Catalogue, DateExpression, Item, Line, lines_of
from .dates import add
from .evidence import Number
from .words import CALENDAR_UNITS, CONSULTATION_DATE, TREATMENT_DATE

Values = Mapping[str, Value]
Test = Callable[[Values, date, date], bool]
Day = Callable[[Values, date, date], date | None]


@dataclass(frozen=True, slots=True)
class CompiledLine:
    """``named``: what it ``reads``, in the order in which the evidence names it."""

    line: Line
    holds: Test
    reads: frozenset[str]
    named: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CompiledItem:
    """A line, or several of which one is enough."""

    lines: tuple[CompiledLine, ...]
    holds: Test


def compile_items(catalogue: Catalogue, items: tuple[Item, ...]) -> tuple[CompiledItem, ...]:
    return tuple(_compile_item(catalogue, item) for item in items)


def _compile_item(catalogue: Catalogue, item: Item) -> CompiledItem:
    lines = tuple(compile_line(catalogue, line) for line in lines_of((item,)))
    if not isinstance(item, AnyOf):
        return CompiledItem(lines, lines[0].holds)
    return CompiledItem(lines, any_of([line.holds for line in lines]))


def any_of(tests: Sequence[Test]) -> Test:
    """Whether one of them holds. Loops, since these run for every rule on every day looked at."""

    def any_holds(values: Values, treatment: date, consultation: date) -> bool:
        for test in tests:  # noqa: SIM110 - any() over a generator takes twice as long
            if test(values, treatment, consultation):
                return True
        return False

    return any_holds


def all_of(tests: Sequence[Test]) -> Test:
    """Whether all of them hold; most rules have one line, which then is the whole test."""
    if len(tests) == 1:
        return tests[0]

    def all_hold(values: Values, treatment: date, consultation: date) -> bool:
        for test in tests:  # noqa: SIM110 - as above
            if not test(values, treatment, consultation):
                return False
        return True

    return all_hold


def named_whenever_true(
    items: Sequence[CompiledItem], anchor: frozenset[str]
) -> tuple[str, ...] | None:
    """What all lines read, and the anchor, each once; None where one of several lines is enough."""
    if any(len(item.lines) > 1 for item in items):
        return None
    named = [key for item in items for key in item.lines[0].named]
    return tuple(dict.fromkeys([*named, *anchor]))


def compile_line(catalogue: Catalogue, line: Line) -> CompiledLine:
    reads = questions_read(line)
    return CompiledLine(line, _test(catalogue, line), reads, tuple(sorted(reads)))


def _test(catalogue: Catalogue, line: Line) -> Test:
    if line.date is not None or line.operator in ("on_or_before", "after"):
        return _date_test(catalogue, line)
    key = line.question or ""
    several = catalogue.questions[key].kind == "choices"
    return _answer_test(catalogue, line, key, several)


def _answer_test(catalogue: Catalogue, line: Line, key: str, several: bool) -> Test:
    value = line.value
    match line.operator:
        case "answered":
            return lambda values, treatment, consultation: key in values
        case "missing":
            return lambda values, treatment, consultation: key not in values
        case "at_least":
            limit = _limit(catalogue, key, str(value))
            return lambda values, treatment, consultation: _number(values, key, limit) >= limit
        case "less_than":
            limit = _limit(catalogue, key, str(value))
            return lambda values, treatment, consultation: (
                key in values and _number(values, key, limit) < limit
            )
    wanted = frozenset(value if isinstance(value, tuple) else (value,))
    positive = line.operator in ("is", "is_one_of")
    if several:
        return lambda values, treatment, consultation: (
            wanted.isdisjoint(values.get(key, ())) is not positive  # type: ignore[arg-type]
        )
    if positive:
        return lambda values, treatment, consultation: values.get(key) in wanted
    return lambda values, treatment, consultation: values.get(key) not in wanted


def _limit(catalogue: Catalogue, question: str, name: str) -> Number:
    """The limit that a number is compared with, in the unit of its question."""
    period, unit = catalogue.periods[name], catalogue.questions[question].unit
    if period.unit != unit:
        raise ValueError(f"period {name} is in {period.unit}, but {question} in {unit}")
    return period.value


def _number(values: Values, key: str, limit: Number) -> Number:
    """The number answered; a missing one is below any limit, so that ``at_least`` is false."""
    number = values.get(key)
    return limit - 1 if number is None else number  # type: ignore[return-value]


def _date_test(catalogue: Catalogue, line: Line) -> Test:
    left = compile_day(catalogue, line.date or DateExpression(line.question or ""))
    right = compile_day(catalogue, days_of(line)[1])
    on_or_before = line.operator == "on_or_before"

    def holds(values: Values, treatment: date, consultation: date) -> bool:
        one = left(values, treatment, consultation)
        other = right(values, treatment, consultation)
        if one is None or other is None:
            return False
        return one <= other if on_or_before else one > other

    return holds


def compile_day(catalogue: Catalogue, expression: DateExpression) -> Day:
    """A function that gives the day, or None where the answer it counts from is missing."""
    of, unit = expression.of, expression.unit
    if unit is None:
        if of == TREATMENT_DATE:
            return lambda values, treatment, consultation: treatment
        if of == CONSULTATION_DATE:
            return lambda values, treatment, consultation: consultation
        return lambda values, treatment, consultation: values.get(of)  # type: ignore[return-value]
    amount = whole_period(catalogue, expression.period, unit)
    if of == TREATMENT_DATE:
        return lambda values, treatment, consultation: add(treatment, amount, unit)
    if of == CONSULTATION_DATE:
        return lambda values, treatment, consultation: add(consultation, amount, unit)

    def day(values: Values, treatment: date, consultation: date) -> date | None:
        anchor = values.get(of)
        return None if anchor is None else add(anchor, amount, unit)

    return day


def whole_period(catalogue: Catalogue, name: str | None, unit: str | None) -> int:
    """The whole number of days, months or years that a period adds to a day."""
    period = catalogue.periods[name or ""]
    whole = period.value == int(period.value)
    if not whole or period.unit != unit or unit not in CALENDAR_UNITS:
        raise ValueError(f"period {period.key} ({period.words}) cannot be added in {unit}")
    return int(period.value)


def days_of(line: Line) -> tuple[DateExpression, ...]:
    """The date expressions that a line compares."""
    if not isinstance(line.value, DateExpression):
        return ()
    return (line.date or DateExpression(line.question or ""), line.value)


def questions_of_day(expression: DateExpression | None) -> frozenset[str]:
    """The date question an expression counts from, if it counts from one."""
    if expression is None or expression.of in (TREATMENT_DATE, CONSULTATION_DATE):
        return frozenset()
    return frozenset((expression.of,))


def questions_read(line: Line) -> frozenset[str]:
    """Every question whose answer a line looks at."""
    read = frozenset((line.question,)) if line.question else frozenset()
    return read.union(*map(questions_of_day, days_of(line)))
