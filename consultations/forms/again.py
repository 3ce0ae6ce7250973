"""What is asked again at the desk: only those questions and what they open, saved together."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django import forms

from consultations.answer_words import how_to_answer
from consultations.asking_again import AgainRow
from consultations.forms.answers import LONGEST_TEXT, AnswersForm
from consultations.forms.examination import ExaminationRow
from consultations.forms.words_box import words_box
from consultations.questions import must_answer
from sideeffects.risk import AnswerErrors, Catalogue, asked


class AgainForm(AnswersForm):
    """`version` is that of the answers on the screen, `asked` names what is asked again.

    A follow-up that is not asked after all is left out, whatever was typed in it.
    """

    prefix = "again"
    version = forms.IntegerField(widget=forms.HiddenInput)
    key = forms.UUIDField(widget=forms.HiddenInput)
    asked = forms.IntegerField(widget=forms.HiddenInput)
    reply = words_box("What the patient says", rows=3, longest=LONGEST_TEXT)
    technician_asks = forms.BooleanField(
        label="A technician asks the private questions instead", required=False
    )

    def __init__(
        self,
        catalogue: Catalogue,
        answers: Mapping[str, Any],
        rows: Sequence[AgainRow],
        *args: Any,
        first: Mapping[str, Any],
        days: tuple[date, date],
        own_words: str,
        private_open: bool,
        **kwargs: Any,
    ) -> None:
        self.catalogue, self.on_file, self.rows, self.days = catalogue, dict(answers), rows, days
        stored = {**answers, **first, "key": uuid.uuid4()}
        super().__init__([row.question for row in rows], *args, stored=stored, **kwargs)
        if not own_words:
            del self.fields["reply"]
        if not private_open:
            del self.fields["technician_asks"]

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        self.wanted = self._wanted()
        for row in self.rows:
            question = row.question
            if question.key not in self.wanted or question.key in self.errors:
                continue
            if must_answer(question) and given.get(question.key) in (None, "", []):
                how = how_to_answer(question)
                self.add_error(question.key, f"{question.text} {how[:1].upper()}{how[1:]}")
        if "reply" in self.fields and "reply" not in self.errors and not given.get("reply"):
            self.add_error("reply", "Write what the patient says")
        return given

    def _wanted(self) -> frozenset[str]:
        """What is asked with the answers given here; what cannot be read opens nothing."""
        try:
            every = asked(self.catalogue, {**self.on_file, **super().answers()}, *self.days)
        except AnswerErrors:
            return frozenset(row.key for row in self.rows)
        return frozenset(question.key for question in every)

    def answers(self) -> dict[str, Any]:
        return {key: value for key, value in super().answers().items() if key in self.wanted}

    def tops(self) -> list[ExaminationRow]:
        """The rows as they are drawn, follow-ups below the row that opens them."""
        drawn = {row.key: ExaminationRow(row.question, self[row.key]) for row in self.rows}
        tops = []
        for row in self.rows:
            if row.parent:
                drawn[row.key].opened_by = row.opened_by
                drawn[row.parent].below.append(drawn[row.key])
            else:
                tops.append(drawn[row.key])
        return tops
