"""Everything that is about one patient, found by walking the foreign keys of all models.

A model that comes later falls under it by itself. What copies and erases a record both ask here.
"""

from __future__ import annotations

import functools
import operator
from collections.abc import Mapping
from typing import Any

from django.db import models
from django.db.models import Q

from clinic import grants
from consultations.models import Consultation, Patient, PatientPair

Rows = dict[type[models.Model], list[Any]]

# The one kind of row that is about two patients: a copy for one says nothing of the other.
OF_TWO = (PatientPair,)


@functools.cache
def links() -> Mapping[type[models.Model], tuple[models.ForeignKey[Any, Any], ...]]:
    """Each model that reaches a patient, with the foreign keys by which it does."""
    found: dict[type[models.Model], tuple[models.ForeignKey[Any, Any], ...]] = {Patient: ()}
    while True:
        grown = {
            model: keys
            for model in grants.tables().values()
            if model is Patient or (keys := _keys_to(found, model))
        }
        grown[Patient] = ()
        if grown == found:
            return found
        found = grown


def _keys_to(
    reached: Mapping[type[models.Model], object], model: type[models.Model]
) -> tuple[models.ForeignKey[Any, Any], ...]:
    return tuple(
        field
        for field in model._meta.local_concrete_fields
        if isinstance(field, models.ForeignKey) and field.related_model in reached
    )


def rows_of(patient: Patient) -> Rows:
    """The keys of every row, by model, in order; models without a row are left out."""
    found: dict[type[models.Model], set[Any]] = {Patient: {patient.pk}}
    grown: set[type[models.Model]] = {Patient}
    while grown:  # once more for whoever points to what has grown
        before, grown = grown, set()
        for model, keys in links().items():
            if not any(key.related_model in before | grown for key in keys):
                continue
            rows = _rows_by(keys, found)
            if rows != found.get(model, set()):
                found[model] = rows
                grown.add(model)
    return {model: sorted(rows) for model, rows in found.items()}


def _rows_by(
    keys: tuple[models.ForeignKey[Any, Any], ...], found: Mapping[type[models.Model], set[Any]]
) -> set[Any]:
    parts = [
        Q(**{f"{key.attname}__in": found[key.related_model]})
        for key in keys
        if found.get(key.related_model)
    ]
    whole = functools.reduce(operator.or_, parts)
    return set(keys[0].model._default_manager.filter(whole).order_by().values_list("pk", flat=True))


def references_of(patient: Patient) -> list[str]:
    """What events and addresses call the patient and the consultations."""
    own = Consultation.objects.filter(patient=patient).order_by("pk")
    return [patient.reference, *own.values_list("reference", flat=True)]
