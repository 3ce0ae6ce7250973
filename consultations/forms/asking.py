"""Asking the patient again: which questions, in which words, until when."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any, cast

from django import forms

from clinic.forms.dates import MemorableDateField
from clinic.forms.plain import PlainForm
from consultations.asking_again import Askable, hard_to_answer
from consultations.forms.words_box import words_box
from consultations.holds import DAYS_TO_WAIT, LONGEST


class AskForm(PlainForm):
    """`askable`: what can be asked; the suggested questions are ticked."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    questions = forms.MultipleChoiceField(
        label="Questions to ask again", required=False, widget=forms.CheckboxSelectMultiple
    )
    own_words = words_box(
        "A question of your own",
        rows=2,
        longest=LONGEST,
        help_text="At most 20 words in a sentence. The front desk reads it to the patient.",
    )
    due = MemorableDateField(label="Wait for the answer until")

    def __init__(self, *args: Any, askable: Askable, today: date, **kwargs: Any) -> None:
        self.askable, self.today = askable, today
        first = {
            "key": uuid.uuid4(),
            "questions": [question.key for question in askable.suggested],
            "due": today + DAYS_TO_WAIT,
        }
        super().__init__(*args, initial=first, auto_id="ask_%s", **kwargs)
        ticks = cast(forms.MultipleChoiceField, self.fields["questions"])
        ticks.choices = [(question.key, question.text) for question in askable.every]

    def ticked(self) -> list[str]:
        value = self["questions"].value()
        return list(value or [])

    def clean_own_words(self) -> str:
        words = str(self.cleaned_data["own_words"]).strip()
        hard = hard_to_answer(words) if words else ""
        if hard:
            raise forms.ValidationError(hard, code="hard")
        return words

    def clean_due(self) -> date:
        due: date = self.cleaned_data["due"]
        if due <= self.today:
            raise forms.ValidationError("This day has come already: choose a later one")
        return due

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        nothing = not given.get("questions") and not given.get("own_words")
        if nothing and "own_words" not in self.errors:
            self.add_error("questions", "Tick at least one question, or write one of your own")
        return given


class TakeQuestionsBackForm(PlainForm):
    reason = forms.CharField(
        label="Why are the questions taken back?",
        max_length=400,
        widget=forms.TextInput({"autocomplete": "off"}),
        error_messages={"required": "Write why the questions are taken back"},
    )
