"""Dates compared with dates, limits with numbers, each in its own unit; and periods left over."""

from collections.abc import Iterator
from datetime import date

from .catalogue import Catalogue, DateExpression, Item, Line, lines_of
from .conditions import days_of
from .dates import read_day
from .problem import Problem
from .wording import PLACEHOLDER
from .words import CALENDAR_UNITS, CONSULTATION_DATE, PERIODS_OF_THE_ENGINE, TREATMENT_DATE


def dates_and_units(catalogue: Catalogue) -> Iterator[Problem]:
    for part, key, items in _conditions(catalogue):
        for line in lines_of(items):
            for words in _wrong_line(catalogue, line):
                yield Problem("date_and_unit", part, key, words)
    for rule in catalogue.rules.values():
        if rule.wait_until is None:
            continue
        for words in _wrong_day(catalogue, rule.wait_until):
            yield Problem("date_and_unit", "rules", rule.key, words)
        if rule.wait_until.of == TREATMENT_DATE and not _on_the_day(catalogue, rule.when):
            words = "a wait that counts from the treatment date never ends"
            yield Problem("date_and_unit", "rules", rule.key, words)
    yield from _samples(catalogue)


def _conditions(catalogue: Catalogue) -> Iterator[tuple[str, str, tuple[Item, ...]]]:
    for question in catalogue.questions.values():
        yield "questions", question.key, question.ask_when
    for rule in catalogue.rules.values():
        yield "rules", rule.key, rule.when


def _on_the_day(catalogue: Catalogue, items: tuple[Item, ...]) -> bool:
    """Whether only answers of the treatment day itself can make a rule hold."""
    named = [catalogue.questions.get(line.question or "") for line in lines_of(items)]
    return all(question is not None and question.stage == "treatment_day" for question in named)


def _wrong_line(catalogue: Catalogue, line: Line) -> Iterator[str]:
    days = days_of(line)
    if days:
        for day in days:
            yield from _wrong_day(catalogue, day)
        if days[0].of == days[1].of:
            yield f"'{days[0].of}' is compared with itself"
    elif line.operator in ("at_least", "less_than"):
        yield from _wrong_limit(catalogue, line)


def _wrong_limit(catalogue: Catalogue, line: Line) -> Iterator[str]:
    question = catalogue.questions.get(line.question or "")
    limit = catalogue.periods.get(str(line.value))
    if question is not None and question.kind != "number":
        yield f"'{line.question}' is compared with a limit, but is not a number"
    elif question is not None and limit is not None and question.unit != limit.unit:
        yield f"'{line.question}' is in {question.unit}, the limit '{limit.key}' in {limit.unit}"


def _wrong_day(catalogue: Catalogue, day: DateExpression) -> Iterator[str]:
    question = catalogue.questions.get(day.of)
    if day.of not in (TREATMENT_DATE, CONSULTATION_DATE) and question and question.kind != "date":
        yield f"'{day.of}' is compared with a date, but is not a date"
    period = catalogue.periods.get(day.period or "")
    if period is None:
        return
    if period.unit != day.unit:
        yield f"'{period.key}' is in {period.unit}, but is added as {day.unit}"
    elif period.value != int(period.value) or period.value < 0:
        yield f"'{period.key}' must be a whole number of {period.unit}"


def _samples(catalogue: Catalogue) -> Iterator[Problem]:
    for sample in catalogue.samples.values():
        days = [sample.consultation_date, sample.treatment_date, *dict(sample.letters).values()]
        for text in days:
            if not isinstance(read_day(text), date):
                words = f"'{text}' is not a date such as 2026-08-03"
                yield Problem("date_and_unit", "samples", sample.label, words)
        for key in (*dict(sample.answers), *dict(sample.letters)):
            if key not in catalogue.questions and key not in catalogue.contraindications:
                yield Problem("dangling_name", "samples", sample.label, f"there is no '{key}'")


def unused_periods(catalogue: Catalogue) -> Iterator[Problem]:
    used = set(PERIODS_OF_THE_ENGINE)
    for _, _, items in _conditions(catalogue):
        for line in lines_of(items):
            used |= {str(line.value)} | {day.period or "" for day in days_of(line)}
    for rule in catalogue.rules.values():
        used.add((rule.wait_until and rule.wait_until.period) or "")
        used |= {str(value) for action in rule.actions for _, value in action.params}
        used |= set(PLACEHOLDER.findall(rule.reads_as + (rule.patient_says or "")))
    for period in catalogue.periods.values():
        if period.key not in used:
            yield Problem("period_unused", "periods", period.key, "no rule uses this period")
        if period.unit in CALENDAR_UNITS and period.value < 0:
            yield Problem("date_and_unit", "periods", period.key, "a wait cannot be negative")
