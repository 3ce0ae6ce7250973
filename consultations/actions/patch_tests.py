"""Patch tests: applied and read. Each makes the summaries anew that it counts in."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, TypeVar

from clinic import audit
from clinic.errors import NotAllowed
from clinic.models import User
from clinic.uploads import Redrawn
from consultations.actions.documents import keep_document
from consultations.actions.ground import filled, moment_of, once
from consultations.actions.patch_ground import every_locked, read_again
from consultations.errors import KeyReused
from consultations.models import (
    Consultation,
    Document,
    PatchTest,
    PatchTestReading,
)
from consultations.models.patient_queries import REVIEWERS
from consultations.patch_test import to_read
from consultations.questions import catalogue_of

KINDS = {"pigment": "Pigment", "numbing": "Numbing", "antiseptic": "Antiseptic", "other": "Other"}
MOST_PRODUCTS = 8
Row = TypeVar("Row", PatchTest, PatchTestReading)
Result, Late = PatchTestReading.Result, PatchTestReading.Late


def record_test(
    consultation: Consultation,
    *,
    products: Sequence[Mapping[str, str]],
    place: str,
    applied_at: datetime,
    applied_by: User,
    same_products: bool | None,
    late: Sequence[int] = (),
    note: str = "",
    by: User,
    key: uuid.UUID,
    now: datetime | None = None,
) -> PatchTest:
    """Put a patch test on file. `late`: hours after which it is to be looked at once more."""
    moment = moment_of(now)
    with once("consultations_patchtest_created_key_key"):
        rows = every_locked(consultation, by=by)
        given: dict[str, Any] = {
            "products": _products(products),
            "place": filled(place, "Write where on the body the test is.", longest=120),
            "applied_at": _passed(applied_at, moment, "The test was applied in the future."),
            "applied_by": applied_by,
            "same_products": same_products,
            "read_after": to_read(catalogue_of(consultation), late),
            "note": _note(note),
        }
        if applied_by.role not in REVIEWERS or applied_by.site_id != consultation.site_id:
            raise NotAllowed("Choose who applied the test, a technician of this site.")
        before = PatchTest.objects.filter(created_key=key).first()
        if before is not None:
            return _same(before, {**given, "patient_id": consultation.patient_id})
        made = PatchTest.objects.create(
            patient_id=consultation.patient_id,
            consultation=consultation,
            recorded_by=by,
            recorded_at=moment,
            created_key=key,
            **given,
        )
        read_again(rows, consultation, by=by, moment=moment)
        audit.record("patch_test.recorded", actor=by, subject=consultation, detail=_ids(made))
        return made


def record_reading(
    consultation: Consultation,
    test: PatchTest,
    *,
    read_at: datetime,
    result: str,
    late_symptoms: str,
    photo: Redrawn | None = None,
    note: str = "",
    by: User,
    key: uuid.UUID,
    now: datetime | None = None,
) -> PatchTestReading:
    """Somebody looked at the spot. After a reaction nothing can be booked for this patient."""
    moment = moment_of(now)
    with once("consultations_patchtestreading_created_key_key"):
        rows = every_locked(consultation, by=by)
        test = _standing(consultation, test)
        if _passed(read_at, moment, "The test was read in the future.") < test.applied_at:
            raise NotAllowed("The test was read before it was applied.", "Check the day and time.")
        if result not in Result.values or late_symptoms not in Late.values:
            raise NotAllowed("Choose what was seen, and whether it itched since.")
        given = {
            "patch_test_id": test.pk,
            "read_at": read_at,
            "result": result,
            "late_symptoms": late_symptoms,
            "note": _note(note),
        }
        before = PatchTestReading.objects.filter(created_key=key).first()
        if before is not None:
            return _same(before, given)
        made = PatchTestReading.objects.create(
            photo=_kept(consultation, photo, by=by, key=key, moment=moment),
            read_by=by,
            recorded_at=moment,
            created_key=key,
            **given,
        )
        read_again(rows, consultation, by=by, moment=moment, read=True)
        detail = {**_ids(test), "reading": made.pk}
        audit.record("patch_test.read", actor=by, subject=consultation, detail=detail)
        return made


# ── What they share ────────────────────────────────────────────────────────────


def _standing(consultation: Consultation, test: PatchTest) -> PatchTest:
    found = PatchTest.objects.get(pk=test.pk, patient_id=consultation.patient_id)
    if found.withdrawn_at is not None:
        raise NotAllowed("This patch test was withdrawn.", "Record the test that was done.")
    return found


def _products(given: Sequence[Mapping[str, str]]) -> list[dict[str, str]]:
    if not 0 < len(given) <= MOST_PRODUCTS:
        raise NotAllowed("Write which products were put on the skin.")
    if any(part["kind"] not in KINDS for part in given):
        raise NotAllowed("Choose what kind of product it is.")
    return [
        {
            "kind": part["kind"],
            "name": filled(part["name"], "Write the name of each product.", longest=120),
            "lot": filled(part["lot"], "Write the lot, or “not known”.", longest=60),
        }
        for part in given
    ]


def _note(text: str) -> str:
    text = text.strip()
    if len(text) > 2000:
        raise NotAllowed("Write at most 2000 signs.")
    return text


def _passed(at: datetime, moment: datetime, refusal: str) -> datetime:
    if at > moment:
        raise NotAllowed(refusal, "Check the day and time.")
    return at


def _kept(
    consultation: Consultation,
    photo: Redrawn | None,
    *,
    by: User,
    key: uuid.UUID,
    moment: datetime,
) -> Document | None:
    if photo is None:
        return None
    one = uuid.uuid5(key, "photo")
    kind = Document.Kind.PHOTO
    return keep_document(consultation, kind, photo, label="Patch test", by=by, key=one, now=moment)


def _same(before: Row, given: Mapping[str, Any]) -> Row:
    """The same act sent again. With other content the key belongs to something else."""
    if any(getattr(before, name) != value for name, value in given.items()):
        raise KeyReused
    return before


def _ids(test: PatchTest) -> dict[str, int]:
    return {"patch_test": test.pk}
