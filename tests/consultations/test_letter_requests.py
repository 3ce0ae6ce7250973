"""Our letter to a doctor: what it says, what it never says, and that it is kept as printed."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from typing import Any

import pypdfium2
import pytest

from clinic.errors import NotAllowed
from clinic.models import Site
from consultations.actions.documents import keep_document, opened
from consultations.actions.letter_requests import (
    ask_for_letter,
    close_request,
    letter_content,
    printed,
)
from consultations.deciding import case
from consultations.errors import AnswersChanged, KeyReused
from consultations.letter_words import plain_text
from consultations.models import Consultation, Document, LetterRequest
from sideeffects.desk.lints import lints
from tests.consultations.letters import arrived, asked, scan
from tests.consultations.review_cases import FIVE, WARFARIN
from tests.consultations.world import World, key

PRINT = """
import hashlib, json, sys, django
django.setup()
from consultations.actions.letter_requests import printed
print(hashlib.sha256(printed(json.load(sys.stdin))).hexdigest())
"""


def text_of_pdf(content: bytes) -> str:
    pages = pypdfium2.PdfDocument(content)
    whole = "\n".join(page.get_textpage().get_text_bounded() for page in pages)
    return " ".join(whole.replace("\x02", "-").split())


def test_the_letter_asks_about_one_thing_and_names_no_other(world: World) -> None:
    consultation = world.examined(**FIVE)
    request = asked(world, consultation, extra="The INR was 2.4 in April.")
    words = text_of_pdf(opened(request.document))
    assert "Is scalp micropigmentation safe for Tunde Adeyemi" in words
    assert "as far as this is concerned: Blood thinner?" in words
    assert "born 14 March 1987" in words
    assert "The INR was 2.4 in April." in words
    assert "Tunde Adeyemi has agreed that we write to you" in words
    for part in ("12 Mill Lane", "0113 496 0000", "Dr A. Osei", request.content["reference"]):
        assert part in words
    for tick in ("Treatment is safe", "with these limits", "is not safe", "I cannot say", "stamp"):
        assert tick in words
    summary = consultation.summary
    assert summary is not None
    others = {
        finding["name"]
        for finding in json.loads(summary.canonical)["findings"]
        if finding["contraindication"] != "anticoagulant_use"
    }
    assert len(others) >= 4
    assert [name for name in others if name in words] == []
    assert "since my clot" not in words  # what was written freely may tell of other things


def test_it_never_tells_anybody_to_stop_a_medicine(world: World) -> None:
    consultation = world.examined(**WARFARIN)
    assert lints(plain_text(asked(world, consultation).content)) == []
    with pytest.raises(NotAllowed, match="stop, skip or change"):
        asked(world, consultation, extra="Tell the patient to stop taking warfarin for a week.")
    assert LetterRequest.objects.count() == 1


def test_printing_it_again_gives_the_same_bytes_in_any_process(world: World) -> None:
    request = asked(world, world.examined(**WARFARIN))
    request.refresh_from_db()
    kept = request.document.sha256
    assert hashlib.sha256(opened(request.document)).hexdigest() == kept
    assert hashlib.sha256(printed(request.content)).hexdigest() == kept
    env = {**os.environ, "PYTHONHASHSEED": "7", "DJANGO_SETTINGS_MODULE": "tests.settings"}
    made = subprocess.run(
        [sys.executable, "-c", PRINT],
        env=env,
        input=json.dumps(request.content),
        capture_output=True,
        text=True,
        check=True,
    )
    assert made.stdout.strip() == kept


def test_it_is_tagged_named_and_says_which_page(world: World) -> None:
    request = asked(world, world.examined(**WARFARIN))
    paper = pypdfium2.PdfDocument(opened(request.document))
    assert pypdfium2.raw.FPDFCatalog_IsTagged(paper)
    title = f"Letter to a doctor, our reference {request.content['reference']}"
    assert paper.get_metadata_value("Title") == title
    assert len(paper) == request.document.pages == 2
    assert "Page 2 of 2" in paper[1].get_textpage().get_text_bounded()


def test_what_is_kept_cannot_be_read_in_the_database(world: World) -> None:
    document = asked(world, world.examined(**WARFARIN)).document
    stored = bytes(Document.objects.get(pk=document.pk).content)
    assert b"%PDF" not in stored and document.size < len(stored)
    Document.objects.get(pk=document.pk)
    document.sha256 = "0" * 64
    with pytest.raises(ValueError, match="not what was kept"):
        opened(document)


def test_only_with_the_patients_agreement_and_somewhere_to_reply_to(world: World) -> None:
    consultation = world.examined(**WARFARIN)
    with pytest.raises(NotAllowed, match="only if the patient agrees"):
        asked(world, consultation, agreed=False)
    with pytest.raises(NotAllowed, match="who the letter goes to"):
        asked(world, consultation, addressed_to=" ")
    with pytest.raises(NotAllowed, match="No letter clears this"):
        asked(world, consultation, about="keloid_history")
    with pytest.raises(AnswersChanged):
        asked(world, consultation, summary_hash="0" * 64)
    with pytest.raises(AnswersChanged):
        draft = world.answered()
        draft.site = world.site
        ask_for_letter(
            draft,
            about="x",
            summary_hash="x",
            addressed_to="x",
            agreed=True,
            by=world.technician,
            key=key(),
        )
    with pytest.raises(NotAllowed, match="technicians"):
        asked(world, consultation, by=world.desk)
    Site.objects.update(address="")
    world.site.address = ""
    with pytest.raises(NotAllowed, match="no address for letters"):
        asked_without_address(world, consultation)


def asked_without_address(world: World, consultation: Consultation) -> None:
    found = case(world.fresh(consultation))
    assert found is not None
    letter_content(found, "anticoagulant_use", addressed_to="x", extra="", by=world.technician)


def test_a_second_click_writes_no_second_letter(world: World) -> None:
    consultation, form = world.examined(**FIVE), key()
    assert asked(world, consultation, key=form) == asked(world, consultation, key=form)
    with pytest.raises(KeyReused):
        asked(world, consultation, about="heart_valve", key=form)
    again = asked(world, consultation)
    assert again.content["reference"].endswith("-2")


def test_a_letter_not_needed_any_more_is_waited_for_no_more(world: World) -> None:
    request = asked(world, world.examined(**WARFARIN))
    closed = close_request(request, how="The patient chose hair fibres.", by=world.technician)
    assert closed.closed_how == "The patient chose hair fibres."
    assert close_request(request, how="Other.", by=world.lead).closed_by == world.technician
    with pytest.raises(NotAllowed, match="not needed any more"):
        arrived(world, request)


def test_files_are_kept_once_and_belong_to_one_record(world: World) -> None:
    consultation, form, file = world.sent(), key(), scan()
    given: dict[str, Any] = {"label": "A letter", "by": world.desk, "key": form}
    kept = keep_document(consultation, "letter", file, **given)
    assert opened(kept) == file.content
    assert keep_document(consultation, "letter", file, **given) == kept
    with pytest.raises(KeyReused):
        keep_document(consultation, "photo", file, **given)
    with pytest.raises(NotAllowed):
        keep_document(consultation, "letter", file, label="x", by=world.elsewhere, key=key())
