"""People: adding them once, telling look-alikes apart, correcting what was written down."""

from __future__ import annotations

import uuid
from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Q

from clinic import audit
from clinic.errors import NotAllowed
from clinic.models import Site, User
from clinic.stale import refuse_stale
from consultations.actions.ground import check_person, filled, moment_of
from consultations.days import local_day
from consultations.errors import Alike, KeyReused
from consultations.models import AnswerChange, Consultation, Patient, PatientPair, Status
from consultations.questions import BIRTH_DATE, catalogue_of

OLDEST = 120
FIELDS = ("first_name", "last_name", "birth_date", "phone", "email")


@transaction.atomic
def add_patient(
    by: User,
    *,
    key: uuid.UUID,
    first_name: str,
    last_name: str,
    birth_date: date,
    phone: str = "",
    email: str = "",
    told_apart_from: Collection[str] = (),
    now: datetime | None = None,
) -> Patient:
    """Put a person on file. The same form sent twice is one person.

    Raises `Alike` unless every look-alike's reference is in `told_apart_from`; those pairs are
    written down, so that nobody is asked again.
    """
    check_person(by, site_id=by.site_id or 0)
    moment = moment_of(now)
    site = Site.objects.select_for_update(no_key=True).get(pk=by.site_id or 0)
    typed = (first_name, last_name, birth_date, phone, email)
    details = _checked(site, moment, dict(zip(FIELDS, typed, strict=True)))
    before = Patient.objects.filter(created_key=key).first()
    if before is not None:
        return _same(before, details)
    candidates = Patient.objects.visible_to(by).alike(**details)
    unsettled = tuple(
        person for person in candidates if person.match.reference not in told_apart_from
    )
    if unsettled:
        raise Alike(unsettled)
    patient = Patient.objects.create(
        site=site, created_by=by, created_at=moment, created_key=key, **details
    )
    PatientPair.objects.bulk_create(
        PatientPair(
            first_id=person.match.id, second=patient, told_apart_by=by, told_apart_at=moment
        )
        for person in candidates
    )
    audit.record(
        "patient.added",
        actor=by,
        subject=patient,
        detail={"told_apart_from": [person.match.reference for person in candidates]},
    )
    return patient


def _checked(site: Site, moment: datetime, details: dict[str, Any]) -> dict[str, Any]:
    """The details as they are kept, or a refusal."""
    today, birth_date = local_day(site, moment), details["birth_date"]
    if birth_date > today:
        raise NotAllowed("The date of birth lies in the future.", "Check the year.")
    if birth_date.year < today.year - OLDEST:
        raise NotAllowed(f"The date of birth is over {OLDEST} years ago.", "Check the year.")
    return {
        "first_name": filled(details["first_name"], "Give the first name.", longest=80),
        "last_name": filled(details["last_name"], "Give the last name.", longest=80),
        "birth_date": birth_date,
        "phone": details["phone"].strip(),
        "email": details["email"].strip().lower(),
    }


def _same(patient: Patient, details: dict[str, Any]) -> Patient:
    if any(getattr(patient, name) != value for name, value in details.items()):
        raise KeyReused
    return patient


@transaction.atomic
def tell_apart(patient: Patient, *, other: Patient, by: User, now: datetime | None = None) -> None:
    """Write down that two people who are alike are two people."""
    check_person(by, site_id=patient.site_id)
    check_person(by, site_id=other.site_id)
    if patient.pk == other.pk:
        raise NotAllowed("This is one and the same record.")
    first, second = sorted((patient, other), key=lambda person: person.pk)
    _, made = PatientPair.objects.get_or_create(
        first=first,
        second=second,
        defaults={"told_apart_by": by, "told_apart_at": moment_of(now)},
    )
    if made:
        audit.record(
            "patient.told_apart", actor=by, subject=patient, detail={"other": other.reference}
        )


@transaction.atomic
def correct_patient(
    patient: Patient,
    *,
    by: User,
    first_name: str | None = None,
    last_name: str | None = None,
    birth_date: date | None = None,
    phone: str | None = None,
    email: str | None = None,
    seen: str = "",
    now: datetime | None = None,
) -> Patient:
    """Correct what was written down wrongly. `seen`: what was on file as the form showed it.

    A new date of birth is written into drafts at once. A consultation that was sent has to be
    opened again: until then its summary is not of what is on file, and nothing can be booked.
    """
    check_person(by, site_id=patient.site_id)
    moment = moment_of(now)
    people = Patient.objects.select_for_update(no_key=True, of=("self",))
    row = people.select_related("site").get(pk=patient.pk)
    given = dict(zip(FIELDS, (first_name, last_name, birth_date, phone, email), strict=True))
    wanted = {name: getattr(row, name) if value is None else value for name, value in given.items()}
    details = _checked(row.site, moment, wanted)
    changed = [name for name in FIELDS if getattr(row, name) != details[name]]
    if not changed:
        return row
    refuse_stale(seen, {name: getattr(row, name) for name in FIELDS}, details)
    for name in changed:
        setattr(row, name, details[name])
    row.save(update_fields=changed)
    if "birth_date" in changed:
        _correct_drafts(row, by, moment)
    audit.record("patient.corrected", actor=by, subject=row, detail={"fields": changed})
    return row


def _correct_drafts(patient: Patient, by: User, moment: datetime) -> None:
    drafts = (
        Consultation.objects.select_for_update(of=("self",))
        .select_related("edition")
        .defer("edition__canonical")
        .filter(Q(patient=patient), status=Status.DRAFT)
    )
    for draft in drafts:
        answer_birth_date(draft, patient, by=by, moment=moment, key=uuid.uuid4())


def answer_birth_date(
    consultation: Consultation, patient: Patient, *, by: User, moment: datetime, key: uuid.UUID
) -> bool:
    """The date of birth is an answer that the patient's record gives. False if it is up to date."""
    value = patient.birth_date.isoformat()
    known = BIRTH_DATE in catalogue_of(consultation).questions
    if not known or consultation.answers.get(BIRTH_DATE) == value:
        return False
    consultation.answers = {**consultation.answers, BIRTH_DATE: value}
    consultation.version += 1
    consultation.save(update_fields=["answers", "version"])
    AnswerChange.objects.create(
        consultation=consultation,
        version=consultation.version,
        question=BIRTH_DATE,
        value=value,
        set_by=by,
        set_at=moment,
        key=key,
    )
    return True
