"""Folders as somebody sends them: zips, good and bad."""

from __future__ import annotations

import io
import uuid
from collections.abc import Callable, Mapping
from typing import Any
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

import yaml
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from sideeffects.desk.exporting import zipped
from sideeffects.yaml_writing import yaml_texts
from tests.catalogue import STARTER, starter

OWN = {path.name: path.read_bytes() for path in sorted(STARTER.iterdir())}
PARTS_ONLY = {name: text.encode() for name, text in yaml_texts(starter()).items()}


def packed(files: Mapping[str, bytes | str], *, stored: bool = False) -> bytes:
    into = io.BytesIO()
    with ZipFile(into, "w", ZIP_STORED if stored else ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return into.getvalue()


def with_change(name: str, edit: Callable[[Any], object]) -> dict[str, bytes]:
    """The starter's own files, one of them changed as plain data."""
    content = yaml.safe_load(OWN[f"{name}.yaml"])
    edit(content)
    text = yaml.safe_dump(content, sort_keys=False, allow_unicode=True)
    return {**OWN, f"{name}.yaml": text.encode()}


def exported() -> bytes:
    return zipped(yaml_texts(starter()))


def upload(client: Client, *files: tuple[str, bytes], key: uuid.UUID | None = None) -> Any:
    return client.post(
        "/catalogue/desk/import/",
        {
            "folder": [SimpleUploadedFile(name, content) for name, content in files],
            "key": str(key or uuid.uuid4()),
        },
    )
