"""Patch tests for the tests: applied some days ago, read some hours later."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from consultations.actions.examination import answer_examination
from consultations.actions.patch_tests import record_reading, record_test
from consultations.models import Consultation, PatchTest, PatchTestReading
from consultations.patch_test import QUESTIONS
from tests.consultations.world import World, key

PRODUCTS = (
    {"kind": "pigment", "name": "Scalp Ash 2", "lot": "L-204"},
    {"kind": "numbing", "name": "Calm 4 %", "lot": "77"},
)


def hours_ago(hours: float) -> datetime:
    return timezone.now() - timedelta(hours=hours)


def applied(
    world: World, consultation: Consultation, hours: float = 24 * 9, **fields: Any
) -> PatchTest:
    given: dict[str, Any] = {
        "products": PRODUCTS,
        "place": "Behind the left ear",
        "applied_at": hours_ago(hours),
        "applied_by": world.technician,
        "same_products": True,
        "by": world.technician,
        "key": key(),
        **fields,
    }
    return record_test(consultation, **given)


def looked(
    world: World,
    consultation: Consultation,
    test: PatchTest,
    result: str = "no_reaction",
    **fields: Any,
) -> PatchTestReading:
    """`after`: hours since the test was applied. `late`: itchy, red or bumpy since."""
    given: dict[str, Any] = {
        "read_at": test.applied_at + timedelta(hours=fields.pop("after", 50)),
        "result": result,
        "late_symptoms": fields.pop("late", "no"),
        "by": world.technician,
        "key": key(),
        **fields,
    }
    return record_reading(consultation, test, **given)


def ready(world: World, planned: int = 30) -> tuple[Consultation, PatchTest]:
    """Sent, with a test read after 50 hours without a reaction, and examined."""
    consultation = world.sent(planned)
    test = applied(world, consultation)
    looked(world, consultation, test)
    consultation = world.fresh(consultation)
    examine(world, consultation)
    return world.fresh(consultation), test


def examine(world: World, consultation: Consultation, **answers: Any) -> Any:
    """What the examination asks besides the patch test on file."""
    every = world.examination(consultation, **answers)
    return answer_examination(
        consultation,
        {name: value for name, value in every.items() if name not in QUESTIONS},
        seen_version=consultation.version,
        key=key(),
        by=world.technician,
    )


def on_file(world: World, consultation: Consultation) -> PatchTestReading:
    """Beside the actions: exactly what `World.examination` answers by hand."""
    test = PatchTest.objects.create(
        patient_id=consultation.patient_id,
        consultation=consultation,
        products=list(PRODUCTS),
        place="Behind the left ear",
        applied_at=world.at(-7),
        applied_by=world.technician,
        same_products=True,
        read_after=[48],
        recorded_by=world.technician,
        created_key=key(),
    )
    return PatchTestReading.objects.create(
        patch_test=test,
        read_at=world.at(-4),
        result="no_reaction",
        late_symptoms="no",
        read_by=world.technician,
        created_key=key(),
    )
