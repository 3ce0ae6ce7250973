"""Asking a doctor for a letter: written by the app, about one contraindication, kept as printed."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from django.db import transaction

from clinic import audit
from clinic.errors import NotAllowed
from clinic.models import User
from clinic.pdf import paper
from clinic.uploads import Redrawn
from consultations.actions.documents import keep_document
from consultations.actions.ground import filled, locked, moment_of
from consultations.days import local_day
from consultations.deciding import Case, case
from consultations.errors import AnswersChanged, KeyReused
from consultations.holds import DAYS_FOR_A_LETTER
from consultations.letter_words import (
    ANY_LETTER,
    clearable,
    content_of,
    letter_action,
    plain_text,
)
from consultations.models import Consultation, Document, LetterRequest
from consultations.questions import catalogue_of
from sideeffects.desk.lints import lints

PDF = "application/pdf"


def letter_content(
    found: Case, about: str, *, addressed_to: str, extra: str, by: User
) -> dict[str, Any]:
    """What the letter would say now. Refused where no letter would clear anything."""
    row, findings = found.consultation, clearable(found.risk.findings, about)
    if not findings:
        raise NotAllowed("No letter clears this.", "Load the page again.")
    if not row.site.address.strip():
        raise NotAllowed(
            "The clinic has no address for letters yet, so nobody could reply.",
            "An administrator fills it in under Sites.",
        )
    count = LetterRequest.objects.filter(consultation=row).count()
    return content_of(
        catalogue_of(row),
        findings,
        site=row.site,
        patient=row.patient,
        addressed_to=addressed_to,
        extra=extra,
        day=found.today,
        due=found.today + DAYS_FOR_A_LETTER,
        our_reference=f"{row.reference}-{count + 1}",
        agreed_with=by.display_name,
    )


def printed(content: dict[str, Any]) -> bytes:
    """The letter as PDF. The same content gives the same bytes."""
    reference = content["reference"]
    return paper(
        "consultations/letters/paper.html",
        {
            "title": f"Letter to a doctor, our reference {reference}",
            "foot": f"Our reference {reference}",
            "content": content,
        },
    )


@transaction.atomic
def ask_for_letter(
    consultation: Consultation,
    *,
    about: str,
    summary_hash: str,
    addressed_to: str,
    extra: str = "",
    agreed: bool,
    by: User,
    key: uuid.UUID,
    now: datetime | None = None,
) -> LetterRequest:
    """Write the letter and keep it. Raises `AnswersChanged` where it would say something else by
    now than what was shown, and `PdfMissing` where no PDF can be made."""
    moment = moment_of(now)
    row = locked(consultation, by=by, reviewers=True)
    row.patient = consultation.patient
    before = LetterRequest.objects.filter(created_key=key).first()
    if before is not None:
        if (before.consultation_id, before.contraindication) != (row.pk, about):
            raise KeyReused
        return before
    if not agreed:
        raise NotAllowed(
            "We write to a doctor only if the patient agrees.", "Ask the patient, then tick it."
        )
    found = case(row, local_day(row.site, moment))
    if found is None or found.summary.hash != summary_hash:
        raise AnswersChanged
    content = letter_content(
        found,
        about,
        addressed_to=filled(addressed_to, "Write who the letter goes to.", longest=200),
        extra=extra.strip()[:400],
        by=by,
    )
    if warnings := lints(plain_text(content)):
        raise NotAllowed(warnings[0])
    action = letter_action(clearable(found.risk.findings, about))
    document = keep_document(
        row,
        Document.Kind.LETTER_REQUEST,
        as_paper(printed(content)),
        label=f"Letter to a doctor, {content['reference']}",
        by=by,
        key=key,
        now=moment,
    )
    request = LetterRequest.objects.create(
        consultation=row,
        contraindication=about,
        action=action.key if action else ANY_LETTER,
        addressed_to=addressed_to.strip(),
        content=content,
        document=document,
        due=found.today + DAYS_FOR_A_LETTER,
        asked_by=by,
        asked_at=moment,
        created_key=key,
    )
    audit.record("letter.asked", actor=by, subject=row, detail={"request": request.pk})
    return request


def as_paper(content: bytes) -> Redrawn:
    """A paper of our own, as documents are kept."""
    import pypdfium2  # noqa: PLC0415 - only where a paper is made

    return Redrawn(PDF, len(pypdfium2.PdfDocument(content)), content)


@transaction.atomic
def close_request(
    request: LetterRequest, *, how: str, by: User, now: datetime | None = None
) -> LetterRequest:
    """The letter is not needed any more. A second click changes nothing."""
    row = locked(request.consultation, by=by, reviewers=True)
    standing = LetterRequest.objects.get(pk=request.pk)
    if standing.closed_at is not None:
        return standing
    settle(standing, filled(how, "Write why it is not needed.", longest=300), by, moment_of(now))
    audit.record("letter.not_needed", actor=by, subject=row, detail={"request": standing.pk})
    return standing


def settle(request: LetterRequest, how: str, by: User, moment: datetime) -> None:
    """Called under the lock of its consultation."""
    request.closed_by, request.closed_at, request.closed_how = by, moment, how[:300]
    request.save(update_fields=["closed_by", "closed_at", "closed_how"])
