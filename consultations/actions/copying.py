"""Handing a patient's own copy out: on the trail before the first byte leaves."""

from __future__ import annotations

import io
import json
import shutil
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pyrage
from cryptography.fernet import InvalidToken
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone

from clinic import audit
from clinic.errors import NotAllowed
from clinic.models import User
from consultations.actions.documents import opened
from consultations.actions.erasing import check_responsible
from consultations.actions.ground import filled
from consultations.models import Document, Patient
from consultations.portable import FORMAT, Portable, class_of, file_name, portable
from consultations.portable_page import page_of

ZIP = ".zip"
AGE = ".age"


def export_patient(
    patient: Patient, *, to: Path, reason: str, by: User, recipient: str = ""
) -> dict[str, int]:
    """Everything of this patient into a new folder, or into one .zip; how many of each.

    `recipient`: an age public key. Then the zip is encrypted for it before it touches the disk.
    """
    check_responsible(by, patient)
    reason = filled(reason, "Write why the copy is made.")
    key = _recipient(recipient, to)
    _check_new(to)
    copy, counts = _noted(patient, by, encrypted=key is not None)
    about = _about(copy, counts, reason, by)
    if key is None and to.suffix != ZIP:
        _to_folder(to, _files(copy, about))
    else:
        _to_file(to, _zipped(_files(copy, about)), key)
    return counts


@transaction.atomic
def _noted(patient: Patient, by: User, *, encrypted: bool) -> tuple[Portable, dict[str, int]]:
    """What goes out, and the event that says so, which stays whatever becomes of the file."""
    copy = portable(patient)
    counts = {
        "rows": sum(len(table.rows) for table in copy.tables),
        "files": len(copy.files),
        "changes": len(copy.history),
        "looks": len(copy.seen),
    }
    audit.record(
        "patient.exported",
        actor=by,
        subject=patient,
        detail={**counts, "encrypted": encrypted, "reason_given": True},
    )
    return copy, counts


def _recipient(text: str, to: Path) -> pyrage.x25519.Recipient | None:
    if not text:
        if to.suffix == AGE:
            raise NotAllowed("A name that ends in .age needs a --recipient.")
        return None
    if to.suffixes[-2:] != [ZIP, AGE]:
        raise NotAllowed("An encrypted copy is one file.", "Give it a name that ends in .zip.age.")
    try:
        return pyrage.x25519.Recipient.from_str(text)
    except pyrage.RecipientError as problem:
        raise NotAllowed("This is no public key of age.", "It begins with age1.") from problem


def _check_new(to: Path) -> None:
    if to.exists():
        raise NotAllowed(f"{to} is there already.", "Name a folder or file that is not.")
    if not to.parent.is_dir():
        raise NotAllowed(f"There is no folder {to.parent}.")


def _about(copy: Portable, counts: dict[str, int], reason: str, by: User) -> dict[str, Any]:
    """What the copy is and how it is to be read."""
    return {
        "what": "Everything the clinic keeps about one patient",
        "format": FORMAT,
        "patient": copy.patient.reference,
        "clinic": copy.patient.site.name,
        "made_at": timezone.now().isoformat(timespec="seconds"),
        "made_by": by.display_name,
        "reason": reason,
        "counts": counts,
        "how_to_read": (
            "tables/ holds one JSON file for each kind of row, every row as an object. Days and"
            " moments are ISO 8601, moments with their zone. A number in a field that names another"
            " table is the id of a row there. Fields that end in _words are for people."
            " questions.json has the questions of each edition by key. history.json holds what rows"
            " were before a change and after it; a new row that never changes has neither."
            " who_saw.json lists who looked at the record or changed it. files/ holds letters and"
            " photos as they were kept. record.html is the same for reading."
        ),
        "tables": {
            table.name: {
                "words": table.words,
                "rows": len(table.rows),
                "fields": {
                    name: {"words": words, "class": class_of(table.name)[name]}
                    for name, words in table.fields.items()
                },
            }
            for table in copy.tables
        },
    }


def _files(copy: Portable, about: dict[str, Any]) -> Iterator[tuple[str, bytes]]:
    yield "about.json", _json(about)
    yield "record.html", _html(copy, about)
    for table in copy.tables:
        yield f"tables/{table.name}.json", _json(table.rows)
    yield "questions.json", _json(copy.questions)
    yield "history.json", _json(copy.history)
    yield "who_saw.json", _json(copy.seen)
    for document in copy.files:
        yield file_name(document), _opened(document)


def _opened(document: Document) -> bytes:
    try:
        return opened(document)
    except (InvalidToken, ValueError) as problem:
        raise NotAllowed(
            f"File {document.pk} cannot be opened.", "Set the SECRET_KEY it was kept with."
        ) from problem


def _html(copy: Portable, about: dict[str, Any]) -> bytes:
    context = {"about": about, "patient": copy.patient, "sections": page_of(copy)}
    return render_to_string("consultations/records/own_copy.html", context).encode()


def _json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, indent=1).encode() + b"\n"


@contextmanager
def _beside(to: Path) -> Iterator[Path]:
    """Written beside and renamed: what has its name is whole. For its owner's eyes alone."""
    folder = Path(tempfile.mkdtemp(prefix=".copy-", dir=to.parent))
    try:
        yield folder / "copy"
    finally:
        shutil.rmtree(folder)


def _to_folder(to: Path, files: Iterator[tuple[str, bytes]]) -> None:
    with _beside(to) as made:
        made.mkdir(mode=0o700)
        for name, content in files:
            path = made / name
            path.parent.mkdir(mode=0o700, exist_ok=True)
            path.touch(mode=0o600)
            path.write_bytes(content)
        made.rename(to)


def _zipped(files: Iterator[tuple[str, bytes]]) -> bytes:
    """In memory: an encrypted copy never lies open on the disk."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files:
            archive.writestr(name, content)
    return held.getvalue()


def _to_file(to: Path, content: bytes, key: pyrage.x25519.Recipient | None) -> None:
    if key is not None:
        content = pyrage.encrypt(content, [key])
    with _beside(to) as made:
        made.touch(mode=0o600)
        made.write_bytes(content)
        made.rename(to)
