"""The receipt of a decision: the same bytes for ever, and everything that was signed."""

from __future__ import annotations

import hashlib
import re
from datetime import date, timedelta
from typing import Any

import pypdfium2
import pytest
from django.utils import timezone

from clinic.models import Event, User
from clinic.pdf import PdfMissing
from consultations.actions.patients import correct_patient
from consultations.actions.second_looks import ask_second, sign_second
from consultations.actions.sending import look_again
from consultations.deciding import case
from consultations.models import Consultation, ReadMark, Review
from consultations.receipts import ANSWERED_TOO, NOTE, receipt_of
from consultations.views import receipts as views
from sideeffects.models import EditionApproval
from tests.attack.payloads import PAYLOADS
from tests.consultations.pages import signed_in, text_of
from tests.consultations.review_cases import FAINTS, KELOID, WARFARIN, WARNED
from tests.consultations.world import World, key


def url(review: Review) -> str:
    return f"/review/{review.consultation.reference}/receipt/{review.pk}/"


def paper_of(world: World, review: Review) -> bytes:
    response = signed_in(world.technician).get(url(review))
    assert response.status_code == 200
    assert response["Content-Type"] == "application/pdf"
    content: bytes = response.content
    return content


def words(pdf: bytes) -> str:
    text = " ".join(page.get_textpage().get_text_bounded() for page in pypdfium2.PdfDocument(pdf))
    return " ".join(text.replace("\ufffe", "").split())


def relaxed(world: World, conditions: tuple[str, ...] = ("Test one spot first",)) -> Review:
    """A stop relaxed by two people."""
    consultation = world.examined(**{**WARNED, **KELOID, **FAINTS, **WARFARIN})
    found = case(world.fresh(consultation))
    assert found is not None
    look = ask_second(
        world.fresh(consultation),
        summary_hash=found.summary.hash,
        read=[item.item for item in found.unread],
        by=world.technician,
        key=key(),
        decision="approved_with_conditions",
        conditions=list(conditions),
        accept=[window.first for window in found.windows],
        reason_code="over",
        reason_words="The scar is thirty years old and flat.",
    )
    words_of_second = "I looked at the scar myself."
    how = "password, then a code of an app"
    return sign_second(consultation, look.pk, words=words_of_second, by=world.lead, how=how)


def only_review(consultation: Consultation) -> Review:
    return Review.objects.get(consultation=consultation)


# ── What it says ───────────────────────────────────────────────────────────────


def test_it_says_who_decided_what_of_whom_and_on_which_rules(world: World) -> None:
    review = only_review(world.approved())
    said = words(paper_of(world, review))
    for part in (
        "Northside",
        review.consultation.reference,
        "Approved",
        "Tunde Adeyemi",
        "14 March 1987",
        "Accepted days",
        "Decided by Some technician, Technician",
        "Edition 1. Research draft: no clinician had approved it.",
        review.summary.hash,
    ):
        assert part in said
    assert receipt_of(review).code.replace("-", "") in re.sub(r"[^0-9A-Z]", "", said)


def test_a_hold_and_a_refusal_say_what_they_wait_for_and_why(world: World) -> None:
    consultation = world.examined(**WARFARIN)
    until, what = world.day(20), "A letter of the doctor"
    held = words(paper_of(world, world.decided(consultation, "on_hold", hold_for=what)))
    assert f"It waits Until this arrives: {what}" in held
    assert "On hold" in held
    dated = words(paper_of(world, world.decided(consultation, "on_hold", hold_until=until)))
    assert f"Until {until:%A} {until.day} {until:%B %Y}." in dated
    why = {"reason_words": "Too soon after surgery", "patient_message": "Not yet."}
    declined = world.decided(consultation, "declined", **why)
    assert "Reason Too soon after surgery" in words(paper_of(world, declined))


def test_a_stop_relaxed_by_two_names_both_and_why(world: World) -> None:
    said = words(paper_of(world, relaxed(world)))
    assert "The rules pointed to Stop" in said
    assert "Less strict than the rules" in said
    assert "The scar is thirty years old and flat." in said
    assert "Decided by Some technician" in said
    assert "Second signature Some clinic-lead, Clinic lead" in said
    assert "Signed in with: password, then a code of an app" in said
    assert "I looked at the scar myself." in said
    assert "Test one spot first" in said


def test_many_findings_and_long_names_go_on_over_pages(world: World) -> None:
    patient: dict[str, Any] = {
        "first_name": "Wolfeschlegelsteinhausen" * 3,
        "last_name": "Bergerdorff " * 6,
    }
    correct_patient(world.person, **patient, by=world.desk)
    pages = pypdfium2.PdfDocument(
        paper_of(world, relaxed(world, ("Wait and look again. " * 12,) * 8))
    )
    assert len(pages) > 1
    last = pages[len(pages) - 1].get_textpage().get_text_bounded()
    assert f"Page {len(pages)} of {len(pages)}" in last


def test_what_no_rule_read_is_named_by_its_question(world: World) -> None:
    consultation = world.examined(**WARFARIN)
    review = world.decided(consultation, "on_hold", hold_for="x")
    question = world.edition.catalogue.questions["medicines_list"].text
    assert ReadMark.objects.filter(summary=review.summary).exists()
    assert question in receipt_of(review).read
    ReadMark.objects.create(
        consultation=consultation,
        summary=review.summary,
        item="f" * 32,
        read_by=world.technician,
        read_at=review.decided_at,
    )
    assert NOTE in receipt_of(review).read


def test_who_asked_the_questions_and_decided_too_is_said(world: World) -> None:
    review = only_review(world.approved())
    assert receipt_of(review).answered_too == ""
    review.answered_too = True
    assert receipt_of(review).answered_too == ANSWERED_TOO


def test_a_finding_that_the_edition_does_not_know_is_named_by_its_key(world: World) -> None:
    review = only_review(world.approved())
    review.accepted_findings = [["never_known", "of_no_kind", "x", "care"]]
    (accepted,) = receipt_of(review).accepted
    assert (accepted.name, accepted.kind, accepted.level) == ("Never known", "of_no_kind", "Care")


# ── For ever the same ──────────────────────────────────────────────────────────


def rename(world: World, review: Review) -> None:
    correct_patient(world.person, last_name="Cole", birth_date=date(1986, 2, 1), by=world.desk)


def approve_edition(world: World, review: Review) -> None:
    EditionApproval.objects.create(
        edition=review.summary.edition, name="Dr R. Osei", role="GMC 1", recorded_by=world.lead
    )


def move_away(world: World, review: Review) -> None:
    world.site.phone, world.site.town = "0113 000", "York"
    world.site.save()


def marry(world: World, review: Review) -> None:
    User.objects.filter(pk=review.decided_by_id).update(display_name="Kim Newly Named")


def undo_it(world: World, review: Review) -> None:
    look_again(review.consultation, reason="x", by=world.lead)


@pytest.mark.parametrize("later", [rename, approve_edition, move_away, marry, undo_it])
def test_nothing_that_happens_later_is_on_it(world: World, later: Any) -> None:
    earlier = timezone.now() - timedelta(minutes=5)
    review = world.decided(world.examined(), now=earlier)
    before = hashlib.sha256(paper_of(world, review)).hexdigest()
    later(world, review)
    assert hashlib.sha256(paper_of(world, review)).hexdigest() == before


def test_an_edition_approved_before_the_decision_names_who_vouched(world: World) -> None:
    consultation = world.examined()
    EditionApproval.objects.create(
        edition=world.edition, name="Dr R. Osei", role="GMC 1", recorded_by=world.lead
    )
    review = world.decided(consultation)
    assert "Clinically approved by Dr R. Osei, GMC 1." in words(paper_of(world, review))


# ── Who makes it ───────────────────────────────────────────────────────────────


def test_the_review_and_the_saved_page_lead_to_it_and_it_is_noted(world: World) -> None:
    review = only_review(world.approved())
    client = signed_in(world.technician)
    for page in ("", "saved/"):
        shown = client.get(f"/review/{review.consultation.reference}/{page}").content.decode()
        assert f'href="{url(review)}"' in shown
    response = client.get(url(review))
    name = f"decision-{review.consultation.reference}-1.pdf"
    assert response["Content-Disposition"] == f'attachment; filename="{name}"'
    event = Event.objects.get(action="receipt.made")
    assert (event.subject_id, event.detail) == (
        review.consultation.reference,
        {"review": review.pk},
    )


def test_each_earlier_decision_keeps_its_own(world: World) -> None:
    consultation = world.held_until(20)
    second = world.decided(consultation)
    page = signed_in(world.lead).get(f"/review/{consultation.reference}/").content.decode()
    assert all(f'href="{url(review)}"' in page for review in Review.objects.all())
    assert f"Decision 2 of {consultation.reference}" in words(paper_of(world, second))


def test_neither_the_desk_nor_another_site_gets_one(world: World) -> None:
    review = only_review(world.approved())
    other = only_review(world.approved())
    for person in (world.desk, world.elsewhere, world.auditor):
        assert signed_in(person).get(url(review)).status_code == 404
    mixed = f"/review/{review.consultation.reference}/receipt/{other.pk}/"
    assert signed_in(world.technician).get(mixed).status_code == 404
    assert not Event.objects.filter(action="receipt.made").exists()


def test_where_no_pdf_can_be_made_a_sentence_says_what_to_install(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing(*_: Any) -> bytes:
        raise PdfMissing("PDFs need Pango: apt-get install libpango-1.0-0")

    monkeypatch.setattr(views, "paper", missing)
    response = signed_in(world.technician).get(url(only_review(world.approved())))
    assert response.status_code == 409
    assert "apt-get install libpango-1.0-0" in text_of(response)


def test_stored_script_stands_on_the_paper_as_it_was_typed(world: World) -> None:
    every = "\n".join(PAYLOADS)
    typed = {"reason_words": every, "patient_message": "x"}
    review = world.decided(world.examined(), "declined", **typed)
    made = paper_of(world, review)
    assert PAYLOADS[0] in words(made)
    assert b"/JavaScript" not in made
    assert b"/URI" not in made
