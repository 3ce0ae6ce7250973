"""The FHIR Questionnaire of an edition, as a value and as the text of a file."""

from __future__ import annotations

import json

from django.utils import timezone

from sideeffects.fhir import Plain, Published, questionnaire
from sideeffects.models import Edition

CONTENT_TYPE = "application/fhir+json; charset=utf-8"


def questionnaire_of(edition: Edition) -> Plain:
    """With who approved the edition clinically, if anybody did."""
    approval = edition.clinical_approval
    published = Published(
        number=edition.number,
        on=timezone.localdate(edition.published_at),
        approved_by=str(approval) if approval else None,
        approved_on=timezone.localdate(approval.recorded_at) if approval else None,
    )
    return questionnaire(edition.catalogue, published)


def as_text(resource: Plain) -> str:
    """Indented, so that two editions can be laid side by side."""
    return json.dumps(resource, ensure_ascii=False, indent=2) + "\n"
