"""The boxes of a question; forms/question.py fills and judges them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from django import forms

from sideeffects.forms.condition import LINES, ConditionForm
from sideeffects.forms.entry import RowKind
from sideeffects.forms.picks import PickOneField, TextField, line
from sideeffects.forms.question_rows import LanguageRow, OptionRow
from sideeffects.forms.question_words import ASKED_OF, KINDS, STAGES, TENSES, UNITS_OF_TIME
from sideeffects.forms.rule_judging import LEVELS

SMALL, NEW = "small", "new"


class QuestionBoxes(ConditionForm):
    part = "questions"
    condition = "ask_when"
    row_kinds: ClassVar[Mapping[str, RowKind]] = {
        "options": RowKind(OptionRow, "answer", most=20, label="Answers"),
        **LINES,
        "languages": RowKind(LanguageRow, "language", most=20, label="Other languages"),
    }

    text = TextField(label="The question", rows=3, max_length=1000)
    why_we_ask = TextField(
        label="Why we ask",
        help_text="One short sentence. Patients read it.",
        max_length=600,
        rows=2,
    )
    section = PickOneField("sections", label="Section")
    comes_after = forms.ChoiceField(
        label="It comes right after",
        required=False,
        widget=forms.Select({"data-narrow": "questions"}),
    )
    kind = forms.ChoiceField(label="Kind of answer", choices=KINDS, initial="yes_no_unsure")
    nothing_to_report = forms.ChoiceField(
        label="The answer that reports nothing",
        required=False,
        initial="no",
        help_text="A gate that is answered so keeps the questions behind it closed.",
    )
    gate = forms.BooleanField(
        label="It is a gate: it opens other questions, and no rule reads it", required=False
    )
    approximate_date_ok = forms.BooleanField(
        label="A month or a year will do, when the day is not known", required=False
    )
    tense = forms.ChoiceField(label="The date is", choices=TENSES, required=False)
    unit = line(label="Unit", required=False, max_length=30)
    min = line(label="Lowest number", required=False, max_length=12)
    max = line(label="Highest number", required=False, max_length=12)
    asked_of = forms.ChoiceField(label="Who answers", choices=ASKED_OF)
    stage = forms.ChoiceField(label="When it is asked", choices=STAGES)
    private = forms.BooleanField(
        label="Private: the patient answers on a turned screen, and the desk does not see it",
        required=False,
    )
    shelf_unit = forms.ChoiceField(label="Ask again", choices=UNITS_OF_TIME)
    shelf_count = line(label="How many", required=False, max_length=4)
    not_sure_contraindication = PickOneField(
        "contraindications",
        label="“Not sure” counts as",
        nothing="Nothing by itself",
        required=False,
    )
    not_sure_kind = forms.ChoiceField(
        label="At this level", choices=[("", "No level"), *LEVELS], required=False
    )
    not_sure_action = PickOneField("actions", label="Then", nothing="Nothing to do", required=False)
    not_sure_meaning = TextField(
        label="What “Not sure” means, for staff", required=False, rows=2, max_length=600
    )
    change = forms.ChoiceField(
        label="Small fix or new meaning?",
        required=False,
        widget=forms.RadioSelect,
        choices=[
            (SMALL, "Small fix. It asks the same as before: past answers stay."),
            (NEW, "New meaning. It becomes a new question, and everyone is asked again."),
        ],
    )
