"""The technician's examination: each question answered one by one, all saved together."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django import forms
from django.forms import BoundField

from consultations.answer_words import how_to_answer
from consultations.forms.answers import AnswersForm
from consultations.grid import WIDE_LABEL
from consultations.questions import EXAMINATION, must_answer
from sideeffects.risk import AnswerErrors, Catalogue, Question, asked
from sideeffects.risk.catalogue import Line, lines_of


@dataclass(slots=True)
class ExaminationRow:
    """A question of the examination with its field, and the rows that its answer opens.

    `opened_by`: the answers of the row above that open it. Without script it always shows.
    """

    question: Question
    box: BoundField
    opened_by: tuple[str, ...] = ()
    below: list[ExaminationRow] = field(default_factory=list)

    @property
    def key(self) -> str:
        return self.question.key

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
        """Many or long answers stand below the question, not beside it."""
        options = self.question.options
        return (
            self.kind in ("ticks", "text")
            or len(options) > 3
            or (any(len(option.label) > WIDE_LABEL for option in options))
        )

    @property
    def ask_the_patient(self) -> bool:
        return self.question.asked_of == "patient"


@dataclass(frozen=True, slots=True)
class ExaminationSection:
    key: str
    title: str
    rows: tuple[ExaminationRow, ...]


class ExaminationForm(AnswersForm):
    """`version` is that of the answers on the screen. A row that is not asked after all is left
    out, whatever was typed in it. `on_record`: what a patch test on file answers, and no row does.
    """

    prefix = "exam"
    version = forms.IntegerField(widget=forms.HiddenInput)
    key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(
        self,
        catalogue: Catalogue,
        answers: Mapping[str, Any],
        *args: Any,
        version: int,
        consultation_date: date,
        planned: date,
        on_record: Mapping[str, Any] = {},
        **kwargs: Any,
    ) -> None:
        self.catalogue, self.on_file = catalogue, {**answers, **on_record}
        self.on_record = frozenset(on_record)
        self.days = (consultation_date, planned)
        first = {"version": version, "key": uuid.uuid4()}
        stored = {**answers, **first}
        super().__init__(self._askable(), *args, stored=stored, **kwargs)

    def _asked(self, answers: Mapping[str, Any]) -> list[Question]:
        every = asked(self.catalogue, answers, *self.days)
        return [
            question
            for question in every
            if question.stage == EXAMINATION and question.key not in self.on_record
        ]

    def _askable(self) -> list[Question]:
        """The questions asked now, and those that an answer given here can open."""
        keys = {question.key for question in self._asked(self.on_file)}
        found = []
        for question in self.catalogue.questions.values():
            if question.stage != EXAMINATION or question.key in self.on_record:
                continue
            lines = lines_of(question.ask_when)
            if question.key in keys or (lines and all(line.question in keys for line in lines)):
                keys.add(question.key)
                found.append(question)
        return found

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        self.wanted = self._wanted()
        for question in self.wanted:
            if question.key in self.errors or not must_answer(question):
                continue
            if given.get(question.key) in (None, "", []):
                how = how_to_answer(question)
                self.add_error(question.key, f"{question.text} {how[:1].upper()}{how[1:]}")
        return given

    def _wanted(self) -> list[Question]:
        """What is asked with the answers given here; what cannot be read opens nothing."""
        answers = {**self.on_file, **self._given()}
        try:
            return self._asked(answers)
        except AnswerErrors:
            return list(self.questions)

    def _given(self) -> dict[str, Any]:
        return super().answers()

    def answers(self) -> dict[str, Any]:
        wanted = {question.key for question in self.wanted}
        return {key: value for key, value in self._given().items() if key in wanted}

    def sections(self) -> tuple[ExaminationSection, ...]:
        """The rows by section, follow-ups below the row that opens them."""
        rows = {q.key: ExaminationRow(q, self[q.key]) for q in self.questions}
        tops: dict[str, list[ExaminationRow]] = {}
        for row in rows.values():
            line = _opening_line(row.question, rows)
            if line is None:
                tops.setdefault(row.question.section, []).append(row)
                continue
            row.opened_by = _values(line)
            rows[line.question or ""].below.append(row)
        return tuple(
            ExaminationSection(key, self.catalogue.sections[key].title, tuple(found))
            for key, found in tops.items()
        )


def _opening_line(question: Question, rows: Collection[str]) -> Line | None:
    """The one line that opens it, if it is an answer of this form; anything else always shows."""
    lines = lines_of(question.ask_when)
    if (
        len(lines) == 1
        and (lines[0].question or "") in rows
        and lines[0].operator in ("is", "is_one_of")
    ):
        return lines[0]
    return None


def _values(line: Line) -> tuple[str, ...]:
    return (line.value,) if isinstance(line.value, str) else tuple(line.value or ())  # type: ignore[arg-type]
