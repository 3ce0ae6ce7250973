"""A past case becomes a sample patient of the draft."""

from __future__ import annotations

from django.db import transaction

from clinic import audit
from clinic.models import User
from consultations.impact_case import summary_under
from consultations.models import Consultation
from consultations.past_case_sample import sample_of
from sideeffects.actions.drafting import add_entry
from sideeffects.desk.keys import free_key
from sideeffects.editions import catalogue_of_rows
from sideeffects.models import Entry, SamplePatient
from sideeffects.risk import PastCase


@transaction.atomic
def make_sample(case: PastCase, *, by: User) -> tuple[Entry, tuple[str, ...]]:
    """The new sample, and why its result may be other than the case's. The patient's record says
    that it was read."""
    draft = catalogue_of_rows()
    made = sample_of(case, draft, summary_under(draft, case))
    made.plain["label"] = free_key(SamplePatient, made.plain["label"])
    row = add_entry("samples", made.plain, by=by)
    consultation = Consultation.objects.only("reference").get(pk=case.ref)
    audit.record("consultation.made_sample", actor=by, subject=consultation)
    return row, made.differs
