"""Letters of the tests: asked for, and arrived."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from clinic.uploads import Redrawn, redraw
from consultations.actions.documents import keep_document
from consultations.actions.letter_requests import ask_for_letter
from consultations.actions.receiving_letters import receive_letter
from consultations.deciding import case
from consultations.models import Consultation, LetterReceived, LetterRequest
from tests.clinic.hostile_files import picture
from tests.consultations.world import World, key

ADDRESS = "12 Mill Lane\nLeeds LS1 4AB"


def with_address(world: World) -> World:
    world.site.address, world.site.email = ADDRESS, "letters@northside.example"
    world.site.phone = "0113 496 0000"
    world.site.save()
    return world


def asked(
    world: World, consultation: Consultation, about: str = "anticoagulant_use", **more: Any
) -> LetterRequest:
    with_address(world)
    consultation = world.fresh(consultation)
    found = case(consultation)
    assert found is not None
    given = {
        "about": about,
        "summary_hash": found.summary.hash,
        "addressed_to": "Dr A. Osei\nMill Lane Surgery",
        "agreed": True,
        "by": world.technician,
        "key": key(),
        **more,
    }
    return ask_for_letter(consultation, **given)


def not_printed(world: World, consultation: Consultation) -> LetterRequest:
    """As one that was asked for, but its file is no letter: making a PDF takes a while."""
    file = Redrawn("application/pdf", 1, b"%PDF-1.7")
    given: dict[str, Any] = {"by": world.technician, "key": key()}
    return LetterRequest.objects.create(
        consultation=consultation,
        contraindication="anticoagulant_use",
        action="doctor_letter",
        addressed_to="Dr A. Osei",
        content={"reference": f"{consultation.reference}-1"},
        document=keep_document(consultation, "letter_request", file, label="x", **given),
        due=world.day(20),
        asked_by=world.technician,
        created_key=given["key"],
    )


def arrived(world: World, request: LetterRequest, **more: Any) -> LetterReceived:
    given = {
        "letter_date": world.day(-1),
        "author": "Dr A. Osei, GP",
        "says": "safe",
        "by": world.desk,
        "key": key(),
        **more,
    }
    return receive_letter(request, **given)


def scan() -> Redrawn:
    return redraw(SimpleUploadedFile("letter.jpg", picture()))
