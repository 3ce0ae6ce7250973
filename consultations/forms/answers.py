"""Forms made of the catalogue's questions: one field each, by the kind of question.

They give values as the engine reads them (`answers()`); None means that the question was left
blank. They neither save nor decide.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from clinic.forms.dates import ApproxDateField, MemorableDateField
from clinic.forms.plain import PlainForm
from sideeffects.risk import Question
from sideeffects.risk.words import IN_PERSON

LONGEST_TEXT = 2000
IN_PERSON_LABEL = "I would rather say this in person"


class NumberField(forms.CharField):
    """A number with its unit and limits, kept exact."""

    def __init__(self, question: Question) -> None:
        self.question = question
        box = forms.TextInput({"inputmode": "decimal", "autocomplete": "off"})
        super().__init__(required=False, max_length=12, widget=box)

    def clean(self, value: Any) -> int | str | None:
        typed = str(super().clean(value)).strip().replace(",", ".")
        if not typed:
            return None
        try:
            number = Decimal(typed)
        except InvalidOperation:
            raise ValidationError("Write a number, such as 53", code="number") from None
        low, high, unit = self.question.minimum, self.question.maximum, self.question.unit or ""
        if (
            not number.is_finite()
            or (low is not None and number < low)
            or (high is not None and number > high)
        ):
            message = f"The number must be from {low} to {high} {unit}".strip()
            raise ValidationError(message, code="limits")
        return int(number) if number == number.to_integral_value() else format(number.normalize())


def field_for(question: Question, *, in_person: bool = False) -> forms.Field:
    """The field of a question. `in_person` adds the patient's way out of a private one."""
    options = [(option.key, option.label) for option in question.options]
    if in_person and question.allows_not_sure:
        options.append((IN_PERSON, IN_PERSON_LABEL))
    field: forms.Field
    match question.kind:
        case "date" if question.approximate_date_ok:
            field = ApproxDateField(required=False, label="The date")
        case "date":
            field = MemorableDateField(required=False, label="The date")
        case "number":
            field = NumberField(question)
        case "text":
            field = forms.CharField(
                required=False,
                max_length=LONGEST_TEXT,
                widget=forms.Textarea({"rows": 2, "autocomplete": "off"}),
                error_messages={"max_length": f"Write at most {LONGEST_TEXT} signs"},
            )
        case "choices":
            field = forms.MultipleChoiceField(
                required=False, choices=options, widget=forms.CheckboxSelectMultiple
            )
        case _:
            field = forms.ChoiceField(required=False, choices=options, widget=forms.RadioSelect)
    field.label = field.label or question.text
    return field


class AnswersForm(PlainForm):
    """Fields are named by the question's key behind "a-"."""

    prefix = "a"

    def __init__(
        self,
        questions: Iterable[Question],
        *args: Any,
        stored: Mapping[str, Any] | None = None,
        in_person: bool = False,
        **kwargs: Any,
    ) -> None:
        self.questions = tuple(questions)
        super().__init__(*args, initial=dict(stored or {}), **kwargs)
        for question in self.questions:
            self.fields[question.key] = field_for(question, in_person=in_person)

    def answers(self) -> dict[str, Any]:
        """Every valid answer as the engine reads it; None where the question was left blank."""
        return {
            question.key: _as_stored(self.cleaned_data[question.key])
            for question in self.questions
            if question.key in self.cleaned_data
        }


def _as_stored(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    return None if value in ("", []) else value
