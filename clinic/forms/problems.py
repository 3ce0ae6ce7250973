"""What is wrong with a form, as lines that lead to the box to repair."""

from __future__ import annotations

from dataclasses import dataclass

from django.core.exceptions import NON_FIELD_ERRORS
from django.forms import BaseForm, BoundField

from clinic.forms.dates import DatePartsField

PARTS = ("day", "month", "year")


@dataclass(frozen=True, slots=True)
class Problem:
    message: str
    target: str  # the id of the box; empty when the problem belongs to no box


def problems_of(form: BaseForm) -> list[Problem]:
    """Every error of the form in the order of its fields; those of the whole form come first."""
    if not form.is_bound:
        return []
    problems = [Problem(str(message), "") for message in form.errors.get(NON_FIELD_ERRORS, [])]
    for name in form.fields:
        field = form[name]
        problems.extend(Problem(str(message), first_box(field)) for message in field.errors)
    return problems


def first_box(field: BoundField) -> str:
    """The id of the first box to repair: a date has three, a list of choices has many."""
    if isinstance(field.field, DatePartsField):
        wrong = parts_in_error(field)
        return f"{field.auto_id}_{PARTS.index(wrong[0])}" if wrong else f"{field.auto_id}_0"
    if field.use_fieldset:
        return f"{field.auto_id}_0"
    return field.id_for_label or field.auto_id


def parts_in_error(field: BoundField) -> list[str]:
    """The boxes of a date that its errors name; all three when the date as a whole is wrong."""
    codes = [error.code for error in field.errors.as_data()]
    named = [part for part in PARTS if part in codes]
    return named or (list(PARTS) if codes else [])
