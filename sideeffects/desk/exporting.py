"""A catalogue as the folder of YAML files, and the folder as a zip: the same bytes each time."""

from __future__ import annotations

import io
from collections.abc import Mapping
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from clinic.words import day
from sideeffects.models import Edition
from sideeffects.risk import Catalogue
from sideeffects.yaml_writing import yaml_texts

ABOUT = "README.md"
FOLD = (
    "A file for each part. `manage.py load_catalogue DIR` reads the folder, and so does the desk."
)
LONG_AGO = (1980, 1, 1, 0, 0, 0)  # the first day a zip knows: when it was packed is not our matter
READABLE = 0o644 << 16


def folder_of_edition(edition: Edition) -> dict[str, str]:
    """The files of an edition and what they are, by name."""
    approval = edition.clinical_approval
    said = [
        f"Edition {edition.number}, published {day(edition.published_at, 'born')}.",
        *([edition.note] if edition.note else []),
        f"Clinically approved by {approval.name}, {approval.role}."
        if approval
        else "Not clinically approved: no clinician has signed this edition.",
    ]
    return _folder(edition.catalogue, said)


def folder_of_draft(catalogue: Catalogue) -> dict[str, str]:
    return _folder(catalogue, ["A draft. It was not published, and no clinician has signed it."])


def _folder(catalogue: Catalogue, said: list[str]) -> dict[str, str]:
    lines = ["# Catalogue of Scalpwise", *said, f"SHA-256: {catalogue.hash}", FOLD]
    return yaml_texts(catalogue) | {ABOUT: "\n\n".join(lines) + "\n"}


def zipped(files: Mapping[str, str]) -> bytes:
    packed = io.BytesIO()
    with ZipFile(packed, "w", ZIP_DEFLATED) as archive:
        for name in sorted(files):
            entry = ZipInfo(name, LONG_AGO)
            entry.compress_type, entry.external_attr = ZIP_DEFLATED, READABLE
            entry.create_system = 3  # Unix, wherever we run
            archive.writestr(entry, files[name])
    return packed.getvalue()
