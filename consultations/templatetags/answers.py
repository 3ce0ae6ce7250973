"""What the templates with health questions say: what belongs to a row, an answer in words."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from typing import Any

from django import template

from consultations.answer_words import in_words
from consultations.grid import Row
from consultations.models import Patient, Treatment
from consultations.models.patient_queries import PatientMatch
from sideeffects.risk import Question

register = template.Library()


@register.filter
def answer_in_words(question: Question, value: Any) -> str:
    return in_words(question, value)


@register.filter
def treatment_name(treatment: str) -> str:
    return str(Treatment(treatment).label)


@register.filter
def age_on(person: Patient | PatientMatch, day: date) -> int:
    return person.age_on(day)


@register.filter
def fast_key(row: Row, answer: str) -> str:
    return row.fast_key(answer)


@register.filter
def as_json(value: Any) -> str:
    """A stored answer for a hidden box."""
    return json.dumps(value)


@register.filter
def of_row(values: Mapping[str, Any], row: Row) -> Any:
    """What a mapping by question key holds for this row."""
    return values.get(row.key)
