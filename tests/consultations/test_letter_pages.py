"""Letters on the pages: asking, printing, the desk's side, judging, and the file itself."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from clinic.models import Event
from consultations.actions.documents import opened
from consultations.models import Consultation, Document, Letter, LetterReceived, LetterRequest
from tests.clinic.hostile_files import HTML, picture, with_exif
from tests.consultations.letters import arrived, asked, scan, with_address
from tests.consultations.pages import hidden, signed_in, text_of
from tests.consultations.review_cases import FIVE, WARFARIN
from tests.consultations.world import World

ABOUT = "anticoagulant_use"


def review(consultation: Consultation, tail: str = "") -> str:
    return f"/review/{consultation.reference}/{tail}"


def typed(page: Any, **more: Any) -> dict[str, Any]:
    boxes = {f"ask-{name}": hidden(page, f"ask-{name}") for name in ("key", "about", "summary")}
    return {**boxes, "ask-addressed_to": "Dr Osei", "ask-extra": "", "act": "make", **more}


def test_a_letter_is_shown_before_it_is_made(world: World) -> None:
    consultation = with_address(world).examined(**FIVE)
    client, ask = signed_in(world.technician), review(consultation, "letter/ask/")
    page = client.post(ask, {"about": ABOUT})
    assert "as far as this is concerned: Blood thinner?" in text_of(page)
    assert "(who it goes to)" in text_of(page)
    assert "Diabetes" not in text_of(page)
    shown = client.post(ask, typed(page, **{"act": "show", "ask-agreed": "on"}))
    assert shown.status_code == 200
    assert "To Dr Osei" in text_of(shown)
    refused = client.post(ask, typed(page))
    assert refused.status_code == 422
    assert "Ask the patient, and tick it if they agree" in text_of(refused)
    wrong = client.post(ask, typed(page, **{"ask-extra": "Please stop the warfarin."}))
    assert "stop, skip or change" in text_of(wrong)
    assert not LetterRequest.objects.exists()
    made = client.post(ask, typed(page, **{"ask-agreed": "on"}), follow=True)
    assert "The letter is made. Open it to print it." in text_of(made)
    assert "Waiting" in text_of(made)
    assert LetterRequest.objects.get().addressed_to == "Dr Osei"


def test_a_letter_written_for_older_answers_is_shown_again(world: World) -> None:
    consultation = with_address(world).examined(**WARFARIN)
    client, ask = signed_in(world.technician), review(consultation, "letter/ask/")
    page = client.post(ask, {"about": ABOUT})
    old = typed(page, **{"ask-summary": "0" * 64, "ask-agreed": "on"})
    again = client.post(ask, old)
    assert again.status_code == 409
    assert "The answers changed while you were writing." in text_of(again)
    assert hidden(again, "ask-summary") == world.fresh(consultation).summary.hash  # type: ignore[union-attr]


def test_what_no_letter_clears_is_not_asked(world: World) -> None:
    client = signed_in(with_address(world).technician)
    consultation = world.examined(**WARFARIN)
    assert client.post(review(consultation, "letter/ask/"), {"about": "x"}).status_code == 409
    gone = client.get(review(consultation, "letter/ask/"))
    assert (gone.status_code, gone.url) == (302, review(consultation, "#letters"))  # type: ignore[attr-defined]
    draft = world.answered()
    assert client.post(review(draft, "letter/ask/"), {"about": ABOUT}).status_code == 302


@pytest.mark.parametrize(("tail", "how"), [("", "inline"), ("save/", "attachment")])
def test_a_file_is_shown_to_who_reviews_and_locked_in(world: World, tail: str, how: str) -> None:
    request = asked(world, world.examined(**WARFARIN))
    url = f"/document/{request.document.created_key}/{tail}"
    response = signed_in(world.technician).get(url)
    assert response.content == opened(request.document)
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"].startswith(how)
    policy = [part.strip() for part in response["Content-Security-Policy"].split(";")]
    assert {"default-src 'none'", "sandbox", "frame-ancestors 'none'"} == set(filter(None, policy))
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Cache-Control"] == "no-store"
    event = Event.objects.filter(action="document.opened").get()
    assert event.detail["document"] == request.document.pk
    for other in (world.desk, world.elsewhere, world.auditor):
        assert signed_in(other).get(url).status_code == 404
    assert signed_in(world.technician).get(f"/document/{uuid.uuid4()}/").status_code == 404


# ── The desk ───────────────────────────────────────────────────────────────────


def stands_on_it(page: Any, world: World, request: LetterRequest, **more: Any) -> dict[str, Any]:
    day = world.day(-1)
    return {
        "letter-key": hidden(page, "letter-key"),
        "letter-asked": str(request.created_key),
        "letter-letter_date_day": day.day,
        "letter-letter_date_month": day.month,
        "letter-letter_date_year": day.year,
        "letter-author": "Dr A. Osei, GP",
        "letter-says": "safe",
        "letter-limits": "",
        **{f"letter-{name}": value for name, value in more.items()},
    }


def at_the_desk(world: World, consultation: Consultation) -> tuple[Client, str]:
    return signed_in(world.desk), f"/c/{consultation.reference}/letter/"


def test_the_desk_writes_down_that_a_letter_is_here(world: World) -> None:
    consultation = world.examined(**WARFARIN)
    world.decided(consultation, "on_hold", hold_for="a letter")
    request = asked(world, consultation)
    client, url = at_the_desk(world, consultation)
    assert "Letter is here" in text_of(client.get(f"/book/{consultation.reference}/"))
    page = client.get(url)
    assert "Letter from the doctor, asked" in text_of(page)
    assert "thinner" not in text_of(page)
    file = SimpleUploadedFile("../letter.php.jpg", with_exif("JPEG"), "text/html")
    sent = client.post(url, stands_on_it(page, world, request, file=file), follow=True)
    assert "The letter is here. A technician reads it next." in text_of(sent)
    received = LetterReceived.objects.get()
    assert received.document is not None and received.recorded_by == world.desk
    assert b"PatientPhone" not in opened(received.document)
    assert not Letter.objects.exists()
    assert "No letter is waited for" in text_of(client.get(url))
    assert "No letter is waited for" in text_of(client.post(url, {}))
    assert client.get(f"/document/{received.document.created_key}/").status_code == 404


def test_a_file_that_cannot_be_taken_is_said_beside_its_box(world: World) -> None:
    consultation = world.examined(**WARFARIN)
    request = asked(world, consultation)
    client, url = at_the_desk(world, consultation)
    page = client.get(url)
    hostile = SimpleUploadedFile("letter.png", HTML, "image/png")
    refused = client.post(url, stands_on_it(page, world, request, file=hostile))
    assert refused.status_code == 422
    assert "This is not a file we can take. Choose a JPEG" in text_of(refused)
    good = SimpleUploadedFile("letter.jpg", picture())
    unsigned = stands_on_it(page, world, request, file=good, author="")
    assert "Choose the file again" in text_of(client.post(url, unsigned))
    assert not Document.objects.filter(kind="letter").exists()
    assert not LetterReceived.objects.exists()


def test_two_at_the_desk_write_down_one_letter(world: World) -> None:
    consultation = world.examined(**FIVE)
    request, other = asked(world, consultation), asked(world, consultation, "anaphylaxis_history")
    client, url = at_the_desk(world, consultation)
    given = stands_on_it(client.get(url), world, request)
    arrived(world, request)
    late = client.post(url, given)
    assert late.status_code == 422
    assert str(other.created_key) in late.content.decode()
    assert LetterReceived.objects.count() == 1


# ── Judging ────────────────────────────────────────────────────────────────────


def test_a_technician_accepts_and_sees_for_how_long_it_counts(world: World) -> None:
    consultation = world.examined(**WARFARIN)
    received = arrived(world, asked(world, consultation), file=scan())
    client = signed_in(world.technician)
    page = client.get(review(consultation))
    assert "Blood thinner alone, until" in text_of(page)
    assert "Open the file (1 page)" in text_of(page)
    done = client.post(review(consultation, f"received/{received.pk}/accept/"), follow=True)
    assert "The letter is on file. The rules were read again." in text_of(done)
    assert Letter.objects.get().contraindication == ABOUT
    other = world.examined(**WARFARIN)
    assert client.post(review(other, f"received/{received.pk}/accept/")).status_code == 404


def test_not_safe_leads_to_declining(world: World) -> None:
    consultation = world.examined(**WARFARIN)
    received = arrived(world, asked(world, consultation), says="not_safe")
    client = signed_in(world.technician)
    assert "Decline because of it" in text_of(client.get(review(consultation)))
    page = client.post(review(consultation, f"received/{received.pk}/accept/"))
    assert page.status_code == 409
    assert 'id="decision-declined" checked' in page.content.decode()
    assert "says: not safe." in text_of(page)
    assert not Letter.objects.exists()


def test_asking_again_fills_in_the_next_letter(world: World) -> None:
    consultation = world.examined(**WARFARIN)
    received = arrived(world, asked(world, consultation))
    client, url = signed_in(world.technician), f"received/{received.pk}/turn-down/"
    bare = client.post(review(consultation, url), {"outcome": "ask_again", "reason": ""})
    assert bare.status_code == 422
    assert "Write why the letter does not do" in text_of(bare)
    page = client.post(
        review(consultation, url), {"outcome": "ask_again", "reason": "No signature."}, follow=True
    )
    assert page.redirect_chain[0][0] == review(consultation, f"letter/ask/?again={received.pk}")
    shown = page.content.decode()
    assert "Dr A. Osei\nMill Lane Surgery</textarea>" in shown
    assert "No signature.</textarea>" in shown
    listed = text_of(client.get(review(consultation)))
    assert "Letters that cleared nothing (1)" in listed
    assert "Asked for again by" in listed


def test_refusing_says_so(world: World) -> None:
    consultation = world.examined(**WARFARIN)
    received = arrived(world, asked(world, consultation))
    page = signed_in(world.technician).post(
        review(consultation, f"received/{received.pk}/turn-down/"),
        {"outcome": "refused", "reason": "For somebody else."},
        follow=True,
    )
    assert "The letter is refused. It clears nothing." in text_of(page)


def test_a_letter_is_waited_for_no_more(world: World) -> None:
    consultation = world.examined(**WARFARIN)
    request = asked(world, consultation)
    client, url = signed_in(world.technician), f"asked/{request.pk}/not-needed/"
    assert client.post(review(consultation, url), {"reason": ""}).status_code == 422
    page = client.post(review(consultation, url), {"reason": "Moved away."}, follow=True)
    assert "The letter is not waited for any more." in text_of(page)
    request.refresh_from_db()
    assert request.closed_how == "Moved away."
