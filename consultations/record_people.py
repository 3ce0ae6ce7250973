"""Whose record a reference of the audit trail belongs to."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Q

from clinic.models import User
from consultations.models import Patient
from consultations.record_lines import Line


@dataclass(frozen=True, slots=True)
class Named:
    reference: str
    name: str


def people_named(user: User, references: Collection[str]) -> dict[str, Named]:
    """By each reference, of a patient or of a consultation, the patient this person may know."""
    seen = Patient.objects.visible_to(user).filter(
        Q(reference__in=references) | Q(consultations__reference__in=references)
    )
    columns = ("reference", "first_name", "last_name", "consultations__reference")
    found: dict[str, Named] = {}
    for patient, first_name, last_name, consultation in seen.values_list(*columns):
        named = Named(patient, f"{last_name.upper()}, {first_name}")
        found |= {patient: named, consultation: named} if consultation else {patient: named}
    return {reference: found[reference] for reference in references if reference in found}


@dataclass(frozen=True, slots=True)
class NamedLine:
    line: Line
    patient: Named | None


def named_lines(user: User, lines: Sequence[Line]) -> list[NamedLine]:
    """Each line with the patient it is about, where it is about one. One statement."""
    people = people_named(user, {reference for line in lines for reference in line.records})
    return [NamedLine(line, next(map(people.get, line.records), None)) for line in lines]


def references_in(lines: Iterable[NamedLine]) -> list[str]:
    """The patients who are named."""
    return sorted({entry.patient.reference for entry in lines if entry.patient})
