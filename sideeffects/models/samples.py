"""Patients without a name; those with the result that the rules must give are pinned tests."""

from __future__ import annotations

from django.core.validators import RegexValidator
from django.db import models

from sideeffects.models.entry import Entry, NestedField, maybe_part, prose
from sideeffects.risk import parse_evidence

no_slash = RegexValidator(r"\A[^/]+\Z", "A label has no slash: it stands in an address.")


class SamplePatient(Entry):
    FILE = PART = "samples"
    KEY = "label"
    READ = staticmethod(parse_evidence.sample)
    OPTIONAL = frozenset(("expected",))

    key = models.CharField("label", max_length=200, unique=True, validators=[no_slash])
    shows = prose()
    consultation_date = prose()
    treatment_date = prose()
    answers = NestedField(default=dict, blank=True, help_text="{question: answer}; null is blank.")
    letters = NestedField(default=dict, blank=True, help_text="{contraindication: date}")
    expected = maybe_part(
        help_text="{outcome, findings, earliest_date, open_ended, provisional}; empty: not pinned."
    )
