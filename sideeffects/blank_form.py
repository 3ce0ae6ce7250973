"""The questions of a catalogue as a form on paper: sheets, numbers, what to skip. Pure.

On paper nothing opens by itself. Each follow-up stands under the answer that asks for it, and an
answer that asks for nothing says where to go on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from sideeffects.blank_form_words import condition
from sideeffects.risk import Catalogue, Question
from sideeffects.risk.catalogue import AnyOf, lines_of
from sideeffects.risk.conditions import questions_read

ENGLISH = "en"
DEEPEST = 3


@dataclass(frozen=True, slots=True)
class Words:
    """One text of a question in the language asked for, or in English where that is missing."""

    text: str
    translated: bool


@dataclass(frozen=True, slots=True)
class Tick:
    """An answer to tick; `go_to` is the number to go on with when it asks for nothing more."""

    label: Words
    go_to: int | None


@dataclass(frozen=True, slots=True)
class Row:
    number: int
    question: Question
    text: Words
    why: Words
    ticks: tuple[Tick, ...]


@dataclass(frozen=True, slots=True)
class Block:
    """Questions asked under the same condition; `only_if` is empty for those everybody answers."""

    only_if: str
    depth: int
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Chapter:
    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """What stands on sheets of its own. `signed_by` is who writes name, date and signature."""

    key: str
    title: str
    lead: str
    signed_by: str
    chapters: tuple[Chapter, ...]


@dataclass(frozen=True, slots=True)
class BlankForm:
    parts: tuple[Part, ...]

    @property
    def rows(self) -> Iterable[Row]:
        for part in self.parts:
            for chapter in part.chapters:
                for block in chapter.blocks:
                    yield from block.rows

    @property
    def untranslated(self) -> int:
        """How many questions have a text that stands in English for want of another."""
        return sum(not _whole(row) for row in self.rows)


def _whole(row: Row) -> bool:
    return all(words.translated for words in (row.text, row.why, *(t.label for t in row.ticks)))


# ── Parts ──────────────────────────────────────────────────────────────────────

Belongs = Callable[[Question], bool]
PARTS: tuple[tuple[str, str, str, str, Belongs], ...] = (
    (
        "patient",
        "For the patient",
        "Tick one box for each question unless it says otherwise. If you do not know, tick "
        "“Not sure”: it is never read as no.",
        "patient",
        lambda one: one.asked_of == "patient" and one.stage == "consultation" and not one.private,
    ),
    (
        "private",
        "For the patient: private questions",
        "This sheet is kept apart and is read by fewer people. You may say any of it in person "
        "instead.",
        "patient",
        lambda one: one.asked_of == "patient" and one.private,
    ),
    (
        "later",
        "For the patient: later questions",
        "Answer these when you come for the examination, and again on each day of treatment.",
        "patient",
        lambda one: one.asked_of == "patient" and one.stage != "consultation" and not one.private,
    ),
    (
        "technician",
        "For the technician",
        "Fill in what you see, measure and read. Question numbers go on from the patient’s sheets.",
        "technician",
        lambda one: one.asked_of == "technician",
    ),
)


def blank_form(catalogue: Catalogue, language: str = ENGLISH) -> BlankForm:
    """Every question once, numbered as printed."""
    sorted_out = [(part, [one for one in _in_order(catalogue) if part[-1](one)]) for part in PARTS]
    printed = [question for _, questions in sorted_out for question in questions]
    numbers = {question.key: place for place, question in enumerate(printed, start=1)}
    writer = _Writer(catalogue, numbers, language)
    return BlankForm(
        tuple(
            Part(key, title, lead, signed_by, writer.chapters(questions))
            for (key, title, lead, signed_by, _), questions in sorted_out
            if questions
        )
    )


def languages(catalogue: Catalogue) -> tuple[str, ...]:
    """The languages besides English that any question is translated into."""
    found = {
        one.language for question in catalogue.questions.values() for one in question.translations
    }
    return tuple(sorted(found))


def _in_order(catalogue: Catalogue) -> list[Question]:
    places = {key: place for place, key in enumerate(catalogue.sections)}
    return sorted(catalogue.questions.values(), key=lambda one: places[one.section])


# ── Chapters and blocks ────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class _Writer:
    catalogue: Catalogue
    numbers: Mapping[str, int]
    language: str

    def chapters(self, questions: Sequence[Question]) -> tuple[Chapter, ...]:
        written = {
            one.key: self._row(one, questions[place + 1 :]) for place, one in enumerate(questions)
        }
        return tuple(
            Chapter(self.catalogue.sections[section].title, self._blocks(list(members), written))
            for section, members in groupby(questions, key=lambda one: one.section)
        )

    def _blocks(
        self, questions: Sequence[Question], written: Mapping[str, Row]
    ) -> tuple[Block, ...]:
        return tuple(
            Block(
                condition(self.catalogue, members[0].ask_when, self.numbers),
                min(DEEPEST, self._depth(members[0], frozenset(written))),
                tuple(written[one.key] for one in members),
            )
            for members in (list(same) for _, same in groupby(questions, lambda one: one.ask_when))
        )

    def _depth(self, question: Question, here: frozenset[str]) -> int:
        """How far it stands in: below how many questions of the same sheets."""
        if not question.ask_when:
            return 0
        above = [self.catalogue.questions[key] for key in parents_of(question) & here]
        return 1 + max((self._depth(one, here) for one in above), default=0)

    def _row(self, question: Question, after: Sequence[Question]) -> Row:
        said = next((one for one in question.translations if one.language == self.language), None)
        labels = dict(said.options) if said else {}
        skips = self._skips(question, after)
        return Row(
            number=self.numbers[question.key],
            question=question,
            text=self._words(question.text, said.text if said else None),
            why=self._words(question.why_we_ask, said.why_we_ask if said else None),
            ticks=tuple(
                Tick(self._words(option.label, labels.get(option.key)), skips.get(option.key))
                for option in question.options
            ),
        )

    def _words(self, english: str, translated: str | None) -> Words:
        return Words(translated or english, bool(translated) or self.language == ENGLISH)

    def _skips(self, question: Question, after: Sequence[Question]) -> dict[str, int]:
        """Where to go on after each answer that opens nothing of what follows at once."""
        if not question.one_choice:
            return {}
        behind, opening = {question.key}, set[str]()
        for place, follower in enumerate(after):
            parents = parents_of(follower)
            if not parents or not parents <= behind:
                return self._go_on(question, opening, follower) if place else {}
            behind.add(follower.key)
            if question.key in parents:
                opening |= opened_by(follower, question)
        return {}

    def _go_on(self, question: Question, opening: set[str], to: Question) -> dict[str, int]:
        return dict.fromkeys(question.option_keys - opening, self.numbers[to.key])


def parents_of(question: Question) -> frozenset[str]:
    """The questions that its condition reads."""
    return frozenset().union(*(questions_read(line) for line in lines_of(question.ask_when)))


def opened_by(follower: Question, parent: Question) -> frozenset[str]:
    """The answers of a parent with which a follow-up may be asked: all that are not ruled out."""
    for item in follower.ask_when:
        if isinstance(item, AnyOf) or item.question != parent.key:
            continue
        if item.operator == "is":
            return frozenset((str(item.value),))
        if item.operator == "is_one_of" and isinstance(item.value, tuple):
            return frozenset(item.value)
    return parent.option_keys
