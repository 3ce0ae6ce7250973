"""One row in each table behind a review, for the tests that look at every table."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from consultations.models import (
    Clarification,
    Document,
    Hold,
    Lapse,
    LetterReceived,
    LetterRequest,
    OutgoingMessage,
    PatchTest,
    PatchTestReading,
    Review,
    SecondLook,
    SetAside,
    Summary,
)
from tests.consultations.world import World, key


def behind_the_review(world: World) -> None:
    summary, review = Summary.objects.latest("pk"), Review.objects.latest("pk")
    case: dict[str, Any] = {"consultation": review.consultation}
    file = Document.objects.create(
        **case,
        kind="photo",
        media_type="image/jpeg",
        content=b"x",
        size=1,
        sha256="0" * 64,
        made_by=world.lead,
        created_key=key(),
    )
    _letters(world, case, file)
    _patch_test(world, case, file)
    Hold.objects.create(
        **case,
        review=review,
        kind="date",
        words="x",
        next_step="x",
        owner="technician",
        due=world.day(3),
    )
    Clarification.objects.create(
        **case, own_words="x", due=world.day(3), asked_by=world.lead, created_key=key()
    )
    SecondLook.objects.create(
        consultation=summary.consultation,
        summary=summary,
        terms={},
        reason_code="other",
        reason_words="x",
        asked_by=world.technician,
        asked_how="x",
        created_key=key(),
    )
    SetAside.objects.create(**case, reason="x", until=world.day(3), set_by=world.lead)
    Lapse.objects.create(review=review, cause="reopened", lapsed_by=world.lead)
    OutgoingMessage.objects.create(
        **case, sealed="x", send_at=timezone.now(), created_by=world.lead, created_key=key()
    )


def _letters(world: World, case: dict[str, Any], file: Document) -> None:
    asked = LetterRequest.objects.create(
        **case,
        contraindication="x",
        action="x",
        addressed_to="x",
        content={},
        document=file,
        due=world.day(3),
        asked_by=world.lead,
        created_key=key(),
    )
    LetterReceived.objects.create(
        **case,
        request=asked,
        contraindication="x",
        letter_date=world.day(-1),
        author="x",
        says="safe",
        recorded_by=world.desk,
        created_key=key(),
    )


def _patch_test(world: World, case: dict[str, Any], file: Document) -> None:
    applied = PatchTest.objects.create(
        **case,
        patient=case["consultation"].patient,
        products=[{"kind": "pigment", "name": "x", "lot": "x"}],
        place="x",
        applied_at=timezone.now(),
        applied_by=world.lead,
        recorded_by=world.lead,
        created_key=key(),
    )
    PatchTestReading.objects.create(
        patch_test=applied,
        read_at=timezone.now(),
        result="no_reaction",
        late_symptoms="no",
        photo=file,
        read_by=world.lead,
        created_key=key(),
    )
