"""Boxes for answers to the catalogue's questions, and answers as a sample writes them."""

from __future__ import annotations

from datetime import date
from typing import Any, cast

from django import forms
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict

from clinic.forms.dates import ApproxDateField, MemorableDateField
from sideeffects.risk import Catalogue, Question
from sideeffects.risk.reading import read_number

PREFIX = "answer-"
_NO_FILES: MultiValueDict[str, Any] = MultiValueDict()


def box_for(question: Question) -> forms.Field:
    """The box in which a question of this kind is answered; all may be left blank."""
    blank = ("", "No answer")
    options = [(option.key, option.label) for option in question.options]
    match question.kind:
        case "choices":
            return forms.MultipleChoiceField(
                label=question.text,
                choices=options,
                required=False,
                widget=forms.CheckboxSelectMultiple,
            )
        case "date" if question.approximate_date_ok:
            return ApproxDateField(label=question.text, required=False)
        case "date":
            return MemorableDateField(label=question.text, required=False)
        case "number":
            return forms.DecimalField(
                label=question.text, required=False, help_text=question.unit or ""
            )
        case "text":
            return forms.CharField(label=question.text, required=False, max_length=400)
        case _:
            return forms.ChoiceField(label=question.text, choices=[blank, *options], required=False)


def answer_of(question: Question, value: Any) -> Any:
    """What was given, as a sample writes it."""
    if value in (None, "", []):
        return None
    if isinstance(value, date):
        return value.isoformat()
    if question.kind == "number":
        number = read_number(value)
        return number if isinstance(number, int) else str(number)
    return value


def typed_answers(draft: Catalogue, data: QueryDict) -> dict[str, Any]:
    """The answers in the boxes that were shown, unjudged but for their kind."""
    typed: dict[str, Any] = {}
    for key in data.getlist("shown"):
        question = draft.questions.get(key)
        if question is None:
            continue
        field = box_for(question)
        raw = field.widget.value_from_datadict(data, _NO_FILES, PREFIX + key)
        try:
            typed[key] = answer_of(question, field.clean(raw))
        except forms.ValidationError:
            typed[key] = None
    return typed


def typed_day(data: QueryDict | None, name: str) -> date | None:
    if data is None:
        return None
    field = MemorableDateField(required=False)
    raw = cast(forms.Widget, field.widget).value_from_datadict(data, _NO_FILES, name)
    try:
        day: date | None = field.clean(raw)
    except forms.ValidationError:
        return None
    return day
