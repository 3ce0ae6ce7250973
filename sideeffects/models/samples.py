"""Patients without a name, each with the result the rules must give: pinned tests."""

from __future__ import annotations

from django.db import models

from sideeffects.models.entry import Entry, NestedField, prose
from sideeffects.risk import parse_evidence


class SamplePatient(Entry):
    FILE = PART = "samples"
    KEY = "label"
    READ = staticmethod(parse_evidence.sample)

    key = models.CharField("label", max_length=200, unique=True)
    shows = prose()
    consultation_date = prose()
    treatment_date = prose()
    answers = NestedField(default=dict, blank=True, help_text="{question: answer}; null is blank.")
    letters = NestedField(default=dict, blank=True, help_text="{contraindication: date}")
    expected = NestedField(
        default=dict, help_text="{outcome, findings, earliest_date, open_ended, provisional}"
    )
