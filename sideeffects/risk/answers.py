"""What counts as an answer. Wrong input is an error that names the question, never a silent no."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from .catalogue import Catalogue, Question
from .dates import day_of_span, read_day, read_span
from .evidence import Number
from .reading import read_number
from .words import IN_PERSON, NOT_SURE

Value = str | tuple[str, ...] | date | Number


@dataclass(frozen=True, slots=True)
class AnswerError:
    """One answer that cannot be used: the question's key and what is wrong, in a sentence."""

    key: str
    reason: str

    def __str__(self) -> str:
        return f"{self.key}: {self.reason}"


class AnswerErrors(ValueError):
    """Input that cannot be assessed; ``errors`` names every question that is wrong."""

    def __init__(self, errors: Iterable[AnswerError]) -> None:
        self.errors = tuple(errors)
        super().__init__("; ".join(str(error) for error in self.errors))


class Refused(ValueError):
    """One value that is no answer to its question; the message is for a person."""


@dataclass(frozen=True, slots=True)
class Given:
    """The answers that can be read, those out of range, and those to be said in person."""

    values: dict[str, Value]
    out_of_range: tuple[str, ...]
    in_person: tuple[str, ...]


Reader = Callable[[Any, date], Value | None]


def reader_of(question: Question) -> Reader:
    """A function from a raw answer and the consultation day to its value; None means blank.

    It raises ``Refused``. Options come back as their key, dates as the day they are read as,
    numbers exact, several choices as a tuple in the order of the options.
    """
    match question.kind:
        case "choices":
            return _several(question)
        case "date":
            return _date(question)
        case "number":
            return _number
        case "text":
            return _text
        case _:
            return _option(question)


def _option(question: Question) -> Reader:
    keys = question.option_keys

    def read(value: Any, _: date) -> Value:
        if not isinstance(value, str):
            raise Refused("must be one of the answers offered")
        if value in keys:
            return value
        if value == IN_PERSON and NOT_SURE in keys:
            return NOT_SURE
        raise Refused(f"'{value}' is not one of the answers offered")

    return read


def _several(question: Question) -> Reader:
    order = [option.key for option in question.options]

    def read(value: Any, _: date) -> Value | None:
        if value == IN_PERSON and NOT_SURE in order:
            return (NOT_SURE,)
        if not isinstance(value, list | tuple):
            raise Refused("must be a list of the answers offered")
        for chosen in value:
            if chosen not in order:
                raise Refused(f"'{chosen}' is not one of the answers offered")
        return tuple(key for key in order if key in value) or None

    return read


def _date(question: Question) -> Reader:
    approximate, tense = question.approximate_date_ok, question.tense

    def read(value: Any, consultation: date) -> Value:
        day = read_day(value)
        if day is not None:
            return day
        span = read_span(value)
        if span is None:
            raise Refused("must be a date such as 2026-08-03")
        if not approximate:
            raise Refused("give the day")
        return day_of_span(*span, tense, consultation)

    return read


def _number(value: Any, _: date) -> Value:
    number = read_number(value)
    if number is None:
        raise Refused("must be a number")
    return number


def _text(value: Any, _: date) -> Value | None:
    if not isinstance(value, str):
        raise Refused("must be a text")
    return value.strip() or None


def plainly_offered(question: Question) -> frozenset[str]:
    """The answers that are read as they stand: the options of a question with one choice."""
    return question.option_keys - {IN_PERSON} if question.one_choice else frozenset()


def is_not_sure(value: Value | None) -> bool:
    """Whether "not sure" was answered, be it beside other choices."""
    return value == NOT_SURE or (isinstance(value, tuple) and NOT_SURE in value)


def in_range(question: Question, number: Number) -> bool:
    """Whether a number can be an answer; outside min and max it is none (HbA1c 8.4 is percent)."""
    low, high = question.minimum, question.maximum
    return (low is None or number >= low) and (high is None or number <= high)


def read_answers(
    questions: Mapping[str, Question],
    readers: Mapping[str, Reader],
    answers: Mapping[str, Any],
    consultation: date,
    offered: Mapping[str, frozenset[str]] = {},
) -> Given:
    """Every answer by its question; raises ``AnswerErrors`` with all that cannot be read.

    ``offered``: what is ``plainly_offered`` by question; most answers are such and need no reader.
    """
    values: dict[str, Value] = {}
    errors: list[AnswerError] = []
    out_of_range: list[str] = []
    in_person: list[str] = []
    for key, raw in answers.items():
        if raw.__class__ is str and raw in offered.get(key, ()):
            values[key] = raw
            continue
        reader = readers.get(key)
        if reader is None:
            errors.append(AnswerError(key, "is not a question of this catalogue"))
            continue
        if raw is None:
            continue
        try:
            value = reader(raw, consultation)
        except Refused as refusal:
            errors.append(AnswerError(key, str(refusal)))
            continue
        if value is None:
            continue
        if raw == IN_PERSON and questions[key].options:
            in_person.append(key)
        elif reader is _number and not in_range(questions[key], value):  # type: ignore[arg-type]
            out_of_range.append(key)
            continue
        values[key] = value
    if errors:
        raise AnswerErrors(errors)
    return Given(values, tuple(out_of_range), tuple(in_person))


def check_answers(
    catalogue: Catalogue, answers: Mapping[str, Any], consultation_date: date
) -> tuple[AnswerError, ...]:
    """What is wrong with the answers, nothing when all can be read.

    A form also refuses a number outside its limits; so does this check, with the limits named.
    """
    errors = []
    for key, raw in answers.items():
        question = catalogue.questions.get(key)
        if question is None:
            errors.append(AnswerError(key, "is not a question of this catalogue"))
        elif raw is not None and (reason := _refusal(question, raw, consultation_date)):
            errors.append(AnswerError(key, reason))
    return tuple(errors)


def _refusal(question: Question, raw: Any, consultation: date) -> str | None:
    try:
        value = reader_of(question)(raw, consultation)
    except Refused as refusal:
        return str(refusal)
    if question.kind == "number" and not in_range(question, value):  # type: ignore[arg-type]
        return f"must be from {question.minimum} to {question.maximum} {question.unit}"
    return None
