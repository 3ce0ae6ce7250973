"""The health questions as the desk asks them: sections, numbered rows, follow-ups under their
parents. Pure: which questions are asked was decided by the engine before."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from itertools import chain, product
from string import ascii_lowercase
from typing import Any

from consultations.answer_words import in_words
from sideeffects.risk import Catalogue, Question
from sideeffects.risk.catalogue import Line, lines_of
from sideeffects.risk.dates import read_day, read_span

MUST_BE_ANSWERED = ("yes_no", "yes_no_unsure", "choice", "choices", "text")
FAST_KEYS = {"yes": "Y", "no": "N", "none": "N", "not_sure": "U"}
WIDE_LABEL = 14  # signs; longer options stand below the question


@dataclass(slots=True)
class Row:
    """One question with its number on the screen, its answer, and the rows that it opened.

    `opens`: the answers that may open follow-ups. `aside`: how many stored answers are kept below
    it that are no longer asked. `ahead`: the date of something that has happened is still to come;
    it is kept, and worth a second look.
    """

    question: Question
    number: str
    value: Any
    follow_ups: list[Row] = field(default_factory=list)
    opens: tuple[str, ...] = ()
    aside: int = 0
    ahead: bool = False

    @property
    def key(self) -> str:
        return self.question.key

    @property
    def answered(self) -> bool:
        return self.value not in (None, "", [])

    @property
    def words(self) -> str:
        return in_words(self.question, self.value)

    @property
    def must_be_answered(self) -> bool:
        """Dates and numbers may stay open: rules see to what is not known."""
        return self.question.kind in MUST_BE_ANSWERED

    @property
    def kind(self) -> str:
        """How it is drawn: picks, ticks, date, number or text."""
        match self.question.kind:
            case "date" | "number" | "text" as drawn:
                return drawn
            case "choices":
                return "ticks"
            case _:
                return "picks"

    @property
    def stacked(self) -> bool:
        """Long answers stand below the question, not beside it."""
        options = self.question.options
        return (
            self.kind in ("ticks", "text")
            or len(options) > 3
            or any(len(option.label) > WIDE_LABEL for option in options)
        )

    def fast_key(self, answer: str) -> str:
        """The letter that picks this answer, for people who switched the keys on."""
        if answer in FAST_KEYS:
            return FAST_KEYS[answer]
        says_no = self.question.label_of(answer).startswith("No")
        return "N" if says_no and answer == self.question.nothing_to_report else ""

    def all(self) -> Iterator[Row]:
        """The row, then everything below it, in screen order."""
        yield self
        for row in self.follow_ups:
            yield from row.all()


@dataclass(slots=True)
class Section:
    """`private_number`: the number of the one line that stands for all private questions."""

    key: str
    title: str
    rows: list[Row] = field(default_factory=list)
    private_number: str = ""
    private_after: int = 0
    private_done: bool = False

    def all(self) -> Iterator[Row]:
        return chain.from_iterable(row.all() for row in self.rows)

    @property
    def asked_count(self) -> int:
        return sum(1 for _ in self.all()) + bool(self.private_number)

    @property
    def answered_count(self) -> int:
        return sum(row.answered for row in self.all()) + self.private_done

    @property
    def before_private(self) -> list[Row]:
        return self.rows[: self.private_after] if self.private_number else self.rows

    @property
    def after_private(self) -> list[Row]:
        return self.rows[self.private_after :] if self.private_number else []


@dataclass(frozen=True, slots=True)
class Grid:
    sections: tuple[Section, ...]
    private_asked: bool
    private_done: bool

    def all(self) -> Iterator[Row]:
        return chain.from_iterable(section.all() for section in self.sections)

    def row(self, key: str) -> Row | None:
        return next((row for row in self.all() if row.key == key), None)

    def top_row(self, key: str) -> Row | None:
        """The numbered row under which a question hangs."""
        tops = chain.from_iterable(section.rows for section in self.sections)
        return next((top for top in tops if any(row.key == key for row in top.all())), None)

    def section_of(self, key: str) -> Section | None:
        return next((part for part in self.sections if any(r.key == key for r in part.all())), None)

    @property
    def asked_count(self) -> int:
        return sum(section.asked_count for section in self.sections)

    @property
    def answered_count(self) -> int:
        return sum(section.answered_count for section in self.sections)

    def unanswered(self) -> list[Row]:
        """The rows that must have an answer and have none."""
        return [row for row in self.all() if row.must_be_answered and not row.answered]

    def resume_at(self) -> Row | None:
        """The first blank row. A blank date or number with a later answer was left on purpose."""
        rows = list(self.all())
        last = max((place for place, row in enumerate(rows) if row.answered), default=-1)
        for place, row in enumerate(rows):
            left_open = place < last and not row.must_be_answered
            if not row.answered and not left_open:
                return row
        return None


def build_grid(
    catalogue: Catalogue,
    asked: Sequence[Question],
    answers: Mapping[str, Any],
    *,
    today: date,
    private_asked: bool = False,
    private_done: bool = False,
    aside: Collection[str] = (),
) -> Grid:
    """`asked`: the questions for the desk in screen order; `aside`: keys no longer asked."""
    rows = {question.key: Row(question, "", answers.get(question.key)) for question in asked}
    for row in rows.values():
        row.ahead = row.question.tense == "past" and _begins_after(row.value, today)
    sections = {key: Section(key, part.title) for key, part in catalogue.sections.items()}
    for row in rows.values():
        parent = _parent(row.question, rows)
        if parent is None:
            sections[row.question.section].rows.append(row)
        else:
            parent.follow_ups.append(row)
    if private_asked:
        _place_private_line(catalogue, sections, private_done)
    opens = _openers(catalogue)
    for row in rows.values():
        row.opens = tuple(sorted(opens.get(row.key, ())))
    for key in aside:
        above = _asked_above(catalogue, catalogue.questions[key], rows)
        if above is not None:
            above.aside += 1
    number_rows(sections.values())
    shown = tuple(part for part in sections.values() if part.rows or part.private_number)
    return Grid(shown, private_asked, private_done)


@lru_cache(maxsize=32)
def _openers(catalogue: Catalogue) -> dict[str, set[str]]:
    """For each question, the answers that a condition of another one names."""
    found: dict[str, set[str]] = {}
    for question in catalogue.questions.values():
        for line in lines_of(question.ask_when):
            parent = catalogue.questions.get(line.question or "")
            if parent is not None:
                found.setdefault(parent.key, set()).update(_named(line, parent))
    return found


def _named(line: Line, parent: Question) -> Iterable[str]:
    match line.operator, line.value:
        case "is", str(value):
            return (value,)
        case "is_one_of", tuple(values):
            return values
    return parent.option_keys


def _parent(question: Question, rows: Mapping[str, Row]) -> Row | None:
    """The nearest asked question of the same section that its condition names."""
    for line in reversed(lines_of(question.ask_when)):
        row = rows.get(line.question or "")
        if row is not None and row.question.section == question.section:
            return row
    return None


def _asked_above(catalogue: Catalogue, question: Question, rows: Mapping[str, Row]) -> Row | None:
    """The row that a set-aside answer hangs below: its parent, or the parent's parent."""
    for line in reversed(lines_of(question.ask_when)):
        if line.question is None:
            continue
        above = rows.get(line.question) or _asked_above(
            catalogue, catalogue.questions[line.question], rows
        )
        if above is not None:
            return above
    return None


def _begins_after(value: Any, today: date) -> bool:
    """Whether a date, perhaps only a month or a year, lies wholly after today."""
    day = read_day(value)
    if day is not None:
        return day > today
    span = read_span(value)
    return span is not None and span[0] > today


def _place_private_line(catalogue: Catalogue, sections: Mapping[str, Section], done: bool) -> None:
    """One line stands where the first private question would, whatever lies behind it."""
    order = {key: place for place, key in enumerate(catalogue.questions)}
    first = next(question for question in catalogue.questions.values() if question.private)
    section = sections[first.section]
    section.private_number, section.private_done = "?", done
    section.private_after = sum(order[row.key] < order[first.key] for row in section.rows)


def number_rows(sections: Iterable[Section]) -> None:
    number = 0
    for section in sections:
        for place, row in enumerate(section.rows):
            if section.private_number and place == section.private_after:
                number += 1
                section.private_number = str(number)
            number += 1
            row.number = str(number)
            _number_below(row, depth=0)
        if section.private_number and section.private_after == len(section.rows):
            number += 1
            section.private_number = str(number)


def _number_below(row: Row, depth: int) -> None:
    """2, 2a, 2a1, 2a1a: letters and figures in turn, so that every number reads as one word."""
    for sign, below in zip(
        _letters() if depth % 2 == 0 else _figures(), row.follow_ups, strict=False
    ):
        below.number = f"{row.number}{sign}"
        _number_below(below, depth + 1)


def _letters() -> Iterator[str]:
    yield from ascii_lowercase
    yield from ("".join(pair) for pair in product(ascii_lowercase, repeat=2))


def _figures() -> Iterator[str]:
    return (str(number) for number in range(1, 1000))
