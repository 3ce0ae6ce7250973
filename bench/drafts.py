"""`python -m bench.drafts COUNT KIND`: drafts ready to be sent, made by the site's own actions.

KIND is `mixed` (the catalogue's sample patients in turn, as if they came today), `heavy`, or
`tenfold`: a healthy patient under an edition with ten times the questions and rules, which is
published first; then the clinic's own edition is published again, since pages that look at the
live edition should find one of an ordinary size. Prints a line of JSON for each: reference and
version.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from datetime import date, timedelta
from itertools import cycle, islice
from random import Random
from typing import Any
from uuid import uuid4

import django

from bench.patients import BIRTH_DATE, Patient, heavy, samples
from bench.tenfold import tenfold, tenfold_patient

FORTY_YEARS = 40 * 365


def main(count: int, kind: str) -> int:
    django.setup()
    from django.db import transaction  # noqa: PLC0415 - the models need the settings

    from clinic import demo  # noqa: PLC0415
    from clinic.models import User  # noqa: PLC0415
    from sideeffects.editions import canonical_json  # noqa: PLC0415
    from sideeffects.models import Edition  # noqa: PLC0415

    demo.seed_staff()
    desk = User.objects.select_related("site").get(username=demo.STAFF[0].username)
    catalogue = Edition.objects.live().catalogue
    match kind:
        case "mixed":
            patients = samples(catalogue)
        case "heavy":
            patients = [heavy(catalogue)]
        case _:
            patients = [tenfold_patient(samples(catalogue)[0])]
            more = tenfold(catalogue)
            publish(Edition, canonical_json(more), more.hash)
    draw = Random(kind)
    for patient in islice(cycle(patients), count):
        with transaction.atomic():
            print(json.dumps(draft(desk, patient, draw)))
    if kind == "tenfold":
        publish(Edition, canonical_json(catalogue), catalogue.hash)
    return 0


def publish(editions: Any, canonical: str, hash_: str) -> None:
    number = editions.objects.newest().number + 1
    editions.objects.create(number=number, canonical=canonical, hash=hash_)


def draft(desk: Any, patient: Patient, draw: Random) -> dict[str, Any]:
    """A new person with these answers: started, answered, not sent."""
    from django.utils import timezone  # noqa: PLC0415

    from consultations.actions.answers import write_answers  # noqa: PLC0415
    from consultations.actions.ground import locked  # noqa: PLC0415
    from consultations.actions.intake import save_private_answers, start  # noqa: PLC0415
    from consultations.models import Treatment  # noqa: PLC0415
    from consultations.questions import catalogue_of  # noqa: PLC0415

    now = timezone.now()
    today = timezone.localdate()
    consultation = start(
        new_person(desk, draw),
        treatment=draw.choice(Treatment.values),
        planned_date=today + (patient.treatment - patient.consultation),
        by=desk,
        key=uuid4(),
    )
    questions = catalogue_of(consultation).questions
    answers = {
        key: value
        for key, value in moved(patient, today).items()
        if key != BIRTH_DATE and questions[key].stage == "consultation" and value is not None
    }
    private = {key: answers.pop(key) for key in list(answers) if questions[key].private}
    row = locked(consultation, by=desk)
    write_answers(row, answers, by=desk, key=uuid4(), moment=now)
    saved = save_private_answers(row, private, key=uuid4(), by=desk)
    return {"reference": row.reference, "version": saved.version}


def moved(patient: Patient, today: date) -> Mapping[str, Any]:
    """The answers with their full dates as if the patient came today."""
    by = today - patient.consultation

    def value_of(value: Any) -> Any:
        if isinstance(value, str) and len(value) == 10 and value[4] == value[7] == "-":
            return (date.fromisoformat(value) + by).isoformat()
        return value

    return {key: value_of(value) for key, value in patient.answers.items()}


def new_person(desk: Any, draw: Random) -> Any:
    """Somebody whom nobody could take for anybody else on file."""
    from consultations.actions.patients import add_patient  # noqa: PLC0415
    from consultations.errors import Alike  # noqa: PLC0415

    while True:
        try:
            return add_patient(
                desk,
                key=uuid4(),
                first_name=name(draw),
                last_name=name(draw),
                birth_date=date(1960, 1, 1) + timedelta(days=draw.randrange(FORTY_YEARS)),
                phone=f"07700 9{draw.randrange(100_000):05}",
            )
        except Alike:
            continue


def name(draw: Random) -> str:
    """Four syllables: there are a hundred million."""
    return "".join(draw.choice("bdfgklmnprstvz") + draw.choice("aeiouy") for _ in range(4)).title()


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]), sys.argv[2]))
