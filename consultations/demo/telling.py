"""Tells the stories through the same actions that the pages use, on their own past days."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction

from clinic.models import User
from consultations.actions.intake import start
from consultations.actions.patients import add_patient
from consultations.demo.answering import answer_all
from consultations.demo.happening import happen
from consultations.demo.place import Place
from consultations.demo.story import Person, Story
from consultations.demo.teller import Telling, keys_of, moments
from consultations.models import Patient


def tell(story: Story, *, place: Place, technician: User, now: datetime, seed: int) -> bool:
    """Tell a whole story, or nothing when it was told before; then the answer is False."""
    keys = keys_of(story.person, seed)
    patient_key = next(keys)
    if Patient.objects.filter(created_key=patient_key).exists():
        return False
    local = now.astimezone(ZoneInfo(place.site.timezone))
    telling = Telling(place.desk, technician, local, keys)
    with transaction.atomic():
        earliest = story.earlier or story
        telling.at = moments(earliest, telling.now)[0]
        patient = _add(telling, story.person, patient_key)
        if story.earlier:
            _tell_consultation(telling, story.earlier, patient)
        _tell_consultation(telling, story, patient)
    return True


def _add(telling: Telling, person: Person, key: uuid.UUID) -> Patient:
    alike = Patient.objects.visible_to(telling.desk).alike(
        first_name=person.first_name,
        last_name=person.last_name,
        birth_date=person.born,
        phone=person.mobile,
        email=person.email,
    )
    return add_patient(
        telling.desk,
        key=key,
        first_name=person.first_name,
        last_name=person.last_name,
        birth_date=person.born,
        phone=person.mobile,
        email=person.email,
        told_apart_from=[candidate.match.reference for candidate in alike],
        now=telling.at,
    )


def _tell_consultation(telling: Telling, story: Story, patient: Patient) -> None:
    times = moments(story, telling.now)
    telling.story, telling.at = story, times[0]
    telling.consultation = start(
        patient,
        treatment=story.treatment,
        planned_date=telling.today + timedelta(days=story.planned),
        key=next(telling.keys),
        **telling.by_desk(),
    )
    answer_all(telling)
    for event, moment in zip(story.then, times[1:], strict=True):
        telling.at = moment
        happen(telling, event)
