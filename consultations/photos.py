"""Photos of a consultation as something that a person has to look at before deciding."""

from __future__ import annotations

from consultations.models import Consultation, Document

KEY = WHY = "photos"


def photos_to_see(consultation: Consultation) -> list[tuple[str, object, str, None]]:
    """All of them as one thing to look at; one photo more is another thing."""
    found = Document.objects.filter(consultation=consultation, kind=Document.Kind.PHOTO)
    keys = list(found.values_list("pk", flat=True))
    return [(KEY, keys, WHY, None)] if keys else []
