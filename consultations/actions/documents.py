"""Keeping a file in a record, and opening it again. The database holds it encrypted."""

from __future__ import annotations

import hashlib
import uuid
from datetime import datetime

from django.db import transaction

from clinic import audit
from clinic.at_rest import lock_for
from clinic.models import User
from clinic.uploads import Redrawn
from consultations.actions.ground import check_person, moment_of, once
from consultations.errors import KeyReused
from consultations.models import Consultation, Document

PURPOSE = "consultations.document"


@transaction.atomic
def keep_document(
    consultation: Consultation,
    kind: str,
    upload: Redrawn,
    *,
    label: str,
    by: User,
    key: uuid.UUID,
    now: datetime | None = None,
) -> Document:
    """Keep what `clinic.uploads.redraw` made of a file, or a paper of our own.

    The same key is the same act; the same key with another file raises `KeyReused`.
    """
    check_person(by, site_id=consultation.site_id)
    before = Document.objects.defer("content").filter(created_key=key).first()
    if before is not None:
        if (before.consultation_id, before.kind, before.sha256) != (
            *(consultation.pk, kind, upload.sha256),
        ):
            raise KeyReused
        return before
    with once("consultations_document_created_key_key"):
        document = Document.objects.create(
            consultation=consultation,
            kind=kind,
            media_type=upload.media_type,
            label=label.strip()[:120],
            content=lock_for(PURPOSE).encrypt(upload.content),
            size=len(upload.content),
            sha256=upload.sha256,
            pages=upload.pages,
            made_by=by,
            made_at=moment_of(now),
            created_key=key,
        )
    audit.record("document.kept", actor=by, subject=consultation, detail={"document": document.pk})
    return document


def opened(document: Document) -> bytes:
    """The file as it was kept; fails where it is not what its sha256 says."""
    content = lock_for(PURPOSE).decrypt(bytes(document.content))
    if hashlib.sha256(content).hexdigest() != document.sha256:
        raise ValueError("A kept file is not what was kept.")
    return content
