"""Photos on the review page: those on file, and the form that adds one."""

from __future__ import annotations

from dataclasses import dataclass

from clinic.models import User
from consultations.forms.photos import PhotoForm
from consultations.models import Consultation, Document


@dataclass(frozen=True, slots=True)
class Photos:
    """Of this consultation, the newest last, and the form that adds one."""

    every: tuple[Document, ...]
    form: PhotoForm


def photos_of(consultation: Consultation, by: User, form: PhotoForm | None) -> Photos:
    """One statement; the pictures themselves are asked for one by one."""
    found = Document.objects.visible_to(by).filter(
        consultation=consultation, kind=Document.Kind.PHOTO
    )
    return Photos(tuple(found.select_related("made_by")), form or PhotoForm.empty())
